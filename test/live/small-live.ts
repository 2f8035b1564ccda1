/** What tests of the live world share: verdicts in a line each, and the case that every certificate has. */
import { dialectFor } from '../../src/dialect/catalogue.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Verdict } from '../../src/properties/property.ts';

export const SPEAKS_CASE = 'a-conversation';

export function judged(records: Iterable<HistoryRecord>, dialectName = 'reference@1'): readonly Verdict[] {
  const dialect = dialectFor(dialectName);
  if (dialect === undefined) throw new Error(`no dialect ${dialectName}`);
  const judge = createJudge({ dialect, profile: SIMULATED_PROFILE });
  for (const record of records) judge.observe(record);
  return judge.finish();
}

/** As `property verdict`. */
export function verdictsOf(records: Iterable<HistoryRecord>): readonly string[] {
  return judged(records).map(({ property, verdict }) => `${property} ${verdict}`);
}
