/** A verdict in full, as lines to compare: how often it was exercised, what proves each finding, what was excused. */
import type { Verdict } from '../../src/properties/property.ts';

export function judgementText({ verdict, exercised, violations, excused = [], reason }: Verdict): string {
  return [
    `${verdict}, ${exercised} exercised${reason === undefined ? '' : ` (${reason})`}`,
    ...violations.map((one) => `${one.cause} [${one.records.join(' ')}] while ${one.state}: ${one.sentence}`),
    ...excused.map(({ thing, because, count }) => `excused ${count} × ${thing}: ${because}`),
  ].join('\n');
}
