/**
 * One requirement over all cases of a profile. A violation counts wherever it is found; a pass is owed by the cases
 * that the requirement names, or by at least one. It is not applicable only where the dialect declares that its
 * property cannot be seen, and the probe of that declaration holds.
 */
import { addExcuses, type Excuse } from '../properties/excuses.ts';
import type { Verdict } from '../properties/property.ts';
import { idIn } from '../properties/versions.ts';
import type { CaseRuns, Repetition } from './case-run.ts';
import type { Judgement, CaseProof, RequirementResult, Tally } from './certificate.ts';
import { subjectOf, type Requirement } from './profile.ts';

/** What a requirement came to in one case. */
interface Row {
  readonly tally: Tally;
  readonly verdict: Judgement;
  /** Why it is not a pass. */
  readonly reason: string;
  readonly evidence: readonly CaseProof[];
  /** Some repetition passed or violated it. */
  readonly exercised: boolean;
}

type ReasonedVerdict = Pick<RequirementResult, 'verdict' | 'reason'>;

export function assessRequirement(requirement: Requirement, runs: readonly CaseRuns[]): RequirementResult {
  const property = 'property' in requirement ? idIn(requirement.property) : undefined;
  const rows = runs.map((one) => (property === undefined ? digestRow(one) : rowOf(property, one)));
  const evidence = rows.flatMap((row) => row.evidence);
  const excused = property === undefined ? [] : excusedIn(property, runs);
  const base = {
    id: requirement.id,
    level: requirement.level,
    subject: subjectOf(requirement),
    ...(excused.length > 0 ? { excused } : {}),
  };
  const repetitions = rows
    .filter((row) => row.exercised || requirement.cases.includes(row.tally.case))
    .map((row) => row.tally);
  if (rows.some((row) => row.verdict === 'violation'))
    return { ...base, verdict: 'violation', reason: null, evidence, repetitions };
  const declared = property === undefined ? undefined : declaration(property, runs);
  if (declared !== undefined) return { ...base, ...declared, repetitions };
  const outcome = property === undefined ? passOwedByAll(rows) : passOwed(requirement.cases, rows);
  return { ...base, ...outcome, evidence, repetitions };
}

/** What the property left unjudged in all repetitions. */
function excusedIn(property: string, runs: readonly CaseRuns[]): Excuse[] {
  const sum: Excuse[] = [];
  for (const { repetitions } of runs)
    for (const one of repetitions) {
      const verdict = verdictIn(property, one);
      if (typeof verdict === 'object') addExcuses(sum, verdict.excused ?? []);
    }
  return sum;
}

function rowOf(property: string, { case: { id }, repetitions }: CaseRuns): Row {
  const verdicts = repetitions.map((one) => verdictIn(property, one));
  const many = (name: Verdict['verdict']): number =>
    verdicts.filter((one) => typeof one === 'object' && one.verdict === name).length;
  const [violation, pass] = [many('violation'), many('pass')];
  const tally: Tally = {
    case: id,
    of: repetitions.length,
    violation,
    pass,
    inconclusive: repetitions.length - violation - pass,
  };
  const reason = reasonIn(verdicts);
  return {
    tally,
    verdict: judgementOf(tally, repetitions),
    reason: pass === 0 ? reason : `${pass} of ${tally.of} repetitions passed; otherwise ${reason}`,
    evidence: verdicts.flatMap((one, at) => proofIn(one, id, repetitions[at], at + 1)),
    exercised: violation + pass > 0,
  };
}

function judgementOf(tally: Tally, repetitions: readonly Repetition[]): Judgement {
  if (tally.violation > 0) return 'violation';
  if (repetitions.length > 0 && repetitions.every(({ type }) => type === 'not-applicable'))
    return 'not-applicable';
  return tally.pass > 0 && tally.pass === tally.of ? 'pass' : 'inconclusive';
}

/** The verdict of one repetition, or why there is none. */
function verdictIn(property: string, repetition: Repetition): Verdict | string {
  if (repetition.type !== 'judged') return whyUnjudged(repetition);
  return repetition.verdicts.find((one) => one.property === property) ?? 'it was not judged';
}

export const INTERRUPTED = 'interrupted before it was over';

export function whyUnjudged(repetition: Exclude<Repetition, { type: 'judged' }>): string {
  return repetition.type === 'missing' ? INTERRUPTED : repetition.reason;
}

function reasonIn(verdicts: readonly (Verdict | string)[]): string {
  for (const one of verdicts) {
    if (typeof one === 'string') return one;
    if (one.verdict === 'inconclusive') return one.reason ?? 'not exercised';
  }
  return '';
}

function proofIn(
  verdict: Verdict | string,
  caseId: string,
  repetition: Repetition | undefined,
  number: number,
): readonly CaseProof[] {
  const [first] = typeof verdict === 'string' ? [] : verdict.violations;
  if (first === undefined || repetition?.type !== 'judged') return [];
  const { sentence, cause, records } = first;
  const { history } = repetition;
  return [{ case: caseId, repetition: number, history, sentence, cause, records: [...records] }];
}

/** Undefined: the dialect declares nothing about the property. */
function declaration(
  property: string,
  runs: readonly CaseRuns[],
): (ReasonedVerdict & Pick<RequirementResult, 'evidence'>) | undefined {
  let untested: string | undefined;
  let holds: string | undefined;
  for (const { case: one, repetitions } of runs) {
    for (const [at, repetition] of repetitions.entries()) {
      const verdict = verdictIn(property, repetition);
      if (typeof verdict === 'string' || verdict.unobservable === undefined) continue;
      const { unobservable: finding, reason = '' } = verdict;
      if (finding.type === 'fails' && repetition.type === 'judged') {
        const { sentence, record } = finding;
        const proof = { sentence, cause: 'the declaration is false', records: [record] };
        const place = { case: one.id, repetition: at + 1, history: repetition.history };
        return { verdict: 'inconclusive', reason, evidence: [{ ...place, ...proof }] };
      }
      if (finding.type === 'holds') holds ??= reason;
      else untested ??= reason;
    }
  }
  if (holds !== undefined) return { verdict: 'not-applicable', reason: holds, evidence: [] };
  if (untested === undefined) return undefined;
  return { verdict: 'inconclusive', reason: `${untested}; nothing tested whether that is so`, evidence: [] };
}

const PASS: ReasonedVerdict = { verdict: 'pass', reason: null };

/**
 * A named case that the target's capabilities do not allow owes nothing as long as another one passes; a requirement that
 * no case could exercise was not shown, and is inconclusive.
 */
function passOwed(named: readonly string[], rows: readonly Row[]): ReasonedVerdict {
  const unrun = named.find((name) => rows.every((row) => row.tally.case !== name));
  if (unrun !== undefined) return inconclusive(`case ${unrun} was not run`);
  const owing = named.length === 0 ? rows : rows.filter((row) => named.includes(row.tally.case));
  const failing = owing.find((row) => row.verdict === 'inconclusive');
  if (named.length > 0 && failing !== undefined) return inconclusive(whyNot(failing));
  if (owing.some((row) => row.verdict === 'pass')) return PASS;
  const mixed = owing.find((row) => row.exercised);
  if (mixed !== undefined) return inconclusive(whyNot(mixed));
  const barred = owing.filter((row) => row.verdict === 'not-applicable');
  const [first] = barred;
  if (first !== undefined && barred.length === owing.length)
    return inconclusive(`no case of it can be run here: ${whyNot(first)}`);
  if (failing === undefined) return inconclusive('no case was run');
  return inconclusive(owing.length === 1 ? whyNot(failing) : `no case exercised it: ${whyNot(failing)}`);
}

function passOwedByAll(rows: readonly Row[]): ReasonedVerdict {
  const failing = rows.find((row) => row.verdict === 'inconclusive');
  if (failing !== undefined) return inconclusive(whyNot(failing));
  return rows.some((row) => row.verdict === 'pass') ? PASS : inconclusive('no case was run');
}

function whyNot({ tally, reason }: Row): string {
  return `${tally.case}: ${reason}`;
}

function inconclusive(reason: string): ReasonedVerdict {
  return { verdict: 'inconclusive', reason };
}

/** The first repetition is what the others are compared with. */
function digestRow({ case: { id }, repetitions }: CaseRuns): Row {
  const digests = repetitions.map((one) => (one.type === 'judged' ? one.history : undefined));
  const first = digests.find((one) => one !== undefined);
  const others = digests.filter((one) => one !== undefined && one !== first).length;
  const same = digests.filter((one) => one === first && first !== undefined).length;
  const pass = others === 0 && same > 1 ? same : 0;
  const of = repetitions.length;
  const tally: Tally = { case: id, of, violation: others, pass, inconclusive: of - others - pass };
  return {
    tally,
    verdict: judgementOf(tally, repetitions),
    reason: same === 1 ? 'one execution shows nothing; two or more are compared' : reasonOf(repetitions),
    evidence: digests.flatMap((history, at) => {
      if (history === undefined || first === undefined || history === first) return [];
      const sentence = `executions of one plan gave two histories, ${first} and ${history}`;
      return [{ case: id, repetition: at + 1, history, sentence, cause: 'two histories', records: [] }];
    }),
    exercised: others + pass > 0,
  };
}

function reasonOf(repetitions: readonly Repetition[]): string {
  for (const one of repetitions) if (one.type !== 'judged') return whyUnjudged(one);
  return '';
}
