/**
 * What a dialect says that its frames cannot show, and the probe that tests the saying: a release that shows it all
 * the same makes the declaration false, and a property nobody judged must not hide behind it. Streaming; keeps one
 * result per declaration. Must not know: which property would have been violated.
 */
import { isObject, type JsonObject } from '../protocol/frame.ts';
import type { Observation, ResponseObservation } from './observation.ts';
import { keyOf, listOf } from './reading.ts';

/** What must not be seen for a declaration to hold. */
export type Probe =
  /** No hello lists this method. */
  | { readonly type: 'method'; readonly method: string }
  /** No hello lists this event, and none arrives. */
  | { readonly type: 'event'; readonly event: string }
  /** No row of a session list, and no row that a reset answers, has this member. */
  | { readonly type: 'row-member'; readonly member: string }
  /** No row of a session list has this member; what a reset answers may. */
  | { readonly type: 'list-member'; readonly member: string }
  /** The same; and a reset answers with the sessionId that a list or a reset gave before. */
  | { readonly type: 'reset-in-place'; readonly member: string }
  /** No history has this member. */
  | { readonly type: 'history-member'; readonly member: string };

export interface Unobservable {
  /** Why it cannot be seen, for people. */
  readonly reason: string;
  readonly probe: Probe;
}

export type Declarations = ReadonlyMap<string, Unobservable>;

/** What a history says about a declaration. */
export type ProbeResult =
  /** Nothing in it could have shown the contrary. */
  | { readonly type: 'untested' }
  | { readonly type: 'holds' }
  /** `record` shows what the declaration says is never shown. */
  | { readonly type: 'fails'; readonly sentence: string; readonly record: number };

const UNTESTED: ProbeResult = { type: 'untested' };
const HOLDS: ProbeResult = { type: 'holds' };

/** Tests every declaration of a dialect on one history. */
export class ProbeWatch {
  readonly #probes: readonly (readonly [property: string, probe: Probe])[];
  readonly #results = new Map<string, ProbeResult>();
  /** The sessionId of each key, as rows gave it last. */
  readonly #ids = new Map<string, unknown>();

  constructor(declarations: Declarations) {
    this.#probes = Array.from(declarations, ([property, { probe }]) => [property, probe] as const);
  }

  observe(observation: Observation): void {
    if (observation.type !== 'response' && observation.type !== 'event') return;
    for (const [property, probe] of this.#probes) {
      if (this.#results.get(property)?.type === 'fails') continue;
      const shown = shownIn(observation, probe, this.#ids);
      if (shown === undefined) continue;
      const { i } = observation.record;
      this.#results.set(property, shown === '' ? HOLDS : { type: 'fails', sentence: shown, record: i });
    }
    if (observation.type !== 'response') return;
    const { answer } = observation;
    if (answer?.type === 'delete') this.#ids.delete(answer.key);
    if (answer?.type === 'reset') this.#ids.set(answer.key, rowsIn(observation)[0]?.['sessionId']);
    if (answer?.type === 'rows')
      for (const row of rowsIn(observation)) this.#ids.set(keyOf(row['key']) ?? '', row['sessionId']);
  }

  resultOn(property: string): ProbeResult {
    return this.#results.get(property) ?? UNTESTED;
  }
}

/** A sentence about what was shown and should not; empty: it could have been and was not; undefined: neither. */
function shownIn(
  observation: Observation,
  probe: Probe,
  ids: ReadonlyMap<string, unknown>,
): string | undefined {
  if (observation.type === 'event')
    return probe.type === 'event' && observation.event === probe.event
      ? `an event '${probe.event}' was sent`
      : undefined;
  if (observation.type !== 'response' || observation.answer === undefined) return undefined;
  const { answer } = observation;
  switch (probe.type) {
    case 'method':
      if (answer.type !== 'hello') return undefined;
      return answer.methods.includes(probe.method) ? `the hello lists the method '${probe.method}'` : '';
    case 'event':
      if (answer.type !== 'hello') return undefined;
      return answer.events.includes(probe.event) ? `the hello lists the event '${probe.event}'` : '';
    case 'row-member':
      return shownByAny(rowsIn(observation), probe.member, 'row');
    case 'list-member':
      return answer.type === 'rows' ? shownByAny(rowsIn(observation), probe.member, 'row') : undefined;
    case 'reset-in-place':
      if (answer.type === 'rows') return shownByAny(rowsIn(observation), probe.member, 'row');
      return answer.type === 'reset' ? renamed(answer.key, rowsIn(observation)[0], ids) : undefined;
    case 'history-member':
      if (answer.type !== 'history') return undefined;
      return shownByAny([payloadOf(observation)], probe.member, 'history');
  }
}

/** A reset that gave its key another sessionId than it had. */
function renamed(
  key: string,
  row: JsonObject | undefined,
  ids: ReadonlyMap<string, unknown>,
): string | undefined {
  const [before, now] = [ids.get(key), row?.['sessionId']];
  if (typeof before !== 'string' || typeof now !== 'string' || before === now) return undefined;
  return `a reset of ${key} gave it another sessionId`;
}

function shownByAny(objects: readonly JsonObject[], member: string, what: string): string | undefined {
  if (objects.length === 0) return undefined;
  return objects.some((one) => one[member] !== undefined) ? `a ${what} carries '${member}'` : '';
}

function rowsIn(observation: ResponseObservation): readonly JsonObject[] {
  const { answer } = observation;
  const payload = payloadOf(observation);
  if (answer?.type === 'reset') return [payload['entry']].filter(isObject);
  if (answer?.type !== 'rows') return [];
  return (listOf(payload['sessions']) ?? []).filter(isObject);
}

function payloadOf({ record: { message } }: ResponseObservation): JsonObject {
  const { frame } = message;
  return frame?.type === 'res' && isObject(frame.payload) ? frame.payload : {};
}
