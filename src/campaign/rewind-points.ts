/**
 * The points to which an execution can be taken back: each operation when it was first asked for, each turn step when it was said, the end of each run, and each fault when it happened, in the order in which the history has them.
 * What never happened is behind the last point. Reads a history and its plan; executes nothing.
 */
import type { FaultRecord, HistoryRecord, ProviderRecord } from '../history/record.ts';
import { markersOfText } from '../history/recorded-text.ts';
import type { Rewind, RunUnderway } from '../plan/continuation.ts';
import type { Plan } from '../plan/plan.ts';
import { SUMMARY_MARKER } from '../protocol/marker.ts';
import { FirstRequests, type FirstRequest } from './first-requests.ts';

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

/** Faults that have begun, and damage nothing until a script has been played, or something is summarised or written. */
const WAITS = /^(?:lifecycle\.(?:late|duplicate|afterword)|summary\..*|disk\.(?:full|short))$/u;

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
  /** The process ended then, and it with it; Infinity: it did not. */
  cutMs: number;
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
      runs: operations.flatMap(({ id }) => this.#underway(id, kept, (last?.atMicros ?? 0) / 1_000)),
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
  #underway(send: string, kept: readonly RewindPoint[], untilMs: number): readonly RunUnderway[] {
    const operation = this.#plan.operations.find(({ id }) => id === send);
    if (operation?.do !== 'send') return [];
    const last = kept.at(-1)?.record ?? 0;
    const calls = this.#calls.filter((one) => one.send === send && one.record <= last);
    // all of its script was played, and a further call plays the same one
    if (calls.some(({ over }) => over <= last)) return [];
    const said = calls.map(({ steps }) => steps.filter((record) => record <= last).length);
    return [
      {
        send,
        calls: calls.map(({ atMs, cutMs }) => ({ atMs, untilMs: Math.min(cutMs, untilMs) })),
        steps: Math.max(0, ...said),
      },
    ];
  }

  *#read(history: readonly HistoryRecord[]): Generator<RewindPoint> {
    const calls = new Map<number, RunCall>();
    const happened = new Map<string, FaultRecord>();
    const requests = new FirstRequests(this.#plan.operations);
    for (const record of history) {
      const { i, atMicros } = record;
      for (const one of requests.take(record)) yield entryOfOperation(one);
      if (record.kind === 'fault') {
        this.#note(record, happened);
      } else if (record.kind === 'process') {
        if (record.event !== 'crashed' && record.event !== 'exited') continue;
        for (const call of calls.values()) call.cutMs = Math.min(call.cutMs, atMicros / 1_000);
      } else if (record.kind === 'provider' && record.event === 'call') {
        const send = this.#sendOf(record);
        if (send === undefined) continue;
        const call = { send, record: i, atMs: atMicros / 1_000, steps: [], over: Infinity, cutMs: Infinity };
        this.#calls.push(call);
        calls.set(record.call, call);
      } else if (record.kind === 'provider' && record.injected !== true) {
        const call = calls.get(record.call);
        const entry = call === undefined ? undefined : entryOf(record, call);
        if (entry === undefined || this.#isBeyond(entry)) continue;
        yield { entry, record: i, atMicros };
      }
    }
    for (const one of requests.rest()) yield entryOfOperation(one);
    for (const [id, { i, atMicros }] of happened) yield { entry: { type: 'fault', id }, record: i, atMicros };
  }

  /** When its first effect was seen, where it may wait long for something to damage; else when it began. */
  #note(record: FaultRecord, happened: Map<string, FaultRecord>): void {
    const { fault: id, event } = record;
    const fault = this.#plan.faults.find((one) => one.id === id);
    // what a request is padded to goes with its operation
    if (fault === undefined || 'operation' in fault) return;
    const noted = happened.get(id)?.event;
    const isLater = WAITS.test(fault.kind) && event === 'landed' && noted !== 'landed';
    if (isLater || (event === 'injected' && noted === undefined)) happened.set(id, record);
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

function entryOfOperation({ id, record, atMicros }: FirstRequest): RewindPoint {
  return { entry: { type: 'operation', id }, record, atMicros };
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
