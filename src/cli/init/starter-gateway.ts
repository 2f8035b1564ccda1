/**
 * The module that an in-process project begins with: it keeps the handshake and its ticks, and refuses everything else, so that
 * the first verdict says what comes next. Text only; it is executed where it was written.
 */

/** In TypeScript or in plain JavaScript, the same but for the types. */
export function starterGateway(typescript: boolean): string {
  const type = (text: string): string => (typescript ? text : '');
  const header = typescript
    ? `import type { Gateway, Host, ServerSocket, SocketHandler } from 'gateway-gauntlet/port';
import { CLOSE, ERROR, EVENTS, isObject, Message, METHODS } from 'gateway-gauntlet/protocol';
`
    : `import { CLOSE, ERROR, EVENTS, isObject, Message, METHODS } from 'gateway-gauntlet/protocol';
`;
  return `/**
 * The gateway that Gauntlet judges, behind its in-process port. It greets its clients and ticks; everything else it refuses.
 * Hand what arrives to your own code where it says so: host.disk, host.provider, host.clock, host.timers and host.random
 * are all that it may reach, since they are what a fault strikes and a replay repeats.
 */
${header}
const PROTOCOL = 4;

${typescript ? '' : "/** @type {import('gateway-gauntlet/port').Gateway} */\n"}export const gateway${type(': Gateway')} = {
  name: 'mine',
  boot(host) {
    host.listen((socket) => accept(host, socket));
    host.onStop(() => host.exit());
  },
};

function accept(host${type(': Host')}, socket${type(': ServerSocket')})${type(': SocketHandler')} {
  const { limits, token } = host.settings;
  let isGreeted = false;
  let isOpen = true;
  let seq = 0;
  const event = (name${type(': string')}, payload${type(': object')}) => {
    if (isOpen) socket.send(Message.of({ type: 'event', event: name, payload, seq: ++seq }));
  };
  const refuse = (id${type(': string')}, code${type(': string')}, message${type(': string')}) => {
    socket.send(Message.of({ type: 'res', id, ok: false, error: { code, message } }));
  };
  const turnAway = (id${type(': string')}, code${type(': number')}, message${type(': string')}) => {
    refuse(id, ERROR.invalidRequest, message);
    isOpen = false;
    socket.close(code, message);
  };
  const tick = () => {
    if (!isOpen) return;
    event('tick', { ts: host.clock.wallMillis() });
    host.timers.set(limits.tickIntervalMs * 1000, tick);
  };
  const connect = (id${type(': string')}, method${type(': string')}, params${type(': unknown')}) => {
    if (method !== 'connect' || !isObject(params)) return turnAway(id, CLOSE.policyViolation, 'connect first');
    if (!isObject(params.auth) || params.auth.token !== token)
      return turnAway(id, CLOSE.policyViolation, 'unauthorized');
    if (Number(params.minProtocol) > PROTOCOL || Number(params.maxProtocol) < PROTOCOL)
      return turnAway(id, CLOSE.protocolError, 'protocol mismatch');
    isGreeted = true;
    socket.setMaxPayload(limits.maxPayloadBytes);
    const payload = {
      type: 'hello-ok',
      protocol: PROTOCOL,
      server: { version: 'reference-1', connId: host.random.id() },
      features: { methods: METHODS, events: EVENTS },
      snapshot: { presence: [], health: {}, stateVersion: { presence: 0, health: 0 }, uptimeMs: 0 },
      auth: { role: 'operator', scopes: params.scopes },
      policy: {
        maxPayload: limits.maxPayloadBytes,
        maxBufferedBytes: limits.maxBufferedBytes,
        tickIntervalMs: limits.tickIntervalMs,
      },
    };
    socket.send(Message.of({ type: 'res', id, ok: true, payload }));
    host.timers.set(limits.tickIntervalMs * 1000, tick);
  };

  socket.send(Message.of({ type: 'event', event: 'connect.challenge', payload: { nonce: host.random.id() } }));
  host.timers.set(limits.handshakeTimeoutMs * 1000, () => {
    if (isOpen && !isGreeted) socket.close(CLOSE.normal, '');
  });
  return {
    onMessage(message) {
      const decoded = message.decode();
      if (!isOpen) return;
      if (!decoded.ok || decoded.value.type !== 'req') {
        if (!isGreeted) socket.close(CLOSE.policyViolation, 'connect first');
        return;
      }
      const { id, method, params } = decoded.value;
      if (!isGreeted) return connect(id, method, params);
      // your code from here on: sessions.list, chat.send, chat.history …
      refuse(id, ERROR.invalidRequest, \`unknown method: \${method}\`);
    },
    onClose() {
      isOpen = false;
    },
  };
}
`;
}
