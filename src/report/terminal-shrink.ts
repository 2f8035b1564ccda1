/** What people read after a shrink: how much smaller, what is left in words, whether that is proven, and its frames. */
import { proofLines } from './evidence-line.ts';
import { commandLine } from './fitted.ts';
import { joined } from './lines.ts';
import { pageNameOf } from './page-name.ts';
import { COLOUR, type Paint } from './paint.ts';
import type { ShrinkReport } from './published.ts';

/** `quiet`: only the first line and the commands. */
export function renderShrink(report: ShrinkReport, paint: Paint, quiet = false, width?: number): string {
  const { shrunk } = report;
  if (shrunk === null) {
    return joined(
      [`${paint(COLOUR[report.outcome], report.outcome)}, nothing to shrink: ${report.sentence}`],
      width,
    );
  }
  const { entriesBefore, entriesAfter, executions, violation } = shrunk;
  return joined(
    [
      `${paint('red', 'reproduced')}, and shrunk from ${entriesBefore} entries to ${entriesAfter} in ${executions} executions: ${minimality(report)}`,
      '',
      ...(quiet ? [] : [...shrunk.left.map((line) => `  ${line}`), '']),
      `${paint('bold', violation.property)} on gateway ${report.gateway}, while ${violation.state}`,
      `  ${violation.sentence}`,
      ...(quiet ? [] : proofLines(violation, paint)),
      '  reproduce it with',
      commandLine(shrunk.replay),
      '  turn it into a scenario with',
      commandLine(shrunk.promote),
      '  look at it, and run it, in a browser',
      commandLine(pageNameOf(shrunk.file)),
    ],
    width,
  );
}

function minimality({ shrunk, interrupted }: ShrinkReport): string {
  if (shrunk?.minimal === 'proven')
    return 'proven 1-minimal, leave out any one and it no longer fails like this';
  return interrupted
    ? 'interrupted, smaller plans may fail like this'
    : 'the budget ran out, smaller plans may fail like this';
}
