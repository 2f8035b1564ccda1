/** What people read after one scenario was executed on one target: what is violated, what was not shown, the verdict. */
import { dialectWords, shownRequirements, violatedRequirements } from './certificate-terminal.ts';
import type { JudgeReport } from './certificate-report.ts';
import { commandLine, type TextLine } from './fitted.ts';
import { block, counted, joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';
import type { TryReport } from './try-report.ts';

export interface TryTerminalOptions {
  readonly paint: Paint;
  readonly quiet: boolean;
  readonly width: number;
  /** Wall time since it was asked for. */
  readonly wallSeconds: number;
  readonly showCommand: (history: string) => string;
  readonly judgeCommand: (history: string) => string;
  /** The command that asks for all that a profile does. */
  readonly next: string;
}

export function renderTry(report: TryReport, options: TryTerminalOptions): string {
  const { paint, quiet, width, wallSeconds } = options;
  const { target, scenario, without, runs, time, verdict } = report;
  const [first] = runs;
  const lines: readonly TextLine[] = [
    ...(quiet
      ? []
      : [
          `${paint('bold', target)}: ${scenario.name} (${scenario.file}, ${counted(runs.length, 'execution')}, ${first === undefined ? '' : dialectWords(first)})`,
          ...without.map((reason) => paint('dim', `  without what needs more: ${reason}`)),
          '',
        ]),
    ...runs.flatMap((run) => runLines(run, runs.length, options)),
    ...(quiet ? [] : block(openLines(first, options))),
    ...failedLines(report, options),
    `${paint(COLOUR[verdict], verdict)}: ${verdictWords(report)}, in ${wallSeconds.toFixed(1)} s${time === 'virtual' ? ' (times of the scenario are virtual)' : ''}`,
  ];
  return joined(lines, width);
}

function runLines(run: JudgeReport, of: number, options: TryTerminalOptions): readonly TextLine[] {
  const { paint, showCommand, judgeCommand } = options;
  const violated = violatedRequirements(run, paint);
  if (violated.length === 0) return [];
  return [
    ...(of === 1 ? [] : [paint('dim', run.history)]),
    ...violated,
    '  look at it, and judge it again, with',
    commandLine(showCommand(run.history)),
    commandLine(judgeCommand(run.history)),
    '',
  ];
}

/** What one scenario cannot show is no fault of the target. */
function openLines(run: JudgeReport | undefined, { paint, next }: TryTerminalOptions): readonly TextLine[] {
  const open = (run?.requirements ?? []).filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return [];
  return [
    paint(
      'dim',
      `not shown by this one scenario: ${open.map(({ subject }) => subject.replace(/@\d+$/, '')).join(', ')}`,
    ),
    paint('dim', 'what asks for all of them is'),
    commandLine(next),
  ];
}

/** An error breaks no promise, but shows nothing of what a model says: as often as not its address is wrong. */
function failedLines({ ended }: TryReport, { paint }: TryTerminalOptions): readonly TextLine[] {
  const { final, aborted, error, errors } = ended;
  if (error === 0) return [];
  const words = errors.map((one) => JSON.stringify(one)).join(', ');
  return [
    paint('yellow', `${error} of ${counted(final + aborted + error, 'run')} ended with an error: ${words}`),
  ];
}

function verdictWords({ verdict, runs, ended, scenario }: TryReport): string {
  const { violated, held, of } = shownRequirements(runs);
  if (verdict === 'violation') return `${counted(violated, 'requirement')} of ${of} violated, ${held} held`;
  const words = `${held} of ${of} requirements were shown and hold, and nothing is violated`;
  const reasons = runs.flatMap(({ reason }) => reason ?? []);
  if (verdict === 'pass') return words;
  if (reasons.length === 0 && ended.final === 0)
    return `${words}, but no run ended with a reply: can the gateway reach its model?`;
  return `${words}, but ${reasons[0] ?? `not all of ${scenario.exercises.join(', ')} was shown`}`;
}
