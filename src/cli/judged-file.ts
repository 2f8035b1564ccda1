/**
 * The verdict on one recorded history, from the file and the blobs beside it: the report that `judge` prints, and that verbs make
 * of a history which they have just recorded. Must not know: where the file comes from.
 */
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { guessWords } from '../certify/case-run.ts';
import { judgeFor, type NamedJudge } from '../certify/named-judge.ts';
import { NOT_JUDGED } from '../certify/not-judged.ts';
import { namedProperties, subjectOf } from '../certify/profile.ts';
import { dialectFrom, judgeHistory, readJudgeable, type ReadHistoryFile } from '../certify/judged-history.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import type { Verdict } from '../properties/property.ts';
import { CATALOGUE, idIn, referenceTo } from '../properties/versions.ts';
import type { JudgeReport, RequirementReport } from '../report/certificate-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { packagedProfile } from './certificate-profiles.ts';

export interface JudgeChoice {
  readonly dialect?: string | undefined;
  readonly profile?: string | undefined;
}

/** By what is named, else by what the history says. Throws InputError. */
export function judgedFile(file: string, { dialect: named, profile }: JudgeChoice): JudgeReport {
  const history = readJudgeable(file);
  const dialect = dialectFrom(file, history, named);
  const { judge, requirements } = demandsOf(profile ?? history.profile);
  const required = requirements.map(({ subject }) => idIn(subject));
  const judged = judgeHistory(history, dialect, judge, required);
  const { digest, records, server, target } = history;
  const guess = (named ?? history.dialect) === undefined ? guessWords(server) : null;
  const reader = new EvidenceReader(records, { ...judge, dialect });
  return {
    schemaVersion: SCHEMA_VERSION,
    gauntlet: GAUNTLET_VERSION,
    target: target ?? null,
    version: server.version ?? null,
    profile: judge.profile.name,
    dialect: dialect.name,
    ...(guess === null ? {} : { dialectGuess: guess }),
    verdict: judged.verdict,
    reason: judged.reason,
    requirements: requirements.flatMap((one) => {
      const verdict = judged.verdicts.find(({ property }) => property === idIn(one.subject));
      return verdict === undefined ? [] : [requirementReport(one, verdict, history)];
    }),
    digest,
    judgedBy: [...judge.judgedBy],
    notJudged: [...NOT_JUDGED],
    history: file,
    records: records.length,
    findings: judged.verdicts.flatMap(({ violations }) => violations.map((one) => reader.of(one))),
  };
}

type Demand = Pick<RequirementReport, 'id' | 'level' | 'subject'>;

interface Demands {
  readonly judge: NamedJudge;
  /** What one history can show; each property once, as strictly as anything in the profile asks for it. */
  readonly requirements: readonly Demand[];
}

/** The profile of the simulated world asks for every property. */
export function demandsOf(name: string = SIMULATED_PROFILE.name): Demands {
  if (name === SIMULATED_PROFILE.name || name === 'simulated')
    return {
      judge: {
        profile: SIMULATED_PROFILE,
        judgedBy: PROPERTIES.map(referenceTo),
        properties: PROPERTIES,
        gone: [],
        catalogue: CATALOGUE,
      },
      requirements: PROPERTIES.map(({ id }) => ({ id, level: 'must', subject: id })),
    };
  const resolved = packagedProfile(name);
  return {
    judge: judgeFor(resolved, CATALOGUE),
    requirements: namedProperties(resolved).flatMap((property): readonly Demand[] => {
      const asked = resolved.requirements.filter((one) => subjectOf(one) === property);
      const one = asked.find(({ level }) => level === 'must') ?? asked[0];
      return one === undefined ? [] : [{ id: one.id, level: one.level, subject: property }];
    }),
  };
}

function requirementReport(demand: Demand, verdict: Verdict, { digest }: ReadHistoryFile): RequirementReport {
  const judgement = verdict.unobservable?.type === 'holds' ? 'not-applicable' : verdict.verdict;
  const tally = { violation: 0, pass: 0, inconclusive: 0, [verdict.verdict]: 1 };
  return {
    ...demand,
    verdict: judgement,
    reason: verdict.reason ?? null,
    evidence: verdict.violations.map(({ sentence, cause, records }) => ({
      case: null,
      repetition: 1,
      history: digest,
      sentence,
      cause,
      records: [...records],
    })),
    repetitions: [{ case: null, of: 1, ...tally }],
    ...(verdict.excused === undefined ? {} : { excused: [...verdict.excused] }),
  };
}
