/**
 * The kill matrix: which property convicted which known-bad gateway, in how many plans. Its point is that every
 * property is needed: taken away, some known-bad gateway would be convicted by nothing.
 */
import { PROPERTIES } from '../properties/catalogue.ts';
import type { SelftestReport } from '../report/published.ts';

/** What one property is needed for. */
export type Need = SelftestReport['properties'][number];

/** Properties that no known-bad gateway can need alone, each with the reason: a wider one convicts all that they do. */
export const NOT_ALONE: Readonly<Record<string, string>> = Object.fromEntries(
  PROPERTIES.flatMap(({ id, supersededBy }) =>
    supersededBy === undefined ? [] : [[id, `superseded by ${supersededBy}`]],
  ),
);

export function needs(
  rows: readonly Pick<SelftestReport['gateways'][number], 'name' | 'by'>[],
  properties: readonly string[],
  reasons: Readonly<Record<string, string>> = NOT_ALONE,
): readonly Need[] {
  return properties.map((id) => {
    const convicted = rows.filter(({ by }) => by.includes(id));
    const isAlone = (by: readonly string[]): boolean =>
      by.every((other) => other === id || reasons[other] !== undefined);
    return {
      id,
      convicts: convicted.map(({ name }) => name),
      alone:
        reasons[id] === undefined ? convicted.filter(({ by }) => isAlone(by)).map(({ name }) => name) : [],
      reason: reasons[id] ?? null,
    };
  });
}

/** Taken away, it would not be missed. */
export function isIdle({ alone, reason }: Need): boolean {
  return alone.length === 0 && reason === null;
}
