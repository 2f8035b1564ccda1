/**
 * The smallest gateway that clients can talk to: it greets everybody, accepts every send and settles it at once, and
 * keeps no state but its transcript. What it must never answer is said by method. Written against the port alone, as
 * a third party would.
 */
import type { Gateway, Host, ServerSocket, SocketHandler } from '../../src/gateway/port.ts';
import { isObject, type RequestFrame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

export interface TinyOptions {
  /** Requests of these methods are never answered. */
  readonly silentOn?: readonly string[];
  /** It never opens its listener. */
  readonly neverListens?: boolean;
  /** Accepted sends are never settled. */
  readonly neverSettles?: boolean;
}

interface Turn {
  readonly sessionKey: string;
  readonly runId: string;
}

export function tinyGateway(options: TinyOptions = {}): Gateway {
  return {
    name: 'tiny',
    boot(host) {
      if (options.neverListens === true) return;
      const turns: Turn[] = [];
      host.listen((socket) => greet(host, socket, turns, options));
    },
  };
}

function greet(host: Host, socket: ServerSocket, turns: Turn[], options: TinyOptions): SocketHandler {
  socket.send(
    Message.of({ type: 'event', event: 'connect.challenge', payload: { nonce: host.random.id(), ts: 0 } }),
  );
  return {
    onMessage(message) {
      const decoded = message.decode();
      if (!decoded.ok || decoded.value.type !== 'req') return;
      const frame = decoded.value;
      if (options.silentOn?.includes(frame.method) === true) return;
      const payload = answer(host, frame, turns, options);
      socket.send(Message.of({ type: 'res', id: frame.id, ok: true, payload }));
    },
    onClose: () => {},
  };
}

function answer(host: Host, { method, params }: RequestFrame, turns: Turn[], options: TinyOptions): unknown {
  const { limits } = host.settings;
  const asked = isObject(params) ? params : {};
  switch (method) {
    case 'connect':
      return {
        type: 'hello-ok',
        protocol: 4,
        policy: { maxPayload: limits.maxPayloadBytes, tickIntervalMs: limits.tickIntervalMs },
      };
    case 'chat.send': {
      const turn = { sessionKey: String(asked['sessionKey']), runId: String(asked['idempotencyKey']) };
      turns.push(turn);
      return { runId: turn.runId, status: options.neverSettles === true ? 'started' : 'ok' };
    }
    case 'chat.history': {
      const messages = turns
        .filter(({ sessionKey }) => sessionKey === asked['sessionKey'])
        .map(({ runId }) => ({ role: 'user', runId, idempotencyKey: runId, content: '' }));
      return { sessionKey: asked['sessionKey'], sessionId: 's1', messages, hasMore: false };
    }
    case 'sessions.list':
      return { sessions: [] };
    default:
      return { ok: true };
  }
}
