/** The files a run leaves behind in its folder. Failure files are written by the run itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../campaign/problem.ts';
import { jsonText } from '../report/json.ts';
import { junitXml } from '../report/junit.ts';
import { summaryMarkdown } from '../report/markdown.ts';
import type { RunReport } from '../report/published.ts';
import { UsageError } from './problem.ts';

/** Makes sure that the folder can be written to, before anything runs. */
export function prepareFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (thrown) {
    throw new UsageError(`--out ${out}: cannot be written to: ${messageOf(thrown)}`);
  }
}

export function writeReports(out: string, report: RunReport): void {
  writeFileSync(join(out, 'report.json'), jsonText(report));
  writeFileSync(join(out, 'junit.xml'), junitXml(report));
  writeFileSync(join(out, 'summary.md'), summaryMarkdown(report));
}
