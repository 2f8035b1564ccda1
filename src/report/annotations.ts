/**
 * A run as annotations of a GitHub job: workflow commands, a line each, at the top of the job's page. Ten of a kind are
 * shown for a step, so what is left over is said in the last one. Nothing in a text of others is a command: line ends
 * and percent signs are escaped, in properties also what ends them.
 */
import { printableValues } from '../input/printable.ts';
import { splitAlive } from '../properties/target-alive.ts';
import { sameFailures } from './grouping.ts';
import { counted } from './lines.ts';
import { mismatchTitle } from './mismatch-text.ts';
import type { ReportedFinding, RunReport } from './published.ts';

const MOST = 10;

interface Annotation {
  readonly title: string;
  readonly lines: readonly string[];
  /** A file of the repository that it is about. */
  readonly file?: string;
}

export function annotationLines(given: RunReport): readonly string[] {
  const report = printableValues(given);
  const isKnown = knownBy(report);
  const unexpected = report.violations.filter((one) => !one.expected);
  const known = sameFailures(unexpected.filter(isKnown)).flatMap(findingAnnotation);
  const errors = errorsOf(
    report,
    unexpected.filter((one) => !isKnown(one)),
  );
  return [
    ...commands('error', errors),
    ...commands('warning', warningsOf(report)),
    ...commands('notice', known),
  ];
}

/** Whether a failure is one that the baseline accepts. */
function knownBy({ baseline }: RunReport): (one: ReportedFinding) => boolean {
  const accepted = baseline?.accepted ?? [];
  return ({ property, cause }) =>
    accepted.some((one) => one.property === property && (one.cause === null || one.cause === cause));
}

function errorsOf(report: RunReport, found: readonly ReportedFinding[]): readonly Annotation[] {
  const [dead, others] = splitAlive(found);
  const surprises = report.scenarios.filter(
    (one) => one.problem !== null && one.verdict !== 'inconclusive' && !isTold(one, report.violations),
  );
  return [
    ...sameFailures(dead).flatMap(findingAnnotation),
    ...sameFailures(others).flatMap(findingAnnotation),
    ...surprises.map(scenarioAnnotation),
    ...report.determinism.mismatches.map((one) => ({ title: 'Not repeatable', lines: [mismatchTitle(one)] })),
    ...(report.baseline?.stale ?? []).map((sentence) => ({ title: 'Known before', lines: [sentence] })),
  ];
}

function warningsOf(report: RunReport): readonly Annotation[] {
  const unsure = report.scenarios.filter((one) => one.problem !== null && one.verdict === 'inconclusive');
  return [
    ...unsure.map(scenarioAnnotation),
    ...report.inconclusive.map(({ property, reason }) => ({
      title: `${property} is inconclusive`,
      lines: [reason],
    })),
    ...(report.coverage.missing.length === 0
      ? []
      : [{ title: 'Not covered', lines: report.coverage.missing }]),
  ];
}

/** The first of the same failures stands for all. */
function findingAnnotation([one]: readonly ReportedFinding[]): readonly Annotation[] {
  if (one === undefined) return [];
  const title = `${one.property} violated by ${one.gateway}`;
  return [{ title, lines: [one.sentence, `${one.plan}, while ${one.state}`, ...one.replay] }];
}

function scenarioAnnotation(one: RunReport['scenarios'][number]): Annotation {
  const said = one.sentence === null ? [] : [one.sentence];
  const title = `${one.name} on ${one.gateway}`;
  return { title, file: one.file, lines: [one.problem ?? '', ...said, one.command] };
}

/** A finding of its own says it, with its evidence. */
function isTold(
  { name, gateway }: RunReport['scenarios'][number],
  found: readonly ReportedFinding[],
): boolean {
  return found.some((one) => one.plan === name && one.gateway === gateway);
}

function commands(
  level: 'error' | 'warning' | 'notice',
  annotations: readonly Annotation[],
): readonly string[] {
  const shown = annotations.length > MOST ? annotations.slice(0, MOST - 1) : annotations;
  const rest = annotations.length - shown.length;
  const more: readonly Annotation[] =
    rest === 0 ? [] : [{ title: `${counted(rest, 'more', 'more')}`, lines: ['the job summary names all'] }];
  return [...shown, ...more].map(({ title, file, lines }) => {
    const about = file === undefined ? '' : `file=${property(file)},`;
    return `::${level} ${about}title=${property(title)}::${data(lines.join('\n'))}`;
  });
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
