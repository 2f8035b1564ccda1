/**
 * The points to which an execution can be taken back: each operation when it was handed to its client, each turn step
 * when it was said, the end of each run, and each fault when it happened, in the order in which the history has them.
 * What never happened is behind the last point. Reads a history and its plan; executes nothing.
 */
import type { FaultRecord, HistoryRecord, ProviderRecord } from '../history/record.ts';
import { markersOfText } from '../history/recorded-text.ts';
import type { Rewind, RunUnderway } from '../plan/continuation.ts';
import type { Fault } from '../plan/fault.ts';
import type { Plan } from '../plan/plan.ts';
import { SUMMARY_MARKER } from '../protocol/marker.ts';

/** What happened at a point. */
export type PointEntry =
  | { readonly type: 'operation' | 'fault'; readonly id: string }
  /** A turn step of a send, by its place in the script. */
  | { readonly type: 'step'; readonly id: string; readonly step: number }
  /** Its run was over. */
  | { readonly type: 'end'; readonly id: string };

export interface RewindPoint {
  readonly entry: PointEntry;
  /** Index of the record that shows it. */
  readonly record: number;
  readonly atMicros: number;
}

/** Of these the effect comes long after they are known to the model's script. */
const LATE: readonly Fault['kind'][] = ['lifecycle.late', 'lifecycle.duplicate', 'lifecycle.afterword'];

/** One call to the model for a send; after a crash there may be another. */
interface RunCall {
  readonly send: string;
  /** Its record. */
  readonly record: number;
  readonly atMs: number;
  /** The records of its steps. */
  readonly steps: number[];
  /** The record by which it was over; Infinity: none shows that. */
  over: number;
}

export class RewindPoints {
  /** In the order of their records. */
  readonly points: readonly RewindPoint[];
  readonly #plan: Plan;
  readonly #calls: RunCall[] = [];

  constructor(plan: Plan, history: readonly HistoryRecord[]) {
    this.#plan = plan;
    this.points = [...this.#read(history)].toSorted((a, b) => a.record - b.record);
  }

  /** What had happened after so many points; after all of them everything stays. */
  after(count: number): Rewind {
    const kept = this.points.slice(0, count);
    const last = kept.at(-1);
    if (count >= this.points.length) return this.#everything(last?.atMicros ?? 0);
    const operations = kept.flatMap(({ entry, atMicros }) =>
      entry.type === 'operation' ? [{ id: entry.id, atMs: atMicros / 1_000 }] : [],
    );
    return {
      atMs: (last?.atMicros ?? 0) / 1_000,
      operations,
      faults: [...this.#withOperations(operations), ...kept.flatMap(({ entry }) => idOf(entry, 'fault'))],
      runs: operations.flatMap(({ id }) => this.#underway(id, kept)),
    };
  }

  /** Nothing of it is drawn anew, and something else comes behind it. */
  #everything(atMicros: number): Rewind {
    const times = new Map(this.points.map(({ entry, atMicros: at }) => [entry.id, at / 1_000]));
    return {
      atMs: atMicros / 1_000,
      operations: this.#plan.operations.map(({ id }) => ({ id, atMs: times.get(id) ?? atMicros / 1_000 })),
      faults: this.#plan.faults.map(({ id }) => id),
      runs: [],
    };
  }

  /** Faults of the request of an operation stay with it. */
  #withOperations(operations: Rewind['operations']): readonly string[] {
    const kept = new Set(operations.map(({ id }) => id));
    return this.#plan.faults.flatMap((one) =>
      'operation' in one && kept.has(one.operation) ? [one.id] : [],
    );
  }

  /** Of a send of which no run was over. */
  #underway(send: string, kept: readonly RewindPoint[]): readonly RunUnderway[] {
    const operation = this.#plan.operations.find(({ id }) => id === send);
    if (operation?.do !== 'send') return [];
    const last = kept.at(-1)?.record ?? 0;
    const calls = this.#calls.filter((one) => one.send === send && one.record <= last);
    const call = calls.at(-1);
    // all of its script was played, and a further call plays the same one
    if (calls.some(({ over }) => over <= last)) return [];
    const said = calls.map(({ steps }) => steps.filter((record) => record <= last).length);
    return [{ send, calledAtMs: call?.atMs ?? null, steps: Math.max(0, ...said) }];
  }

  *#read(history: readonly HistoryRecord[]): Generator<RewindPoint> {
    const calls = new Map<number, RunCall>();
    const happened = new Map<string, FaultRecord>();
    for (const record of history) {
      const { i, atMicros } = record;
      if (record.kind === 'operation') {
        if (this.#plan.operations.some(({ id }) => id === record.operation))
          yield { entry: { type: 'operation', id: record.operation }, record: i, atMicros };
      } else if (record.kind === 'fault') {
        if (isWhenItHappens(this.#faultKind(record.fault), record.event)) happened.set(record.fault, record);
      } else if (record.kind === 'provider' && record.event === 'call') {
        const send = this.#sendOf(record);
        if (send === undefined) continue;
        const call = { send, record: i, atMs: atMicros / 1_000, steps: [], over: Infinity };
        this.#calls.push(call);
        calls.set(record.call, call);
      } else if (record.kind === 'provider' && record.injected !== true) {
        const call = calls.get(record.call);
        const entry = call === undefined ? undefined : entryOf(record, call);
        if (entry === undefined || this.#isBeyond(entry)) continue;
        yield { entry, record: i, atMicros };
      }
    }
    for (const [id, { i, atMicros }] of happened) yield { entry: { type: 'fault', id }, record: i, atMicros };
  }

  #faultKind(id: string): Fault['kind'] | undefined {
    const fault = this.#plan.faults.find((one) => one.id === id);
    // what a request is padded to goes with its operation
    return fault === undefined || 'operation' in fault ? undefined : fault.kind;
  }

  /** The send whose script the call plays. */
  #sendOf({ purpose, prompt }: ProviderRecord): string | undefined {
    if (purpose !== 'run') return undefined;
    for (const { text } of prompt?.rest.slice(-3).reverse() ?? []) {
      const name = markersOfText(text).findLast((marker) => !marker.startsWith(SUMMARY_MARKER));
      if (name !== undefined)
        return this.#plan.operations.some((one) => one.do === 'send' && one.id === name) ? name : undefined;
    }
    return undefined;
  }

  /** What a fault adds to a run is no step of its script. */
  #isBeyond(entry: PointEntry): boolean {
    if (entry.type !== 'step') return false;
    const send = this.#plan.operations.find(({ id }) => id === entry.id);
    return send?.do !== 'send' || entry.step >= send.turn.steps.length;
  }
}

function isWhenItHappens(kind: Fault['kind'] | undefined, event: FaultRecord['event']): boolean {
  if (kind === undefined) return false;
  return event === (LATE.includes(kind) ? 'landed' : 'injected');
}

/** What of a call's script an event shows; kept with the call. */
function entryOf({ event, i }: ProviderRecord, call: RunCall): PointEntry | undefined {
  switch (event) {
    case 'delta':
    case 'tool':
      return { type: 'step', id: call.send, step: call.steps.push(i) - 1 };
    case 'end':
    case 'error':
    case 'cancel':
      call.over = i;
      return { type: 'end', id: call.send };
    default:
      return undefined;
  }
}

function idOf(entry: PointEntry, type: PointEntry['type']): readonly string[] {
  return entry.type === type ? [entry.id] : [];
}
