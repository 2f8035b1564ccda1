/** `gauntlet judge HISTORY --property P --explain`: the verdict of one property, by what it came, and what would change it. */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { excusingDeclarations } from '../certify/excusing-declarations.ts';
import { dialectFrom, readJudgeable } from '../certify/judged-history.ts';
import { judgeByName } from '../certify/named-judge.ts';
import { nearest } from '../input/nearest.ts';
import { idIn, referenceTo } from '../properties/versions.ts';
import { renderDispute, type DisputeReport } from '../report/dispute-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { EXIT_BY_VERDICT, type ExitCode } from './exit-codes.ts';
import { demandsOf, type JudgeChoice } from './judged-file.ts';
import { UsageError } from './problem.ts';
import { printReport } from './terminal-io.ts';

export function disputeVerb(
  file: string,
  id: string,
  { json, ...choice }: JudgeChoice & { readonly json: boolean },
): ExitCode {
  const report = disputeOf(file, id, choice);
  printReport(report, json, (shown, paint, width) => renderDispute(shown, paint, width));
  return EXIT_BY_VERDICT[report.verdict];
}

/** Throws InputError when the history cannot be judged, UsageError when nothing is called so. */
function disputeOf(file: string, id: string, choice: JudgeChoice): DisputeReport {
  const history = readJudgeable(file);
  const dialect = dialectFrom(file, history, choice.dialect);
  const { judge } = demandsOf(choice.profile ?? history.profile);
  const property = judge.properties.find((one) => one.id === idIn(id));
  if (property === undefined) {
    const names = judge.properties.map((one) => one.id);
    throw new UsageError(`--property '${id}' is judged by nothing here${nearest(id, names)}`);
  }
  const { records } = history;
  const [verdict] = judgeByName({ ...judge, properties: [property], gone: [] }, records, dialect);
  if (verdict === undefined) throw new UsageError(`--property '${id}' gave no verdict`);
  const reader = new EvidenceReader(records, { ...judge, dialect });
  return {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    history: file,
    dialect: dialect.name,
    profile: judge.profile.name,
    property: property.id,
    judgedBy: referenceTo(property),
    statement: property.statement,
    why: property.why,
    exercise: property.exercise,
    minimum: property.minimum ?? 1,
    exercised: verdict.exercised,
    verdict: verdict.verdict,
    reason: verdict.reason ?? null,
    findings: verdict.violations.map((one) => ({
      ...reader.of(one),
      frames: one.records.flatMap((at) => {
        const record = records[at];
        return record?.kind === 'frame' ? [{ record: at, text: record.message.text() }] : [];
      }),
      excusedBy: [...excusingDeclarations({ records, dialect, profile: judge.profile, property }, one)],
    })),
  };
}
