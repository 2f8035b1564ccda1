/** The handshake: a new connection is challenged, must connect in time and properly, and is then listened to. */
import { ms } from '../../../kernel/time.ts';
import { CLOSE } from '../../../protocol/close-codes.ts';
import { ERROR, REASON } from '../../../protocol/error-codes.ts';
import { EVENTS } from '../../../protocol/events.ts';
import { isObject, type JsonObject, type RequestFrame } from '../../../protocol/frame.ts';
import type { Message } from '../../../protocol/message.ts';
import { METHODS, type HelloOk } from '../../../protocol/methods.ts';
import type { ServerSocket, SocketHandler } from '../../port.ts';
import { Connection } from './connection.ts';
import type { App } from './conversation.ts';
import { sleep } from './promised.ts';
import type { Requests } from './requests.ts';

const PROTOCOL = 4;

/** Lets a client in. */
export function accept(app: App, requests: Requests, socket: ServerSocket): SocketHandler {
  const { host, broadcaster } = app;
  const connection = new Connection(host, socket);
  broadcaster.connections.add(connection);
  connection.challenge({ nonce: host.random.id(), ts: host.clock.wallMillis() });
  void watch(app, connection);
  return {
    onMessage: (message: Message) => {
      const decoded = message.decode();
      if (!connection.open) return;
      if (decoded.ok && decoded.value.type === 'req') {
        const request = decoded.value;
        if (connection.scopes === undefined) connect(app, connection, request);
        else void requests.answer(connection, request);
      } else if (connection.scopes === undefined)
        void connection.close(CLOSE.policyViolation, 'connect first');
    },
    onClose: () => {
      connection.lost();
      broadcaster.connections.delete(connection);
    },
  };
}

/** Does not wait for ever for the first request. */
async function watch({ host }: App, connection: Connection): Promise<void> {
  await sleep(host.timers, ms(host.settings.limits.handshakeTimeoutMs));
  if (connection.scopes === undefined) await connection.close(CLOSE.normal, '');
}

function connect({ host }: App, connection: Connection, { id, method, params }: RequestFrame): void {
  const turnAway = (code: number, message: string, details?: JsonObject): void => {
    connection.refuse(id, {
      code: ERROR.invalidRequest,
      message,
      ...(details === undefined ? {} : { details }),
    });
    void connection.close(code, message);
  };
  if (method !== 'connect' || !isObject(params)) return turnAway(CLOSE.policyViolation, 'connect first');
  const { auth, minProtocol, maxProtocol, scopes } = params;
  if (!isObject(auth) || auth['token'] !== host.settings.token)
    return turnAway(CLOSE.policyViolation, 'unauthorized');
  if (!(Number(minProtocol) <= PROTOCOL && PROTOCOL <= Number(maxProtocol))) {
    const details = { code: REASON.protocolMismatch, expectedProtocol: PROTOCOL };
    return turnAway(CLOSE.protocolError, 'protocol mismatch', details);
  }
  const granted = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
  connection.greeted(granted);
  const { limits } = host.settings;
  const hello: HelloOk = {
    type: 'hello-ok',
    protocol: PROTOCOL,
    server: { version: 'awaits-1', connId: host.random.id() },
    features: { methods: METHODS, events: EVENTS },
    snapshot: {
      presence: [],
      health: {},
      stateVersion: { presence: 0, health: 0 },
      uptimeMs: Math.floor(host.clock.monotonicMicros() / 1000),
    },
    auth: { role: 'operator', scopes: granted },
    policy: {
      maxPayload: limits.maxPayloadBytes,
      maxBufferedBytes: limits.maxBufferedBytes,
      tickIntervalMs: limits.tickIntervalMs,
    },
  };
  connection.respond(id, hello);
}
