/** What `gauntlet explain` says of one thing. */
import type { ExplainReport } from '../report/list-report.ts';

export type Explanation = Omit<ExplainReport, 'schemaVersion' | 'version'>;

/** Only facts that have something to say. */
export function facts(...all: readonly (readonly [string, readonly string[]])[]): ExplainReport['facts'] {
  return all.filter(([, lines]) => lines.length > 0).map(([title, lines]) => ({ title, lines: [...lines] }));
}
