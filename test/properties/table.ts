/**
 * A property's test: a table of tiny histories with the verdict each deserves. What a row does not state of the verdict
 * stands in `__snapshots__` beside it, whole: the count, every finding with its sentence and its records, every excuse.
 */
import { describe, expect, test } from 'vitest';
import type { Excuse } from '../../src/properties/excuses.ts';
import type { VerdictName } from '../../src/properties/property.ts';
import type { HistoryBuilder } from './history-builder.ts';
import { judgementText } from './judgement-text.ts';

/** What else a row states of the verdict. */
export interface Shown {
  /** How often the property was exercised. */
  readonly exercised?: number;
  /** The sentence of the first finding with the cause. */
  readonly sentence?: string;
  /** What was left unjudged. */
  readonly excused?: readonly Excuse[];
  /** Why it is inconclusive; default: that it was not exercised, or that the dialect cannot show it. */
  readonly reason?: string;
  /** The records that prove it. */
  readonly records?: readonly number[];
}

/** What the property does, the history, the verdict, for a violation its cause, and what it shows. */
export type Row = readonly [
  says: string,
  history: () => HistoryBuilder,
  verdict: VerdictName,
  cause?: string | undefined,
  shown?: Shown,
];

export function judging(property: string, rows: readonly Row[], pending: readonly string[] = []): void {
  describe(property, () => {
    for (const [says, history, verdict, cause, { exercised, excused, reason, ...proof } = {}] of rows) {
      test(says, () => {
        const judged = history().judge(property, pending);
        const causes = judged.violations.map((one) => one.cause);
        expect({ verdict: judged.verdict, causes }).toMatchObject({ verdict });
        if (verdict === 'violation') expect(causes).toContain(cause);
        for (const { records } of judged.violations)
          expect(records.length, 'a finding is proven by records').toBeGreaterThan(0);
        if (exercised !== undefined) expect(judged.exercised, 'exercised').toBe(exercised);
        if (excused !== undefined) expect(judged.excused).toEqual(excused);
        expect(judged.violations.find((one) => one.cause === cause) ?? {}).toMatchObject(proof);
        expect(judgementText(judged)).toMatchSnapshot();
        if (verdict === 'inconclusive') expect(judged.reason).toMatch(reason ?? /not exercised|cannot show/);
      });
    }
  });
}
