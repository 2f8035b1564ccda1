/**
 * The first evidence of violated requirements, as people read it: read from the histories of the bundle that was just
 * written, and judged once more. Not part of a certificate, which holds what anyone can recompute.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialectFor } from '../dialect/catalogue.ts';
import type { CertifyReport } from '../report/certificate-report.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { CATALOGUE, idIn } from '../properties/versions.ts';
import { historyPath, logPath } from './bundle.ts';
import type { Certificate } from './certificate.ts';
import { readHistoryFile } from './history-file.ts';
import { judgeByName, judgeFor } from './named-judge.ts';
import type { ResolvedProfile } from './profile.ts';

/** Each costs reading a history, and judging it again and again. */
const MOST_FINDINGS = 12;
/** Of what the target printed in that execution. */
const LINES_OF_LOG = 5;

export function firstFindings(
  certificate: Certificate,
  profile: ResolvedProfile,
  bundle: string,
): CertifyReport['findings'] {
  const dialect = dialectFor(certificate.dialect);
  if (dialect === undefined) return [];
  const judge = judgeFor(profile, CATALOGUE);
  const violated = certificate.requirements.filter(({ verdict }) => verdict === 'violation');
  return violated.slice(0, MOST_FINDINGS).flatMap(({ id, subject, evidence: [first] }) => {
    if (first === undefined) return [];
    const { records } = readHistoryFile(join(bundle, historyPath(first.history)));
    const found = judgeByName(judge, records, dialect)
      .filter(({ property }) => property === idIn(subject))
      .flatMap(({ violations }) => violations)
      .find(({ cause, sentence }) => cause === first.cause && sentence === first.sentence);
    if (found === undefined) return [];
    const finding = new EvidenceReader(records, { ...judge, dialect }).of(found);
    const printed = first.case === null ? [] : lastWords(join(bundle, logPath(first.case, first.repetition)));
    const of = { ...finding, requirement: id, history: first.history };
    return [printed.length === 0 ? of : { ...of, printed }];
  });
}

/** The last lines of a log; none where there is no log. */
function lastWords(log: string): string[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').slice(-LINES_OF_LOG);
}
