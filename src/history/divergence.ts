/**
 * Where two histories part: for each client and session the first thing that one client saw and the other did not, by
 * the normal form. The first of these is the earliest, on whichever side. Must not know what either side is.
 */
import { isObject } from '../protocol/frame.ts';
import type { Micros } from '../kernel/time.ts';
import type { Seen, View } from './normal-form.ts';

export interface Divergence {
  readonly client: string;
  readonly session: string;
  /** How many things were seen alike before. */
  readonly alike: number;
  /** All that was seen on each side; the sides differ from `alike` on. */
  readonly a: readonly Seen[];
  readonly b: readonly Seen[];
  /** Where in the value that is seen there: `session.status`; null when one side has seen all, or something else. */
  readonly member: string | null;
}

/** One for each view that differs, the earliest first. */
export function divergences(one: readonly View[], other: readonly View[]): readonly Divergence[] {
  const found: Divergence[] = [];
  const others = new Map(other.map((view) => [nameOf(view), view]));
  for (const view of one) {
    const { client, session, seen: a } = view;
    const b = others.get(nameOf(view))?.seen ?? [];
    others.delete(nameOf(view));
    found.push(...divergence({ client, session }, a, b));
  }
  for (const { client, session, seen } of others.values())
    found.push(...divergence({ client, session }, [], seen));
  return found.toSorted((x, y) => timeOf(x) - timeOf(y));
}

function divergence(
  view: Pick<View, 'client' | 'session'>,
  a: readonly Seen[],
  b: readonly Seen[],
): readonly Divergence[] {
  let alike = 0;
  while (alike < Math.min(a.length, b.length) && isAlike(a[alike], b[alike])) alike++;
  if (alike === a.length && alike === b.length) return [];
  const [first, second] = [a[alike], b[alike]];
  const isSameKind = first !== undefined && first.what === second?.what;
  return [{ ...view, alike, a, b, member: isSameKind ? memberIn(first.value, second.value) : null }];
}

function isAlike(one: Seen | undefined, other: Seen | undefined): boolean {
  return one?.what === other?.what && JSON.stringify(one?.value) === JSON.stringify(other?.value);
}

/** The first member that differs, as a path. */
function memberIn(one: unknown, other: unknown, path = ''): string {
  const [a, b] = [membersOf(one), membersOf(other)];
  if (a === undefined || b === undefined) return path;
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
    if (JSON.stringify(a[name]) !== JSON.stringify(b[name]))
      return memberIn(a[name], b[name], path === '' ? name : `${path}.${name}`);
  return path;
}

/** Of an object or a list, by name or by place. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) || Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function timeOf({ a, b, alike }: Divergence): Micros {
  return Math.min(a[alike]?.atMicros ?? Infinity, b[alike]?.atMicros ?? Infinity);
}

function nameOf({ client, session }: View): string {
  return JSON.stringify([client, session]);
}
