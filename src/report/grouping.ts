/** Grouping for reports. */
import type { RunReport } from './published.ts';

type Violation = RunReport['violations'][number];

/** Violations with the same property, state, cause and gateway, in the order of their first. */
export function sameFailures(violations: readonly Violation[]): readonly (readonly Violation[])[] {
  return groupBy(violations, (one) => `${one.gateway}\n${one.property}\n${one.state}\n${one.cause}`);
}

/** Groups in the order of their first member (`Map.groupBy` is not in Node 20). */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
