/** The files a run leaves behind in its folder. Failure files are written by the run itself. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../input/problem.ts';
import { jsonText } from '../report/json.ts';
import { junitXml } from '../report/junit.ts';
import { summaryMarkdown } from '../report/markdown.ts';
import type { SelftestReport } from '../report/published-selftest.ts';
import type { RunReport } from '../report/published.ts';
import { selftestMarkdown } from '../report/selftest-markdown.ts';
import { UsageError } from './problem.ts';

/** Makes sure that the folder can be written to, before anything runs. */
export function prepareFolder(out: string): void {
  try {
    makeFolder(resolve(out));
  } catch (thrown) {
    throw new UsageError(`--out ${out}: cannot be written to: ${messageOf(thrown)}`);
  }
}

/** One level at a time: a recursive mkdir never returns where the system answers ENOENT, as under /proc. */
function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new Error(`${path} is a file`);
  makeFolder(dirname(path));
  mkdirSync(path);
}

export function writeReports(out: string, report: RunReport): void {
  writeFileSync(join(out, 'report.json'), jsonText(report));
  writeFileSync(join(out, 'junit.xml'), junitXml(report));
  writeFileSync(join(out, 'summary.md'), summaryMarkdown(report));
}

export function writeSelftestReports(out: string, report: SelftestReport): void {
  writeFileSync(join(out, 'selftest.json'), jsonText(report));
  writeFileSync(join(out, 'selftest.md'), selftestMarkdown(report));
}
