/**
 * Many certificates as one table: releases across, incidents and requirements down. An incident is seen on a release
 * when one of its cases violates the property that is meant for it. Pure.
 */
import type { MatrixReport } from '../report/matrix-report.ts';
import type { CaseResult, Certificate, Judgement, RequirementResult } from './certificate.ts';

type Matrix = Pick<MatrixReport, 'columns' | 'rows' | 'notJudged'>;
type MatrixRow = Matrix['rows'][number];
type MatrixCell = MatrixRow['cells'][number];

export function matrixOf(certificates: readonly Certificate[]): Matrix {
  const incidents = unique(
    certificates.flatMap(({ cases }) => cases.flatMap(({ incident }) => incident ?? [])),
  );
  const requirements = unique(certificates.flatMap((one) => one.requirements.map(({ id }) => id)));
  return {
    columns: certificates.map(({ target, version, world = null, profile, verdict }) => ({
      target,
      version,
      world,
      profile: profile.name,
      verdict,
    })),
    notJudged: unique(certificates.flatMap(({ notJudged = [] }) => notJudged)),
    rows: [
      ...incidents.sort().map((id): MatrixRow => ({
        kind: 'incident',
        id,
        about: aboutIncident(certificates, id),
        cells: certificates.map(({ cases }) => incidentCell(cases.filter(({ incident }) => incident === id))),
      })),
      ...requirements.map((id): MatrixRow => ({
        kind: 'requirement',
        id,
        about: null,
        cells: certificates.map((one) => requirementCell(one, id)),
      })),
    ],
  };
}

/** The names of its cases. */
function aboutIncident(certificates: readonly Certificate[], id: string): string {
  const cases = certificates.flatMap((one) => one.cases.filter(({ incident }) => incident === id));
  return unique(cases.map(({ name }) => name)).join('; ');
}

const ABSENT: MatrixCell = { verdict: null, violated: null, expected: false, shown: null };

function incidentCell(cases: readonly CaseResult[]): MatrixCell {
  const meant = cases.filter((one) => one.expectedProperty !== null && convicts(one, one.expectedProperty));
  const seen = worstOf(meant.length > 0 ? meant : cases.filter(({ verdict }) => verdict === 'violation'));
  if (seen === undefined) {
    const verdict = commonVerdict(cases);
    const one = cases.find((each) => each.verdict === verdict);
    return { ...ABSENT, verdict, shown: one === undefined ? null : shownBy(one, one.verdict) };
  }
  // an incident may show in several ways, each in a case of its own
  const properties: string[] =
    meant.length > 0 ? meant.map((one) => one.expectedProperty ?? '') : seen.violated.slice(0, 1);
  const property = properties
    .filter((one, at) => properties.indexOf(one) === at)
    .sort()
    .join(', ');
  return {
    verdict: 'violation',
    violated: { repetitions: violations(seen), of: seen.repetitions.length, property },
    expected: meant.length > 0,
    shown: shownBy(seen, 'violation'),
  };
}

/** The first repetition of the case with this verdict, else the first that ran. */
function shownBy({ id, repetitions }: CaseResult, verdict: Judgement): MatrixCell['shown'] {
  const ran = repetitions.flatMap((one) =>
    one.history === null ? [] : [{ verdict: one.verdict, history: one.history }],
  );
  const one = ran.find((each) => each.verdict === verdict) ?? ran[0];
  return one === undefined ? null : { case: id, history: one.history };
}

function convicts({ verdict, violated }: CaseResult, property: string): boolean {
  return verdict === 'violation' && violated.includes(property);
}

/** The case where most repetitions fail. */
function worstOf(cases: readonly CaseResult[]): CaseResult | undefined {
  return [...cases].sort((a, b) => violations(b) - violations(a))[0];
}

function violations({ repetitions }: CaseResult): number {
  return repetitions.filter(({ verdict }) => verdict === 'violation').length;
}

/** A pass when some case passed and none is open; what cannot be run at all is not applicable. */
function commonVerdict(cases: readonly CaseResult[]): Judgement | null {
  if (cases.length === 0) return null;
  const verdicts = cases.map(({ verdict }) => verdict);
  if (verdicts.includes('inconclusive')) return 'inconclusive';
  return verdicts.includes('pass') ? 'pass' : 'not-applicable';
}

function requirementCell({ requirements, cases }: Certificate, id: string): MatrixCell {
  const result = requirements.find((one) => one.id === id);
  if (result === undefined) return ABSENT;
  const worst = [...result.repetitions].sort((a, b) => b.violation - a.violation)[0];
  if (result.verdict !== 'violation' || worst === undefined)
    return { ...ABSENT, verdict: result.verdict, shown: shownIn(result, cases) };
  const { violation: repetitions, of } = worst;
  return {
    verdict: 'violation',
    violated: { repetitions, of, property: result.subject },
    expected: false,
    shown: shownIn(result, cases),
  };
}

/** Its evidence; where nothing is violated, the first case in which it came to its verdict. */
function shownIn(
  { verdict, evidence, repetitions }: RequirementResult,
  cases: readonly CaseResult[],
): MatrixCell['shown'] {
  const [proof] = evidence;
  if (proof?.case != null) return { case: proof.case, history: proof.history };
  const tally = repetitions.find((one) => verdict !== 'not-applicable' && one[verdict] > 0);
  const found = cases.find(({ id }) => id === tally?.case);
  return found === undefined ? null : shownBy(found, verdict);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
