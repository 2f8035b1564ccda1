/**
 * When the entries of a plan happen, as fields: the first of them moves everything, each other one is counted from the
 * entry that it relates to and moves alone. What waits for something else, or for a trigger, has no time of its own here.
 */
import type { NumberField } from './field.ts';
import { isTimed } from './fault.ts';
import type { Plan } from './plan.ts';

/** An operation or fault that has a time. */
interface TimedEntry {
  readonly id: string;
  readonly atMs: number;
  readonly isFault: boolean;
  /** Operations that it names. */
  readonly names: readonly string[];
  readonly session: string | undefined;
  readonly client: string | undefined;
}

/** Later than this after what they relate to, things are not drawn, unless they are as it is. */
const HORIZON_MS = 20_000;

export function timeFields(plan: Plan): readonly NumberField[] {
  const entries = timedEntries(plan);
  return entries.map((entry, place) => {
    const before = entries.slice(0, place);
    const anchor = anchorOf(entry, before);
    const named = { path: `${entry.id}.atMs`, entry: entry.id, type: 'number', unit: 'ms' } as const;
    if (anchor === undefined) return beginning(plan, entry, named);
    const value = inMicros(entry.atMs - anchor.atMs);
    return {
      ...named,
      name: `when it comes`,
      rank: 0,
      from: anchor.id,
      value,
      least: -anchor.atMs,
      most: Math.max(HORIZON_MS, 2 * value),
      with: (after) =>
        moved(plan, (one) =>
          one.id === entry.id && after !== value ? inMicros(anchor.atMs + after) : one.atMs,
        ),
    };
  });
}

/** In the order of time; of one time, operations first, as the plan lists them. */
function timedEntries({ operations, faults }: Plan): readonly TimedEntry[] {
  const entries = [
    ...operations.map((one) => ({ ...one, isFault: false })),
    ...faults.filter(isTimed).map((one) => ({ ...one, isFault: true })),
  ].flatMap((one): TimedEntry[] => {
    const { id, atMs, isFault, client, session, run, replayOf, keyOf }: Partial<References> & Base = one;
    if (atMs === undefined) return [];
    const names = [run, replayOf, keyOf].filter((name) => name !== undefined);
    return [{ id, atMs, isFault, names, session, client }];
  });
  return entries.toSorted((a, b) => a.atMs - b.atMs);
}

interface Base {
  readonly id: string;
  readonly atMs?: number | undefined;
  readonly isFault: boolean;
}
type References = Readonly<Record<'client' | 'session' | 'run' | 'replayOf' | 'keyOf', string | undefined>>;

/** What it names, else the last before it of its session, of its client, or at all. */
function anchorOf(entry: TimedEntry, before: readonly TimedEntry[]): TimedEntry | undefined {
  const { names, session, client } = entry;
  const last = (is: (one: TimedEntry) => boolean): TimedEntry | undefined => before.findLast(is);
  return (
    last((one) => names.includes(one.id)) ??
    (session === undefined ? undefined : last((one) => one.session === session && !one.isFault)) ??
    (client === undefined ? undefined : last((one) => one.client === client && !one.isFault)) ??
    last((one) => !one.isFault) ??
    before.at(-1)
  );
}

function beginning(
  plan: Plan,
  { atMs }: TimedEntry,
  named: Pick<NumberField, 'path' | 'entry' | 'type' | 'unit'>,
): NumberField {
  return {
    ...named,
    name: 'when it all begins',
    rank: 2,
    from: null,
    value: atMs,
    least: 0,
    most: Math.max(HORIZON_MS, 2 * atMs),
    with: (begins) => moved(plan, (one) => (begins === atMs ? one.atMs : inMicros(one.atMs + begins - atMs))),
  };
}

/** The resolution of the world: what adding and subtracting leaves behind is less. */
function inMicros(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

/** The plan with other times for what has one. */
function moved(plan: Plan, time: (one: { readonly id: string; readonly atMs: number }) => number): Plan {
  const at = <T extends { readonly id: string; readonly atMs?: number | undefined }>(one: T): T =>
    one.atMs === undefined ? one : { ...one, atMs: time({ id: one.id, atMs: one.atMs }) };
  return {
    ...plan,
    operations: plan.operations.map(at),
    faults: plan.faults.map((one) => (isTimed(one) ? at(one) : one)),
  };
}
