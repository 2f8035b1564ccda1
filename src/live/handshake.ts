/**
 * The handshake that says whether a gateway is ready: connect, challenge, `connect`, hello. Made directly, outside the
 * history. Gives what the hello said, or why there is none: not yet, or never.
 */
import { WebSocket } from 'ws';
import { connectParams } from '../protocol/connect-params.ts';
import { numberOf, stringOf } from '../dialect/reading.ts';
import { decodeFrameText, isObject, type JsonObject } from '../protocol/frame.ts';
import { ALL_SCOPES } from '../protocol/scopes.ts';

/** What a gateway says of itself. */
export interface HelloInfo {
  readonly version: string | undefined;
  readonly protocol: number | undefined;
}

export type Handshake =
  | { readonly type: 'hello'; readonly server: HelloInfo }
  /** It may come up yet: nobody listens, or it says that it is starting. */
  | { readonly type: 'not-yet'; readonly reason: string; readonly timedOut?: true }
  /** It will not: it refuses us, or speaks something else. */
  | { readonly type: 'never'; readonly reason: string };

/** Nothing in a hello is near this. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
const REQUEST_ID = 'gauntlet-ready';

/** Tries once; answers within `withinMs`. Rejects with what the signal was aborted with. */
export function tryHandshake(
  url: string,
  token: string,
  withinMs: number,
  signal?: AbortSignal,
): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: LARGEST_MESSAGE });
    let opened = false;
    let heard = 'nothing';
    let other = 0;
    const letGo = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
    };
    const settle = (handshake: Handshake): void => {
      letGo();
      if (handshake.type === 'hello') socket.close(1000);
      setTimeout(() => socket.terminate(), handshake.type === 'hello' ? 200 : 0).unref();
      resolve(handshake);
    };
    const abort = (): void => {
      letGo();
      socket.terminate();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(() => {
      const reason = opened
        ? `no hello within ${withinMs} ms (it said ${heard})`
        : `no WebSocket handshake within ${withinMs} ms`;
      settle({ type: 'not-yet', reason, timedOut: true });
    }, withinMs);
    socket.on('open', () => {
      opened = true;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
        settle({ type: 'never', reason: 'it answers with a message of more than 4 MiB before any hello' });
      else if (/Unexpected server response: (?:4\d\d|200|30\d)/.test(error.message))
        settle({ type: 'never', reason: `no WebSocket there: ${error.message}` });
      else if (error.code === undefined || error.code.startsWith('HPE') || error.code.startsWith('WS_ERR'))
        settle({ type: 'not-yet', reason: `it does not speak WebSocket: ${error.message}` });
      else settle({ type: 'not-yet', reason: error.message });
    });
    socket.on('close', (code, reason) => {
      const closed = reason.length > 0 ? `${code} ${reason.toString('utf8').slice(0, 200)}` : String(code);
      settle({ type: 'not-yet', reason: `it closed the connection before hello (${closed})` });
    });
    socket.on('message', (data: Buffer) => {
      const frame = decodeFrameText(data.toString('utf8'));
      if (!frame.ok || (frame.value.type !== 'res' && !isChallenge(frame.value))) {
        heard = frame.ok ? 'other events' : `what is no frame: ${frame.reason}`;
        if (++other > 1_000)
          settle({ type: 'never', reason: `1,000 messages and no hello (it said ${heard})` });
        return;
      }
      if (frame.value.type !== 'res') {
        heard = 'a challenge';
        const params = connectParams(ALL_SCOPES, token);
        return socket.send(JSON.stringify({ type: 'req', id: REQUEST_ID, method: 'connect', params }));
      }
      if (frame.value.id !== REQUEST_ID) return;
      const { ok, payload, error } = frame.value;
      if (ok && isObject(payload)) return settle({ type: 'hello', server: serverOf(payload) });
      const why = `${error?.code ?? 'an error'}: ${error?.message ?? 'no hello'}`;
      if (error?.retryable === true || error?.code === 'UNAVAILABLE')
        settle({ type: 'not-yet', reason: why });
      else settle({ type: 'never', reason: `it refused the connection: ${why}` });
    });
  });
}

function isChallenge(frame: { readonly type: string; readonly event?: string }): boolean {
  return frame.type === 'event' && frame.event === 'connect.challenge';
}

function serverOf({ protocol, server }: JsonObject): HelloInfo {
  return {
    version: isObject(server) ? stringOf(server['version']) : undefined,
    protocol: numberOf(protocol),
  };
}
