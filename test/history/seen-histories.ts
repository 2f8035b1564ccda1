/** Histories of what clients see, put together from the frames alone. */
import { Recorder } from '../../src/history/history.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

/** A frame that reached a client, or that it sent; `request` is both a request and its answer. */
export type Step = readonly [client: string, frame: Frame];

export const KEY = 'agent:main:main';

export function event(client: string, name: string, payload: object): Step {
  return [client, { type: 'event', event: name, payload, seq: 1 }];
}

export function chat(client: string, runId: string, state: 'delta' | 'final' | 'error', text = ''): Step {
  return event(client, 'chat', { sessionKey: KEY, runId, state, deltaText: text });
}

export function said(client: string, runId: string, delta: string): Step {
  return event(client, 'agent', { sessionKey: KEY, runId, stream: 'assistant', data: { delta } });
}

let requests = 0;

export function request(client: string, method: string, params: object, payload: object): readonly Step[] {
  const id = `r${++requests}`;
  return [
    [client, { type: 'req', id, method, params }],
    [client, { type: 'res', id, ok: true, payload }],
  ];
}

/** One after the other, a millisecond apart, after the record of a plan. */
export function historyOf(
  steps: readonly Step[],
  clients: readonly string[] = ['web'],
): readonly HistoryRecord[] {
  const recorder = new Recorder({ keep: true });
  const plan = { dailyRule: false, maxPayloadBytes: 4_096, maxBufferedBytes: 8_192, dedupeWindowMs: 300_000 };
  recorder.add(
    { kind: 'plan', ...plan, clients: clients.map((client) => ({ client, role: 'operator' })) },
    0,
    0,
  );
  for (const [at, [client, frame]] of steps.entries())
    recorder.add(
      {
        kind: 'frame',
        from: frame.type === 'req' ? 'client' : 'gateway',
        leg: 'client',
        conn: 1,
        client,
        frameId: at + 1,
        message: Message.of(frame),
      },
      (at + 1) * 1_000,
      1,
    );
  return recorder.records;
}
