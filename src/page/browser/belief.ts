/** What everybody was told of a session up to a record, and what the gateway said of it: statements, the last of each kind. Pure. */
import type { Said, Statement } from '../statements.ts';

export const FIELDS = [
  'generation',
  'status',
  'runs',
  'entries',
  'newest',
  'ended',
] as const satisfies readonly (keyof Said)[];
export type BeliefField = (typeof FIELDS)[number];

/** The last word on one matter. */
export interface Belief {
  readonly value: string;
  /** The record that says it. */
  readonly i: number;
  readonly how: Statement['how'];
}

export interface Believer {
  /** Null: the gateway. */
  readonly name: string | null;
  readonly beliefs: Partial<Record<BeliefField, Belief>>;
  /** Entries that were pushed since the transcript was last read. */
  readonly pushedSince: number;
}

interface Growing {
  readonly beliefs: Partial<Record<BeliefField, Belief>>;
  pushedSince: number;
}

/** The gateway first, then clients by name. */
export function believers(
  statements: readonly Statement[],
  session: string,
  upTo: number,
): readonly Believer[] {
  const all = new Map<string | null, Growing>([[null, { beliefs: {}, pushedSince: 0 }]]);
  for (const { i, session: about, to, how, said } of statements) {
    if (i > upTo || about !== session) continue;
    const one = all.get(to) ?? { beliefs: {}, pushedSince: 0 };
    all.set(to, one);
    for (const field of FIELDS) {
      const value = said[field];
      if (value !== undefined) one.beliefs[field] = { value, i, how };
    }
    if (said.entries !== undefined) one.pushedSince = 0;
    else if (said.newest !== undefined) one.pushedSince++;
  }
  return Array.from(all, ([name, one]): Believer => ({ name, ...one })).sort((one, other) =>
    (one.name ?? '') < (other.name ?? '') ? -1 : 1,
  );
}
