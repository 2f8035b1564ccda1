/** What a violation says in the message of a failed test: its sentence and the records that prove it. */
import { evidenceOf } from '../trace/evidence.ts';
import type { Outcome } from '../campaign/execute.ts';
import type { Finding } from '../properties/finding.ts';
import { evidenceLines } from '../report/evidence-line.ts';

/** Violations of an outcome, each with its evidence when the history was kept. */
export function findingTexts({ verdicts, history }: Outcome, property?: string): readonly string[] {
  return verdicts
    .filter((one) => property === undefined || one.property === property)
    .flatMap(({ violations }) => violations)
    .map((finding) => {
      const records = finding.records.flatMap((i) => history?.[i] ?? []);
      return findingText({ ...finding, evidence: records.map(evidenceOf) });
    });
}

function findingText({ property, sentence, evidence }: Finding): string {
  return [`${property}: ${sentence}`, ...evidenceLines(evidence).map((line) => `  ${line}`)].join('\n');
}
