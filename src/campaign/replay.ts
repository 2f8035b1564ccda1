/**
 * Replay: executes a stored plan and says what became of its violation.
 *
 *   reproduced  the same property is violated for the same reason; the digest may differ, and then where first
 *   fixed       the target changed, nothing is violated, and the property was exercised
 *   diverged    anything else: another digest from the same target, another violation, or the property not exercised
 */
import type { HistoryRecord } from '../history/record.ts';
import type { Profile } from '../properties/profile.ts';
import { SCHEMA_VERSION, type ReplayReport } from '../report/published.ts';
import { findingsOf } from './chunk.ts';
import { EvidenceReader } from '../trace/evidence.ts';
import { planEntries } from './plan-lines.ts';
import type { Execute, Outcome } from './execute.ts';
import { BLOCK_RECORDS, EXACT_RECORDS, firstDifferenceFrom, type Failure } from './failure.ts';
import { fingerprint } from './fingerprint.ts';
import type { Target } from './target.ts';
import { stillAlive, TARGET_ALIVE } from '../properties/target-alive.ts';
import { GAUNTLET_VERSION } from './version.ts';

export interface ReplayPorts {
  readonly execute: Execute;
  readonly profile: Profile;
  /** The target to replay on; need not be the one that failed. */
  readonly target: Target;
  /** Handed the history of the execution. */
  readonly onHistory?: (history: readonly HistoryRecord[], digest: string) => void;
}

/** Executes a stored failure again: reproduced, fixed or diverged, with the first record that differs. */
export async function replay(
  failure: Failure,
  { execute, profile, target, onHistory }: ReplayPorts,
): Promise<ReplayReport> {
  const { gateway, dialect } = target;
  const executed = await execute({ plan: failure.plan, gateway, dialect, profile, keep: true });
  const history = executed.history ?? [];
  onHistory?.(history, executed.digest);
  const entries = planEntries(failure.plan);
  const reader = new EvidenceReader(history, { dialect, profile, entries });
  const at = firstDifferenceFrom(failure, history);
  const [outcome, sentence] = judge(failure, executed, target, at);
  return {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    outcome,
    sentence,
    ...(at === undefined ? {} : { at }),
    gateway: target.name,
    property: failure.verdict.property,
    digest: executed.digest,
    expectedDigest: failure.digest,
    violations: findingsOf(executed).map((one) => reader.of(one)),
  };
}

type Judgement = readonly [ReplayReport['outcome'], string];

function judge(failure: Failure, outcome: Outcome, target: Target, at: number | undefined): Judgement {
  const { property, cause } = failure.verdict;
  const findings = findingsOf(outcome);
  const same = findings.find((one) => one.property === property && one.cause === cause);
  if (same !== undefined)
    return at === undefined
      ? ['reproduced', `${property} is violated again: the same history, record by record`]
      : [
          'reproduced',
          `${property} is violated again for the same reason; the history first differs at ${place(at)}`,
        ];
  const [other] = findings;
  if (other !== undefined) {
    const what =
      other.property === property
        ? `${property} is violated for another reason`
        : `${other.property} is violated instead of ${property}`;
    return ['diverged', `${what}: ${other.sentence}`];
  }
  const verdict =
    property === TARGET_ALIVE
      ? stillAlive(outcome)
      : outcome.verdicts.find((one) => one.property === property);
  if (verdict?.verdict !== 'pass')
    return [
      'diverged',
      `${property} can no longer be judged: ${verdict?.reason ?? 'this version does not know it'}`,
    ];
  return isChanged(failure, target)
    ? [
        'fixed',
        `the gateway changed, ${property} was exercised ${verdict.exercised} times and nothing is violated`,
      ]
    : ['diverged', unchanged(failure, at)];
}

/** The gateway is another one, or its source is. */
function isChanged(failure: Failure, target: Target): boolean {
  const same = JSON.stringify(failure.target.reference) === JSON.stringify(target.reference);
  return !same || failure.target.fingerprint !== fingerprint(target.reference);
}

function unchanged(failure: Failure, at: number | undefined): string {
  if (at === undefined)
    return `the same gateway gave the same history, but this version no longer finds a violation in it`;
  const version =
    failure.gauntlet === GAUNTLET_VERSION
      ? 'the same version'
      : `version ${failure.gauntlet}, now ${GAUNTLET_VERSION}`;
  return `the same gateway (${version}) took another course from ${place(at)} on, and nothing is violated`;
}

function place(at: number): string {
  return at < EXACT_RECORDS ? `record ${at}` : `one of the records ${at} to ${at + BLOCK_RECORDS - 1}`;
}
