/** The files a run leaves behind in its folder. Failure files are written by the run itself. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { OutFolder } from '../campaign/out-folder.ts';
import { printable } from '../input/printable.ts';
import { messageOf } from '../input/problem.ts';
import { runPage } from '../page/run-page.ts';
import { badgeOf } from '../report/badge.ts';
import { jsonText } from '../report/json.ts';
import { junitXml } from '../report/junit.ts';
import { summaryMarkdown } from '../report/markdown.ts';
import { pageNameOf } from '../report/page-name.ts';
import type { RunReport, SelftestReport } from '../report/published.ts';
import { selftestMarkdown } from '../report/selftest-markdown.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
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

const RUN_REPORTS = ['report.json', 'junit.xml', 'summary.md', 'badge.json', 'index.html'] as const;

/** What an earlier run said must not be taken for what this one says, whatever becomes of it. */
export function removeReports(out: string): void {
  try {
    for (const name of RUN_REPORTS) rmSync(join(out, name), { force: true });
  } catch (thrown) {
    throw new UsageError(`--out ${out}: holds a report that cannot be replaced: ${messageOf(thrown)}`);
  }
}

export function writeReports(out: OutFolder, report: RunReport): void {
  out.write('report.json', [jsonText(report)]);
  out.write('junit.xml', [junitXml(report)]);
  out.write('summary.md', [summaryMarkdown(report)]);
  out.write('badge.json', [jsonText(badgeOf(report))]);
}

/** The page of the run, which links to those of failures. */
export async function writeRunPage(out: OutFolder, report: RunReport, wallMicros: number): Promise<void> {
  const files = report.violations.flatMap(({ file }) => file ?? []);
  const links = Object.fromEntries(
    files.map((file) => [file, relative(out.path, pageNameOf(file)).replaceAll(sep, '/')]),
  );
  out.write('index.html', [await runPage({ report, links, wallMicros })]);
}

export function writeSelftestReports(out: OutFolder, report: SelftestReport): void {
  out.write('selftest.json', [jsonText(report)]);
  out.write('selftest.md', [selftestMarkdown(report)]);
}

/** What was to be written; `problem`: why it is not there. */
export interface Written {
  readonly problem: string | undefined;
}

/** To be asked after the verdict was printed: says what of it could not be written, which ends with 3. */
export function unwritten(...all: readonly Written[]): ExitCode {
  const [problem] = all.flatMap((one) => one.problem ?? []);
  if (problem === undefined) return EXIT.clean;
  process.stderr.write(`gauntlet: ${printable(problem)}\n`);
  return EXIT.usage;
}
