/**
 * Faults that have to do with the limits on frames and buffers: drawn close around them, because that is where careless
 * gateways differ from careful ones. Only for plans with tight limits; real ones would take 25 MiB a frame.
 */
import { frameBytes } from '../protocol/message.ts';
import type { Fault } from './fault.ts';
import { begin, pickSend } from './fault-moment.ts';
import type { PlanDraft } from './generate.ts';
import type { Operation, SendOperation } from './operation.ts';

/** Tool results whose events are as large as a frame may be, give or take a byte; far above now and then. */
export function drawLargeResults(
  { random, has }: PlanDraft,
  id: string,
  operations: readonly Operation[],
): Fault[] {
  const send = pickSend(random, operations, 0);
  if (send === undefined || !has.has('tight-limits')) return [];
  const run = send.id;
  const around = -eventBytesAround(send);
  if (random.chance(0.5)) {
    const overBytes = random.chance(0.2) ? random.pick([0, 30_000]) : around + random.int(-3, 3);
    return [{ kind: 'payload.event', id, run, overBytes }];
  }
  const count = random.pick([4, 8]);
  const stepBytes = random.pick([1, 1, 100]);
  return [{ kind: 'payload.burst', id, run, count, overBytes: around - (count / 2) * stepBytes, stepBytes }];
}

/** Requests around the limit, and answers up to it. */
export function drawLargeFrames(draft: PlanDraft, id: string, operations: readonly Operation[]): Fault[] {
  const { random, has, clients } = draft;
  if (!has.has('tight-limits')) return [];
  const send = pickSend(random, operations, 0);
  if (send === undefined || random.chance(0.3)) {
    const session = send?.session ?? random.pick(draft.sessions);
    return [{ kind: 'payload.response', id, client: random.pick(clients).id, session, ...begin(draft) }];
  }
  const overBytes = random.pick([-1, 0, 0, 1, 30_000]);
  return [{ kind: 'payload.request', id, operation: send.id, overBytes }];
}

/** A client that lets its buffer fill: with events up to the limit, or with answers (incident #7442). */
export function drawFullBuffer(draft: PlanDraft, id: string, operations: readonly Operation[]): Fault[] {
  const { random, has, clients } = draft;
  if (!has.has('consumer') || !random.chance(0.6) || !has.has('tight-limits')) return [];
  const send = pickSend(random, operations, 0);
  const readers = clients.filter(({ role }) => role !== 'unscoped');
  const client = random.pick(readers).id;
  const durationMs = random.pick([60, 400, 3_000]);
  if (send === undefined || random.chance(0.2))
    return [{ kind: 'reader.brink', id, client, ...begin(draft), durationMs }];
  // a text so long that a few answers with it fill any buffer
  const text: Fault = { kind: 'payload.event', id: `${id}-text`, run: send.id, overBytes: -2_500 };
  const requests = random.pick([6, 24]);
  const { session } = send;
  const flood = { kind: 'reader.hoard', id, client, session, requests, durationMs } as const;
  const others = clients.filter((other) => other.id !== client);
  if (others.length === 0 || random.chance(0.3)) {
    // while a run goes on: what it tells everybody finds the buffer full
    const nth = random.pick([2, 3, 5]);
    return [text, { ...flood, when: { on: 'provider.call', match: 'run', nth, edge: 'after', delayMs: 0 } }];
  }
  const atMs = (send.atMs ?? 0) + random.int(300, 2_500);
  const other = random.pick(others).id;
  const soon = atMs + random.int(5, 60);
  // when all is calm: what others learn of a lost connection is all that finds the buffer full
  const cut = { kind: 'link.cut', id: `${id}-cut`, client: other } as const;
  if (random.chance(0.6)) return [text, { ...flood, atMs }, { ...cut, atMs: soon }];
  // whoever reads too must not wait for it
  const read: Fault = { kind: 'payload.response', id: `${id}-read`, client: other, session, atMs: soon };
  return [text, { ...flood, atMs, durationMs: 4_000 }, read, { ...cut, atMs: soon + 3_200 }];
}

/** About what an event needs around a tool result. */
function eventBytesAround({ id, session }: SendOperation): number {
  const data = { phase: 'result', name: 'browser', result: '' };
  const runId = `run-${id}`;
  const payload = { runId, sessionKey: session, seq: 3, stream: 'tool', ts: 1_767_268_800_000, data };
  return frameBytes({ type: 'event', event: 'agent', payload, seq: 10 });
}
