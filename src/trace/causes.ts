/**
 * What led to a record: the sending of what was delivered, the request that is answered, the operation behind a run, the
 * last event of its provider call (one that the plan made late or false before any other), and the fault that was on.
 * Near in the same run, session and time, not proven: a counterfactual execution proves a cause, a trace only shows it.
 */
import type { Trace, TraceEvent, TraceFault } from './trace.ts';

/** Events further back than this are no longer near. */
const LOOKED_BACK = 20_000;

/** Of one trace: what led to each of its records. */
export class Causes {
  readonly #trace: Trace;
  /** The record at which each message was sent. */
  readonly #sent = new Map<number, number>();

  constructor(trace: Trace) {
    this.#trace = trace;
    for (const { frame, sent } of trace.messages) if (sent !== null) this.#sent.set(frame, sent);
  }

  /** Records before this one, ascending, each once. */
  of(record: number): readonly number[] {
    const { events } = this.#trace;
    const event = events[record];
    if (event === undefined) return [];
    const causes = new Set<number>();
    const sent = event.frame === null ? undefined : this.#sent.get(event.frame);
    const from = sent ?? record;
    causes.add(from);
    if (event.answers !== null) causes.add(event.answers);
    const call = this.#provider(event, from);
    if (call !== undefined) causes.add(call);
    const operation = this.#operation(event.run ?? events[call ?? -1]?.run ?? null, from);
    if (operation !== undefined) causes.add(operation);
    const fault = this.#fault(event, from);
    if (fault !== undefined) causes.add(fault);
    return [...causes].filter((one) => one < record).sort((one, other) => one - other);
  }

  /** Of several records together: all of each, and of the faults only the newest, which is nearest. */
  ofAll(records: readonly number[]): readonly number[] {
    const all = [...new Set(records.flatMap((record) => this.of(record)))];
    const isFault = (i: number): boolean => this.#trace.events[i]?.kind === 'fault';
    const newest = Math.max(-1, ...all.filter(isFault));
    return all.filter((i) => !isFault(i) || i === newest).sort((one, other) => one - other);
  }

  /** The last event of the run's call before it, of the session's where it names no run. */
  #provider({ run, session }: TraceEvent, before: number): number | undefined {
    if (run === null && session === null) return undefined;
    const { events } = this.#trace;
    let nearest: number | undefined;
    for (let i = before - 1; i >= Math.max(0, before - LOOKED_BACK); i--) {
      const event = events[i] as TraceEvent;
      if (event.kind !== 'provider' || (run !== null ? event.run !== run : event.session !== session))
        continue;
      if (event.injected) return i;
      nearest ??= i;
    }
    return nearest;
  }

  #operation(run: string | null, before: number): number | undefined {
    if (run === null) return undefined;
    const { events } = this.#trace;
    for (let i = before - 1; i >= 0; i--) {
      const event = events[i] as TraceEvent;
      if (event.kind === 'operation' && event.run === run) return i;
    }
    return undefined;
  }

  /** Of the faults that touch it, the one that landed last while it was on, and else was over last. */
  #fault({ client, atMicros }: TraceEvent, before: number): number | undefined {
    const { events, faults } = this.#trace;
    let nearest = -1;
    for (const fault of faults) {
      const { landed: at, healed } = fault;
      if (at === null || at >= before || !touches(fault, client)) continue;
      const isOn = healed === null || healed > before;
      const since = atMicros - (events[healed ?? at]?.atMicros ?? 0);
      if ((isOn || since <= RECENT_MICROS) && at > nearest) nearest = at;
    }
    return nearest < 0 ? undefined : nearest;
  }
}

/** A fault that is over may still be what something came from for so long. */
const RECENT_MICROS = 30_000_000;

/** What a client does of its own (a retry, a race) is no damage. */
function touches({ scope, client }: TraceFault, of: string | null): boolean {
  if (scope === 'workload') return false;
  return scope !== 'client' || client === null || of === null || client === of;
}
