/** Two certificates side by side: which requirements and cases changed, and which of them for the worse. Pure. */
import type { DiffReport } from '../report/certificate-diff.ts';
import type { CaseResult, Certificate, Judgement, RequirementResult } from './certificate.ts';

type ChangeRow = DiffReport['changes'][number];

/** From the best to the worst. What is no longer shown is worse than what was shown. */
const RANK: Readonly<Record<Judgement, number>> = {
  pass: 0,
  'not-applicable': 1,
  inconclusive: 2,
  violation: 3,
};

export function compareCertificates(before: Certificate, after: Certificate): readonly ChangeRow[] {
  return [
    ...changes(
      'requirement',
      before.requirements,
      after.requirements,
      ({ subject }) => subject,
      requirementDetail,
    ),
    ...changes('case', before.cases, after.cases, ({ name }) => name, caseDetail),
  ];
}

function changes<T extends { readonly id: string; readonly verdict: Judgement }>(
  kind: ChangeRow['kind'],
  before: readonly T[],
  after: readonly T[],
  title: (one: T) => string,
  detail: (one: T) => string,
): readonly ChangeRow[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  return ids.flatMap((id): readonly ChangeRow[] => {
    const [old, now] = [before, after].map((list) => list.find((one) => one.id === id));
    const some = now ?? old;
    if (some === undefined) return [];
    const details = [old, now].map((one) => (one === undefined ? 'not there' : detail(one)));
    if (old?.verdict === now?.verdict && details[0] === details[1]) return [];
    return [
      {
        kind,
        id,
        title: title(some),
        before: old?.verdict ?? null,
        after: now?.verdict ?? null,
        direction: directionOf(old?.verdict, now?.verdict),
        detail: details[0] === details[1] ? (details[1] ?? '') : details.join(' → '),
      },
    ];
  });
}

/** What is only new is neither; what is gone is worse, unless it had failed. */
function directionOf(before: Judgement | undefined, after: Judgement | undefined): ChangeRow['direction'] {
  if (before === undefined) return after === 'violation' ? 'worse' : 'other';
  if (after === undefined) return before === 'pass' ? 'worse' : 'other';
  const step = RANK[after] - RANK[before];
  return step === 0 ? 'other' : step > 0 ? 'worse' : 'better';
}

function requirementDetail({ verdict, repetitions }: RequirementResult): string {
  if (verdict !== 'violation') return verdict;
  const failing = repetitions.filter(({ violation }) => violation > 0);
  return failing.map(({ case: name, violation, of }) => `${violation} of ${of} in ${name}`).join(', ');
}

function caseDetail({ verdict, violated }: CaseResult): string {
  return violated.length === 0 ? verdict : violated.join(', ');
}
