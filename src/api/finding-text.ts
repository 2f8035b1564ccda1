/** What a violation says in the message of a failed test: its sentence, and all that a run would print of it. */
import type { JudgePlanOptions } from '../campaign/judge-plan.ts';
import type { Outcome } from '../campaign/execute.ts';
import { REFERENCE } from '../dialect/reference.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import { proofText } from '../report/evidence-line.ts';
import { EvidenceReader } from '../trace/evidence.ts';

/** Violations of an outcome whose history was kept, each with its evidence; `options`: how it was judged. */
export function findingTexts(
  { verdicts, history = [] }: Outcome,
  { dialect = REFERENCE, profile = SIMULATED_PROFILE }: JudgePlanOptions,
  property?: string,
): readonly string[] {
  const reader = new EvidenceReader(history, { dialect, profile });
  return verdicts
    .filter((one) => property === undefined || one.property === property)
    .flatMap(({ violations }) => violations)
    .map((finding) =>
      [`${finding.property}: ${finding.sentence}`, ...proofText(reader.of(finding))].join('\n'),
    );
}
