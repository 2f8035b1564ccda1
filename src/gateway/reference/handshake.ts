/** The handshake: challenge, `connect`, `hello-ok`, and what a connection is refused for (measured close codes). */
import { ms } from '../../kernel/time.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import { REASON } from '../../protocol/error-codes.ts';
import { EVENTS } from '../../protocol/events.ts';
import { isObject, type RequestFrame } from '../../protocol/frame.ts';
import { METHODS, type HelloOk } from '../../protocol/methods.ts';
import { SHOWN_METHOD_SCOPE } from '../../protocol/scopes.ts';
import type { Connection } from './connection.ts';
import { invalid, type Core } from './core.ts';

export const PROTOCOL = 4;
const VERSION = 'reference-1';

/** Greets a new connection and gives it so long to connect. */
export function challenge(core: Core, connection: Connection): void {
  connection.sendUnnumbered('connect.challenge', {
    nonce: core.host.random.id(),
    ts: core.host.clock.wallMillis(),
  });
  connection.handshakeTimer = core.host.timers.set(ms(core.host.settings.limits.handshakeTimeoutMs), () => {
    if (connection.scopes === undefined) connection.close(CLOSE.normal, '');
  });
}

/** The first frame of a connection. */
export function handleConnect(core: Core, connection: Connection, frame: RequestFrame): void {
  const { params } = frame;
  if (frame.method !== 'connect' || !isObject(params)) {
    connection.refuse(frame.id, invalid('the first request must be connect'));
    return connection.close(CLOSE.policyViolation, 'connect first');
  }
  const auth = params['auth'];
  if (!isObject(auth) || auth['token'] !== core.host.settings.token) {
    connection.refuse(frame.id, invalid('unauthorized'));
    return connection.close(CLOSE.policyViolation, 'unauthorized');
  }
  if (!covers(params, PROTOCOL)) {
    connection.refuse(frame.id, {
      ...invalid(`this gateway speaks protocol ${PROTOCOL}`),
      details: { code: REASON.protocolMismatch, expectedProtocol: PROTOCOL },
    });
    return connection.close(CLOSE.protocolError, 'protocol mismatch');
  }
  const scopes = Array.isArray(params['scopes'])
    ? params['scopes'].filter((scope) => typeof scope === 'string')
    : [];
  const { limits } = core.host.settings;
  connection.scopes = scopes;
  if (showsChats(params['client'])) core.hub.show(connection);
  connection.socket.setMaxPayload(limits.maxPayloadBytes);
  if (connection.handshakeTimer !== undefined) core.host.timers.clear(connection.handshakeTimer);
  connection.respond(frame.id, hello(core, connection, scopes));
  core.hub.broadcast(
    'presence',
    { presence: [], reason: 'connect', ts: core.host.clock.wallMillis() },
    [...core.hub.everyone()].filter((other) => other !== connection),
  );
}

/** A client that people read along in: its mode says so. */
function showsChats(client: unknown): boolean {
  return isObject(client) && (client['mode'] === 'webchat' || client['mode'] === 'ui');
}

function covers(params: { readonly [member: string]: unknown }, version: number): boolean {
  const { minProtocol, maxProtocol } = params;
  return (
    typeof minProtocol === 'number' &&
    typeof maxProtocol === 'number' &&
    minProtocol <= version &&
    version <= maxProtocol
  );
}

function hello(core: Core, connection: Connection, scopes: readonly string[]): HelloOk {
  const { limits } = core.host.settings;
  return {
    type: 'hello-ok',
    protocol: PROTOCOL,
    server: { version: VERSION, connId: `c${connection.id}` },
    features: { methods: [...METHODS, ...SHOWN_METHOD_SCOPE.keys()], events: [...EVENTS, 'presence'] },
    snapshot: {
      presence: [],
      health: {},
      stateVersion: { presence: 0, health: 0 },
      uptimeMs: Math.floor(core.host.clock.monotonicMicros() / 1000),
    },
    auth: { role: 'operator', scopes },
    policy: {
      maxPayload: limits.maxPayloadBytes,
      maxBufferedBytes: limits.maxBufferedBytes,
      tickIntervalMs: limits.tickIntervalMs,
    },
  };
}
