/** What people read after a failure was asked why: the sentence, and the curve, one line for each point. */
import { formatMicros } from './duration.ts';
import { cutLine, type TextLine } from './fitted.ts';
import { counted, joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';
import type { Causality, WhyReport } from './published-causality.ts';

const BAR = 20;

/** `quiet`: only the sentence. */
export function renderWhy(report: WhyReport, paint: Paint, quiet = false, width?: number): string {
  const { found } = report;
  if (found === null)
    return `${paint(COLOUR[report.outcome], report.outcome)}, not asked why: ${report.sentence}\n`;
  const { causality, violation, file } = found;
  const kept = file === null ? [] : ['  it is kept in', `    ${file}`];
  return joined(
    [
      `${paint('bold', violation.property)} on gateway ${report.gateway}`,
      `  ${violation.sentence}`,
      '',
      `  ${causality.sentence}.`,
      ...records(causality),
      '',
      ...(quiet ? [] : curve(causality, paint)),
      `  ${spent(causality, report.interrupted)}`,
      ...kept,
    ],
    width,
  );
}

function records({ jump, begins }: Causality): readonly string[] {
  const named = [begins, jump].flatMap((one) => (one === null ? [] : [`#${one.entry.record}`]));
  if (named.length === 0) return [];
  return [
    named.length === 1
      ? `  It is record ${named[0]} of the history.`
      : `  They are records ${named.join(' and ')} of the history.`,
  ];
}

/** What stays up to a point, and the share of what was drawn anew from there on that fails. */
function curve({ points, jump, begins, entries }: Causality, paint: Paint): readonly TextLine[] {
  const rows = points.map(({ kept, entry, failures, executions }) => {
    const share = executions === 0 ? 0 : failures / executions;
    const isJump = jump?.kept === kept || begins?.kept === kept;
    const line = [
      isJump ? '→' : ' ',
      String(kept).padStart(String(entries).length),
      (entry === null ? '' : formatMicros(entry.atMicros)).padStart(9),
      bar(share),
      `${Math.round(share * 100)} %`.padStart(5),
      ` ${entry?.words ?? 'nothing stays'}`,
    ].join(' ');
    return cutLine(isJump ? paint('bold', line) : line);
  });
  return [
    paint('dim', '  what stays, up to which entry; of what is drawn anew behind it, how much fails'),
    ...rows,
    '',
  ];
}

function bar(share: number): string {
  return '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·');
}

function spent({ executions, budget, complete, entries }: Causality, interrupted: boolean): string {
  const told = `${counted(executions, 'execution')} of at most ${budget}, at some of ${counted(entries, 'entry', 'entries')}`;
  if (interrupted) return `${told}: interrupted, and not kept`;
  return complete ? told : `${told}: the budget ran out before the jump was found or sure`;
}
