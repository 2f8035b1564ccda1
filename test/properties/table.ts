/** A property's test: a table of tiny histories with the verdict each deserves. */
import { describe, expect, test } from 'vitest';
import type { VerdictName } from '../../src/properties/property.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** What the property does, the history, the verdict, and for a violation its cause. */
export type Row = readonly [
  says: string,
  history: () => HistoryBuilder,
  verdict: VerdictName,
  cause?: string,
];

export function judging(property: string, rows: readonly Row[], pending: readonly string[] = []): void {
  describe(property, () => {
    for (const [says, history, verdict, cause] of rows) {
      test(says, () => {
        const judged = history().judge(property, pending);
        const causes = judged.violations.map((one) => one.cause);
        expect({ verdict: judged.verdict, causes }).toMatchObject({ verdict });
        if (verdict === 'violation') expect(causes).toContain(cause);
        for (const { records } of judged.violations)
          expect(records.length, 'a finding is proven by records').toBeGreaterThan(0);
        if (verdict === 'inconclusive') expect(judged.reason).toMatch(/not exercised|cannot show/);
      });
    }
  });
}
