/**
 * A client inside the process: connects to a served gateway through the port, asks one thing, or says it and hears it out, and leaves. Nothing that
 * happens to connections happens to it. Owns the least of the protocol that it takes to ask.
 */
import { CLOSE } from '../protocol/close-codes.ts';
import { connectParams } from '../protocol/connect-params.ts';
import { Message } from '../protocol/message.ts';
import type { Frame } from '../protocol/frame.ts';
import { ALL_SCOPES } from '../protocol/scopes.ts';
import type { ServerSocket, SocketHandler } from '../gateway/port.ts';
import type { Life } from './life.ts';

const PATIENCE_MS = 5_000;

/** What is asked, and the run after whose terminal it is done; without one it is with the answer. */
export interface Question {
  readonly method: string;
  readonly params: object;
  readonly run?: string;
}

/** What came of it, in a few words: `done`, or why not. Never rejects. */
export function askInside(
  life: Life,
  accept: (socket: ServerSocket) => SocketHandler,
  token: string,
  { method, params, run }: Question,
): Promise<string> {
  return new Promise((resolve) => {
    let handler: SocketHandler | undefined;
    let over = false;
    const finish = (how: string): void => {
      if (over) return;
      over = true;
      clearTimeout(patience);
      forget();
      // never before the call that answered has returned
      setImmediate(() => life.deliver(() => handler?.onClose(CLOSE.normal, '')));
      resolve(how);
    };
    const patience = setTimeout(() => finish('no answer'), PATIENCE_MS);
    const forget = life.onEnd(() => finish('the gateway stopped'));
    const ask = (id: string, asked: string, members: object): void => {
      const message = Message.ofText(JSON.stringify({ type: 'req', id, method: asked, params: members }));
      setImmediate(() => {
        if (!over) life.deliver(() => handler?.onMessage(message));
      });
    };
    const read = (frame: Frame | undefined): void => {
      if (frame?.type === 'event' && frame.event === 'connect.challenge')
        ask('connect', 'connect', connectParams(ALL_SCOPES, token));
      const end = run === undefined ? undefined : endOf(frame, run);
      if (end !== undefined) return finish(end === 'final' ? 'done' : `its run ended with ${end}`);
      if (frame?.type !== 'res') return;
      if (!frame.ok) return finish(`refused: ${frame.error?.message ?? ''}`);
      if (frame.id === 'ask') return run === undefined ? finish('done') : undefined;
      ask('ask', method, params);
    };
    const socket: ServerSocket = {
      send: (message) => {
        if (!over) read(message.frame);
      },
      bufferedBytes: 0,
      setMaxPayload: () => {},
      close: (code) => finish(`closed with ${code}`),
      terminate: () => finish('cut off'),
    };
    life.deliver(() => {
      handler = accept(socket);
    });
  });
}

/** The state of the run's terminal, if that is one. */
function endOf(frame: Frame | undefined, run: string): string | undefined {
  if (frame?.type !== 'event' || frame.event !== 'chat') return undefined;
  const { runId, state } = (frame.payload ?? {}) as { readonly runId?: unknown; readonly state?: unknown };
  return runId === run && state !== 'delta' ? String(state) : undefined;
}
