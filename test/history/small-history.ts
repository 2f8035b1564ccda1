/** A hand-made history with one record of every kind, for tests of what keeps, writes and hashes records. */
import { Recorder } from '../../src/history/history.ts';
import { PromptWriter } from '../../src/history/recorded-prompt.ts';
import { blocksOf } from '../../src/history/recorded-text.ts';
import type { RecordBody } from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';

export const TOKEN = 'correct horse battery staple';

export const BODIES: readonly RecordBody[] = [
  {
    kind: 'plan',
    dailyRule: false,
    maxPayloadBytes: 4096,
    maxBufferedBytes: 8192,
    dedupeWindowMs: 300_000,
    clients: [{ client: 'web', role: 'operator' }],
  },
  { kind: 'phase', phase: 'safety' },
  { kind: 'process', event: 'booting' },
  {
    kind: 'operation',
    operation: 'op1',
    client: 'web',
    do: 'send',
    session: 'agent:main:main',
    marker: 'm1',
    idempotencyKey: 'k1',
  },
  { kind: 'operation', operation: 'op2', client: 'web', do: 'send', replayOf: 'op1' },
  { kind: 'fault', event: 'landed', fault: 'f1', faultKind: 'slow-reader', scope: 'client', client: 'web' },
  { kind: 'fault', event: 'healed', fault: 'f1', faultKind: 'slow-write', scope: 'disk' },
  { kind: 'clock', wallMillis: 1_800_000_000_000 },
  { kind: 'connection', event: 'opened', leg: 'gateway', conn: 1, client: 'web' },
  {
    kind: 'frame',
    from: 'client',
    leg: 'client',
    conn: 1,
    client: 'web',
    frameId: 1,
    message: Message.of({
      type: 'req',
      id: '1',
      method: 'connect',
      params: { role: 'operator', auth: { token: TOKEN } },
    }),
  },
  {
    kind: 'frame',
    from: 'gateway',
    leg: 'gateway',
    conn: 1,
    client: 'web',
    frameId: 2,
    bufferedBytes: 120,
    message: Message.of({ type: 'event', event: 'tick', payload: { ts: 1, part: undefined }, seq: 1 }),
  },
  {
    kind: 'frame',
    from: 'client',
    leg: 'gateway',
    conn: 1,
    client: 'web',
    frameId: 3,
    message: Message.ofText('no frame \ud800'),
  },
  {
    kind: 'frame',
    from: 'gateway',
    leg: 'client',
    conn: 1,
    client: 'web',
    frameId: 4,
    message: Message.ofText('{ "type": "event", "event": "tick" }'),
  },
  {
    kind: 'provider',
    event: 'call',
    call: 1,
    purpose: 'run',
    promptMarkers: ['m1'],
    promptTexts: ['be brief\n'],
  },
  { kind: 'provider', event: 'end', call: 2, purpose: 'summary', text: 'they talked', injected: true },
  { kind: 'disk', op: 'rename', path: 'a', to: 'b', bytes: 0, ok: true },
  { kind: 'log', level: 'warn', text: 'shed "web"' },
  {
    kind: 'connection',
    event: 'closed',
    leg: 'client',
    conn: 1,
    client: 'web',
    code: 1008,
    reason: 'slow',
    by: 'gateway',
  },
  { kind: 'phase', phase: 'end', pending: ['send m1'] },
];

const prompts = new PromptWriter();

/** What came with version 2: what a model was asked and what it said. */
export const TEXT_BODIES: readonly RecordBody[] = [
  {
    kind: 'provider',
    event: 'call',
    call: 1,
    purpose: 'run',
    prompt: prompts.record(1, [
      { role: 'system', text: 'be brief' },
      { role: 'user', text: 'hello [[m1]]' },
    ]),
  },
  { kind: 'provider', event: 'delta', call: 1, purpose: 'run', text: 'gr\u00fc\u00df dich \ud83c\udf0d' },
  { kind: 'provider', event: 'tool', call: 1, purpose: 'run', text: blocksOf(`[[m2]]${'x'.repeat(9_000)}`) },
  { kind: 'provider', event: 'end', call: 1, purpose: 'run', stopReason: 'length' },
  {
    kind: 'provider',
    event: 'call',
    call: 2,
    purpose: 'run',
    prompt: prompts.record(2, [
      { role: 'system', text: 'be brief' },
      { role: 'assistant', text: 'yes' },
      { role: 'tool', text: 'lone \ud83c' },
    ]),
  },
  { kind: 'provider', event: 'error', call: 2, purpose: 'run', message: 'overloaded' },
];

export function recordAll(bodies: readonly RecordBody[] = BODIES): Recorder {
  const recorder = new Recorder({ keep: true });
  bodies.forEach((body, at) => recorder.add(body, at * 1_000, at < 2 ? 0 : 1));
  return recorder;
}
