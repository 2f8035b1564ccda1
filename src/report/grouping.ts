/** Grouping for reports. */
import { groupBy } from '../kernel/group-by.ts';
import type { ReportedFinding } from './published.ts';

/** Findings with the same property, state, cause and gateway, in the order of their first. */
export function sameFailures(findings: readonly ReportedFinding[]): readonly (readonly ReportedFinding[])[] {
  const keyOf = (one: ReportedFinding): string =>
    `${one.gateway}\n${one.property}\n${one.state}\n${one.cause}`;
  return [...groupBy(findings, keyOf).values()];
}
