/** What a job on GitHub Actions is told of a run: annotations, and the summary of the job's page. */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../input/problem.ts';
import { printable } from '../input/printable.ts';
import { annotationLines } from '../report/annotations.ts';
import { summaryMarkdown } from '../report/markdown.ts';
import type { RunReport } from '../report/published.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** GitHub takes no larger summary of a step. */
const MOST_BYTES = 1024 * 1024;
const CUT = '\n\nThe rest is in `summary.md`.\n';

/**
 * Nothing elsewhere. Annotations go to stderr, which GitHub reads as it reads stdout, where JSON may stand. A summary
 * that cannot be written ends with 3, as a report does.
 */
export function tellGitHub(report: RunReport, env: Readonly<Record<string, string | undefined>>): ExitCode {
  if (env['GITHUB_ACTIONS'] !== 'true') return EXIT.clean;
  for (const line of annotationLines(report)) process.stderr.write(`${line}\n`);
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return EXIT.clean;
  try {
    appendFileSync(file, cut(summaryMarkdown(report)));
    return EXIT.clean;
  } catch (thrown) {
    const said = `GITHUB_STEP_SUMMARY ${file}: cannot be written: ${messageOf(thrown)}`;
    process.stderr.write(`gauntlet: ${printable(said)}\n`);
    return EXIT.usage;
  }
}

/** Whole lines of it. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  const bytes = Buffer.from(text).subarray(0, MOST_BYTES - Buffer.byteLength(CUT));
  const kept = bytes.toString('utf8');
  return kept.slice(0, kept.lastIndexOf('\n') + 1) + CUT;
}
