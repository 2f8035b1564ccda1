/**
 * What people read after a certification or after judging a history: what was not shown; then what is violated, in a
 * sentence, how often, where the history is and the command that judges it again; the verdict last.
 */
import type { CertifyReport, JudgeReport, RequirementReport } from './certificate-report.ts';
import type { Finding } from '../properties/finding.ts';
import { formatMicros } from './duration.ts';
import { proofLines } from './evidence-line.ts';
import { confirmationWords } from './confirmation-words.ts';
import { commandLine, cutLine, type TextLine } from './fitted.ts';
import { block, counted, excusesText, joined } from './lines.ts';
import { COLOUR, type Paint } from './paint.ts';

export interface CertificateTerminalOptions {
  readonly paint: Paint;
  /** Only violations and the verdict. */
  readonly quiet: boolean;
  readonly wallMicros: number;
  /** Columns of the terminal; default: as many as the lines take. */
  readonly width?: number;
  /** The file of a history, and the command that judges it again. */
  readonly historyFile: (digest: string) => string;
  readonly judgeCommand: (digest: string) => string;
  readonly verifyCommand: string;
  /** The page of the certificate. */
  readonly page: string;
}

type Evidence = RequirementReport['evidence'][number];
type Case = CertifyReport['cases'][number];

export function renderCertify(report: CertifyReport, options: CertificateTerminalOptions): string {
  const { paint, quiet, width } = options;
  const { requirements } = report;
  const of = (verdict: RequirementReport['verdict']): readonly RequirementReport[] =>
    requirements.filter((one) => one.verdict === verdict);
  const lines: readonly TextLine[] = [
    ...(quiet
      ? []
      : [heading(report, paint), '', ...block(report.cases.flatMap((one) => caseLines(one, report, paint)))]),
    ...(quiet
      ? []
      : [
          ...openLines(of('not-applicable'), paint),
          ...excusedLines(requirements, paint),
          ...unshownLines(of('inconclusive'), report, paint),
          ...block(notJudgedLines(report.notJudged, paint)),
        ]),
    ...waivedLines(report, paint),
    ...mildestFirst(of('violation')).flatMap((one) => violationLines(one, report, options)),
    ...confirmationLines(report, paint),
    ...staleWaiverLines(report, paint),
    ...closingLines(report, options),
  ];
  return joined(lines, width);
}

export function renderJudge(report: JudgeReport, paint: Paint, quiet = false, width?: number): string {
  const { requirements, verdict, reason } = report;
  const violated = requirements.filter((one) => one.verdict === 'violation');
  const open = requirements.filter((one) => one.verdict === 'inconclusive');
  const passed = requirements.length - violated.length - open.length;
  const lines: readonly TextLine[] = [
    ...(quiet ? [] : [...excusedLines(requirements, paint), ...openLines(open, paint)]),
    ...violatedRequirements(report, paint),
    `${paint(COLOUR[verdict], verdict)}${reason === null ? '' : ` (${reason})`}: ${passed} of ${requirements.length} requirements of ${report.profile} passed in ${report.records} records, ${dialectWords(report)}; digest ${report.digest}`,
  ];
  return joined(lines, width);
}

/** The dialect, and that it is a guess where it is one. */
export function dialectWords({
  dialect,
  dialectGuess,
}: Pick<JudgeReport, 'dialect' | 'dialectGuess'>): string {
  return `dialect ${dialect}${dialectGuess === undefined ? '' : ` (${dialectGuess})`}`;
}

/** What is violated in one history, with its evidence; what has to be mended last. */
export function violatedRequirements(
  { requirements, findings }: JudgeReport,
  paint: Paint,
): readonly TextLine[] {
  const violated = requirements.filter((one) => one.verdict === 'violation');
  return mildestFirst(violated).flatMap((one): readonly TextLine[] => [
    `${title(one, paint)} of ${named(one, paint)}`,
    ...one.evidence.flatMap((proof): readonly TextLine[] => {
      const finding = findings.find((each) => isOf(each, proof));
      const shown =
        finding === undefined ? [`  ${recordNumbers(proof.records)}`] : proofLines(finding, paint);
      return [`  ${proof.sentence}`, ...shown];
    }),
    '',
  ]);
}

/** Over all executions: violated in one, or held in one and violated in none. */
export function shownRequirements(runs: readonly JudgeReport[]): {
  readonly violated: number;
  readonly held: number;
  readonly of: number;
} {
  const ids = new Map<string, Set<RequirementReport['verdict']>>();
  for (const { id, verdict } of runs.flatMap(({ requirements }) => requirements))
    ids.set(id, (ids.get(id) ?? new Set()).add(verdict));
  const all = [...ids.values()];
  const violated = all.filter((verdicts) => verdicts.has('violation'));
  const held = all.filter((verdicts) => verdicts.has('pass') && !verdicts.has('violation'));
  return { violated: violated.length, held: held.length, of: all.length };
}

/** The finding is the one that this proves. */
function isOf({ cause, sentence, records }: Finding, proof: Evidence): boolean {
  return cause === proof.cause && sentence === proof.sentence && records.length === proof.records.length;
}

/** What has to be mended stands nearest to the verdict. */
function mildestFirst(violated: readonly RequirementReport[]): readonly RequirementReport[] {
  return [
    ...violated.filter((one) => one.level !== 'must'),
    ...violated.filter((one) => one.level === 'must'),
  ];
}

function heading(report: CertifyReport, paint: Paint): string {
  const says =
    report.version === null || report.target?.endsWith(report.version) ? '' : ` (${report.version})`;
  return `${paint('bold', report.target ?? '')}${says} against ${report.profile}: ${counted(report.cases.length, 'case')}, ${counted(report.repeat, 'repetition')} each, ${report.world === 'hosted' ? 'hosted in virtual time, ' : ''}${dialectWords(report)}`;
}

const MARK: Readonly<Record<Case['verdict'], string>> = {
  pass: '✓',
  violation: '✗',
  inconclusive: '?',
  'not-applicable': '–',
};

/** Of chosen cases also what they are for. */
function caseLines(one: Case, { complete }: CertifyReport, paint: Paint): readonly string[] {
  const line = caseLine(one, paint);
  return complete || one.exercises.length === 0
    ? [line]
    : [line, paint('dim', `      exercises ${one.exercises.join(', ')}`)];
}

function caseLine({ id, verdict, violated, repetitions, reason }: Case, paint: Paint): string {
  const failing = repetitions.filter((one) => one.verdict === 'violation').length;
  const what =
    verdict === 'violation'
      ? `: ${failing} of ${repetitions.length} violated ${violated.join(', ')}`
      : verdict === 'pass'
        ? ''
        : `: ${verdict === 'inconclusive' ? '' : 'not applicable, '}${reason ?? 'not every repetition passed'}`;
  return `  ${paint(COLOUR[verdict], MARK[verdict])} ${id}${paint('dim', what)}`;
}

function violationLines(
  one: RequirementReport,
  { findings }: CertifyReport,
  { paint, historyFile, judgeCommand }: CertificateTerminalOptions,
): readonly TextLine[] {
  const failing = one.repetitions.filter(({ violation }) => violation > 0);
  const often = failing.map(({ case: name, violation, of }) => `${violation} of ${of} in ${name ?? '?'}`);
  const [first] = one.evidence;
  const finding = findings.find(({ requirement }) => requirement === one.id);
  return [
    `${title(one, paint)} of ${named(one, paint)}: ${often.join(', ')}`,
    ...(first === undefined ? [] : placeLines(first, historyFile(first.history))),
    ...(finding === undefined ? [] : proofLines(finding, paint)),
    ...printedLines(finding?.printed ?? [], paint),
    ...(first === undefined ? [] : ['  judge it again with', commandLine(judgeCommand(first.history))]),
    '',
  ];
}

/** What the target itself said last, which often names the cause. */
function printedLines(printed: readonly string[], paint: Paint): readonly TextLine[] {
  return printed.length === 0
    ? []
    : [paint('dim', '  what it printed last'), ...printed.map((line) => cutLine(`    ${line}`))];
}

function placeLines({ sentence, records }: Evidence, file: string): readonly string[] {
  return [`  ${sentence}`, `  ${file}${records.length === 0 ? '' : `, ${recordNumbers(records)}`}`];
}

function title({ level }: RequirementReport, paint: Paint): string {
  return level === 'must' ? paint('red', 'VIOLATION') : paint('yellow', 'violation (should)');
}

function named({ id, subject }: RequirementReport, paint: Paint): string {
  return `${paint('bold', id)}${id === subject ? '' : ` (${subject})`}`;
}

const RECORDS_SHOWN = 6;

export function recordNumbers(records: readonly number[]): string {
  const shown = records.slice(0, RECORDS_SHOWN).map((i) => `#${i}`);
  const more = records.length > RECORDS_SHOWN ? ` and ${records.length - RECORDS_SHOWN} more` : '';
  return `${records.length === 1 ? 'record' : 'records'} ${shown.join(', ')}${more}`;
}

/** What chosen cases did not show: one by one where they are meant to, the others together. */
function unshownLines(
  requirements: readonly RequirementReport[],
  { complete }: CertifyReport,
  paint: Paint,
): readonly string[] {
  const named = complete ? requirements : requirements.filter((one) => one.repetitions.length > 0);
  const others = requirements.length - named.length;
  return [
    ...openLines(named, paint),
    ...(others === 0
      ? []
      : block([
          paint(
            'dim',
            `${counted(others, 'requirement is', 'requirements are')} exercised by none of these cases`,
          ),
        ])),
  ];
}

function openLines(requirements: readonly RequirementReport[], paint: Paint): readonly string[] {
  return block(
    requirements.map(({ id, level, verdict, reason }) => {
      const word = verdict === 'not-applicable' ? 'not applicable' : verdict;
      return `${paint(COLOUR[verdict], word)} ${id}${level === 'should' ? ' (should)' : ''}: ${reason ?? ''}`;
    }),
  );
}

function excusedLines(requirements: readonly RequirementReport[], paint: Paint): readonly string[] {
  return block(
    requirements.flatMap(({ id, excused = [] }) =>
      excused.length === 0 ? [] : [paint('dim', `${id}: ${excusesText(excused)}`)],
    ),
  );
}

function waivedLines({ waived }: CertifyReport, paint: Paint): readonly string[] {
  return block(
    waived.map(({ requirement, case: name, reason }) => {
      return `${paint('yellow', 'waived')} ${requirement}${name === null ? '' : ` in ${name}`}: ${reason}`;
    }),
  );
}

function confirmationLines({ confirmations }: CertifyReport, paint: Paint): readonly string[] {
  return block(
    confirmations.map((one) => {
      const colour = one.outcome === 'confirmed' ? 'red' : 'yellow';
      return `${paint(colour, 'tried over real sockets:')} ${confirmationWords(one)}`;
    }),
  );
}

function staleWaiverLines({ staleWaivers }: CertifyReport, paint: Paint): readonly string[] {
  return block(staleWaivers.map((sentence) => `${paint('red', 'STALE WAIVER')} ${sentence}`));
}

/** Nothing where it is not said. */
export function notJudgedLines(notJudged: readonly string[], paint: Paint): readonly string[] {
  return notJudged.length === 0 ? [] : [paint('dim', `not judged: ${notJudged.join('; ')}`)];
}

function closingLines(report: CertifyReport, options: CertificateTerminalOptions): readonly TextLine[] {
  const { paint, wallMicros, verifyCommand, page } = options;
  const { requirements, verdict } = report;
  const passed = requirements.filter((one) => one.verdict === 'pass').length;
  const state = [
    ...(report.interrupted ? ['interrupted'] : report.complete ? [] : ['only some cases were run']),
    ...(report.unreachable === 0
      ? []
      : [`${counted(report.unreachable, 'run')} found the target dead before hello`]),
  ];
  const about = state.length === 0 ? '' : paint('yellow', ` (${state.join('; ')})`);
  const { cases, complete } = report;
  const good = cases.filter((one) => one.verdict === 'pass').length;
  return [
    ...(complete ? [] : [`${good} of ${counted(cases.length, 'case')} passed`]),
    `${paint(COLOUR[verdict], verdict)}${about}: ${passed} of ${requirements.length} requirements of ${report.profile} passed in ${formatMicros(wallMicros)}; digest ${report.digest}`,
    paint('dim', `written to ${report.bundle} and ${page}; anyone can check it with`),
    commandLine(verifyCommand, 2),
  ];
}
