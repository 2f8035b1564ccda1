/** What people read after a failure was explained: the sentence, then what must be so, the ranges, and what may be anything. */
import { commandLine } from './fitted.ts';
import { counted, joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';
import type { ExplanationReport, FailureExplanation, FieldFinding } from './published-explanation.ts';

/** `quiet`: only the sentence and the commands. */
export function renderExplanation(
  report: ExplanationReport,
  paint: Paint,
  quiet = false,
  width?: number,
): string {
  const { explained } = report;
  if (explained === null) {
    const why = report.interrupted
      ? 'interrupted before it was explained'
      : `not explained: ${report.sentence}`;
    return `${paint(COLOUR[report.outcome], report.outcome)}, ${why}\n`;
  }
  const { explanation, shrinking, violation } = explained;
  const small =
    shrinking === null
      ? []
      : [
          `made smaller first, from ${counted(shrinking.entriesBefore, 'entry', 'entries')} to ${shrinking.entriesAfter} in ${counted(shrinking.executions, 'execution')}`,
        ];
  return joined(
    [
      `${paint('bold', violation.property)} on gateway ${report.gateway}`,
      ...wrapped(violation.sentence, '  '),
      ...small,
      '',
      ...wrapped(explanation.sentence, '  '),
      '',
      ...(quiet ? [] : details(explanation, explained.plan, paint)),
      `  ${spent(explanation, report.interrupted)}`,
      '  it is kept in',
      `    ${explained.file}`,
      '  reproduce it with',
      commandLine(explained.replay),
    ],
    width,
  );
}

function details({ fields }: FailureExplanation, plan: readonly string[], paint: Paint): readonly string[] {
  const group = (title: string, says: FieldFinding['says']): readonly string[] => {
    const found = fields.filter((one) => one.says === says);
    if (found.length === 0) return [];
    return [paint('dim', title), ...found.flatMap((one) => wrapped(`${one.path}: ${one.words}`, '  ')), ''];
  };
  const any = fields.filter((one) => one.says === 'any').map(({ path }) => path);
  return [
    paint('dim', 'the plan'),
    ...plan.flatMap((line) => wrapped(line, '  ')),
    '',
    ...group('must be so', 'must'),
    ...group('a range', 'range'),
    ...(any.length === 0 ? [] : [paint('dim', 'any value'), ...wrapped(any.join(', '), '  '), '']),
    ...group('not tried', 'untried'),
  ];
}

function spent({ executions, budget, complete }: FailureExplanation, interrupted: boolean): string {
  const told = `${counted(executions, 'execution')} of at most ${budget}`;
  if (interrupted) return `${told}: interrupted, and not kept`;
  return complete ? told : `${told}: the budget ran out, and "about" is not exact`;
}

const WIDTH = 80;

/** Words in lines of 80 columns, those after the first two further in. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}
