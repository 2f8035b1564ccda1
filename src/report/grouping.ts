/** Grouping for reports. */
import type { ReportedFinding } from './published.ts';

/** Findings with the same property, state, cause and gateway, in the order of their first. */
export function sameFailures(findings: readonly ReportedFinding[]): readonly (readonly ReportedFinding[])[] {
  return groupBy(findings, (one) => `${one.gateway}\n${one.property}\n${one.state}\n${one.cause}`);
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
