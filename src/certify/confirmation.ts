/**
 * What was found in virtual time, against what the same target did over real sockets in the same cases: confirmed, not
 * confirmed in so many tries, or not expressible there. Pure. Must not know: how either was executed.
 */
import type { ConfirmationReport } from '../report/certificate-report.ts';
import type { CaseResult, Certificate } from './certificate.ts';

/** The cases that are worth another try. */
export function toConfirm({ cases }: Pick<Certificate, 'cases'>): readonly string[] {
  return cases.filter(({ verdict }) => verdict === 'violation').map(({ id }) => id);
}

/** Of each property that such a case violated. What the live world did not come to is left out. */
export function confirmationsOf(
  hosted: Pick<Certificate, 'cases'>,
  live: Pick<Certificate, 'cases'>,
): readonly ConfirmationReport[] {
  const wanted = new Set(toConfirm(hosted));
  return hosted.cases
    .filter(({ id }) => wanted.has(id))
    .flatMap(({ id, violated }) => {
      const there = live.cases.find((one) => one.id === id);
      return there === undefined ? [] : violated.map((property) => confirmationOf(id, property, there));
    });
}

function confirmationOf(id: string, property: string, live: CaseResult): ConfirmationReport {
  const tries = live.repetitions.filter(({ history }) => history !== null).length;
  const outcome = live.violated.includes(property)
    ? 'confirmed'
    : live.verdict === 'not-applicable'
      ? 'not-expressible'
      : 'not-confirmed';
  return { case: id, property, outcome, tries, reason: outcome === 'not-expressible' ? live.reason : null };
}
