/** What people read of a bisection. */
import type { TextLine } from './fitted.ts';
import { counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import type { BisectedTarget, BisectReport } from './published-bisection.ts';

const COLOUR = { passes: 'green', fails: 'red', untried: 'yellow' } as const;

export function renderBisect(report: BisectReport, paint: Paint, width?: number): string {
  const { attempts, change, between, candidates } = report;
  const lines: TextLine[] = [
    `${paint('bold', report.property)}: ${report.cause}`,
    ...attempts.flatMap(attemptLines(paint)),
    '',
  ];
  if (report.interrupted) return joined([...lines, paint('yellow', 'interrupted')], width);
  if (change === null) return joined([...lines, unmetEnd(attempts)], width);
  lines.push(
    `it begins with ${paint('bold', change.bad)}; the last one before it that passes is ${paint('bold', change.good)}`,
  );
  if (between.length > 0)
    lines.push(`it may begin earlier: between them could not be tried ${between.join(', ')}`);
  lines.push(`${counted(attempts.length, 'target')} of ${candidates} tried`);
  return joined(lines, width);
}

function attemptLines(paint: Paint): (attempt: BisectedTarget) => readonly TextLine[] {
  return ({ target, result, sentence }) => [
    `  ${target}: ${paint(COLOUR[result], result)}`,
    `      ${sentence}`,
  ];
}

/** An end that is not what it is said to be: with it nothing can be found. */
function unmetEnd([good, bad]: readonly BisectedTarget[]): TextLine {
  const [end, wanted] = good?.result === 'passes' ? [bad, 'fail'] : [good, 'pass'];
  return `nothing was searched: ${end?.target ?? 'the target'} was to ${wanted}`;
}
