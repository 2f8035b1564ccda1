/**
 * What failed in the last run that wrote to a folder: the failure files that its report names. To be asked before the report is
 * replaced. Must not know how they are executed.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FAILURES_FOLDER, readFailure } from '../campaign/failure-file.ts';
import { canonicalJson } from '../input/canonical.ts';
import { readJsonFile } from '../input/text-file.ts';
import { runReportSchema } from '../report/published.ts';

export interface LastFailures {
  /** One file for each plan that failed where it should not, in the order of the report. */
  filesOf(gateway: string): readonly string[];
}

/** Undefined when no run has left a report there that can be read. */
export function lastFailures(out: string): LastFailures | undefined {
  const path = join(out, 'report.json');
  if (!existsSync(path)) return undefined;
  const read = runReportSchema.safeParse(readJsonFile(path, 'the report of a run'));
  if (!read.success) return undefined;
  const failed = read.data.violations.filter(({ expected }) => !expected);
  return {
    filesOf(gateway) {
      const files = failed
        .filter((one) => one.gateway === gateway)
        .flatMap(({ file }) => (file === null ? [] : [join(out, FAILURES_FOLDER, basename(file))]));
      const byPlan = new Map<string, string>();
      for (const file of files.filter((one) => existsSync(one))) {
        const plan = canonicalJson(readFailure(file).plan);
        if (!byPlan.has(plan)) byPlan.set(plan, file);
      }
      return [...byPlan.values()];
    },
  };
}
