/**
 * Writes down what failed: executes each convicting plan once more with its history kept, and puts the failure files
 * and the history under the folder the run writes to. A campaign writes a few examples of each group, not every plan.
 */
import { convictionsOf, planName, trialOf, type Bench, type Conviction } from './chunk.ts';
import { evidenceIn } from './evidence.ts';
import { failureCommand, replayCommands } from './commands.ts';
import type { Mismatch } from './determinism.ts';
import type { Trial } from './execute.ts';
import { failureOf, type PlanSource } from './failure.ts';
import { historyFileName, writeFailure, writeHistory } from './failure-file.ts';
import type { Group } from './ledger.ts';
import type { OutFolder } from './out-folder.ts';
import { scenarioTrial, type ScenarioCase, type ScenarioExecution } from './scenario-run.ts';
import type { FoundViolation } from './summary.ts';
import { isNotAlive } from '../properties/target-alive.ts';
import type { Target } from './target.ts';

/** Most groups of one campaign that are written down. */
export const MOST_GROUPS = 24;

export interface Recording {
  readonly bench: Bench;
  /** The folder the run writes to. */
  readonly out: OutFolder;
  /** An execution that was repeated for its history came out differently. */
  readonly onMismatch: (mismatch: Mismatch) => void;
}

/** The groups of a campaign, a few plans each; a plan that stands for several groups is executed once. */
export async function recordGroups(
  recording: Recording,
  groups: readonly Group[],
  seed: string,
  target: Target,
): Promise<readonly FoundViolation[]> {
  const recorded = new Map<number, RecordedPlan>();
  const violations: FoundViolation[] = [];
  for (const group of groups.slice(0, MOST_GROUPS))
    for (const { index, digest } of group.examples) {
      let plan = recorded.get(index);
      if (plan === undefined) {
        const trial = trialOf(recording.bench, target, seed, index);
        const source: PlanSource = { type: 'seed', seed, index };
        plan = await recordPlan(recording, trial, { digest, source, target, name: planName(seed, index) });
        recorded.set(index, plan);
      }
      const found = plan.violation(group.first, group.plans, false);
      if (found !== undefined) violations.push(found);
    }
  return violations;
}

/** Everything one scenario convicted a gateway of. */
export async function recordScenario(
  recording: Recording,
  one: ScenarioCase,
  execution: ScenarioExecution,
): Promise<readonly FoundViolation[]> {
  const { scenario, file } = { scenario: one.file.scenario, file: one.file.file };
  const plan = await recordPlan(recording, scenarioTrial(recording.bench, one), {
    digest: execution.plan.digest,
    source: { type: 'scenario', file, name: scenario.name },
    target: one.target,
    name: scenario.name,
  });
  const expected = one.expectation.type === 'conviction' && execution.result.problem === null;
  return execution.convictions.flatMap((conviction) => plan.violation(conviction, 1, expected) ?? []);
}

interface PlanToRecord {
  readonly digest: string;
  readonly source: PlanSource;
  readonly target: Target;
  readonly name: string;
}

interface RecordedPlan {
  /** Writes the failure file of one conviction; undefined when the repeated execution does not show it. */
  violation(which: Conviction, plans: number, expected: boolean): FoundViolation | undefined;
}

async function recordPlan(
  { bench, out, onMismatch }: Recording,
  trial: Trial,
  plan: PlanToRecord,
): Promise<RecordedPlan> {
  const outcome = await bench.execute({ ...trial, keep: true });
  const history = outcome.history ?? [];
  if (outcome.digest !== plan.digest)
    onMismatch({
      plan: plan.name,
      gateway: plan.target.name,
      at: null,
      first: null,
      second: null,
      draw: null,
    });
  const historyFile = historyFileName(outcome.digest);
  writeHistory(out, outcome.digest, history);
  const convictions = convictionsOf(outcome);
  return {
    violation(which, plans, expected) {
      const repeated = convictions.find(
        (one) => one.property === which.property && one.cause === which.cause && one.state === which.state,
      );
      // what the process did beside the plan need not come again, and happened
      const conviction = repeated ?? (isNotAlive(which) ? which : undefined);
      if (conviction === undefined) return undefined;
      const { source, target } = plan;
      const failure = failureOf({
        target,
        source,
        history,
        conviction,
        historyFile,
        profile: bench.profile.name,
        plan: trial.plan,
        digest: outcome.digest,
      });
      const file = writeFailure(out, failure);
      return {
        ...conviction,
        gateway: target.name,
        plan: plan.name,
        evidence: evidenceIn(history, conviction.records),
        file,
        replay: replayCommands(source, target.reference, file),
        shrink: failureCommand('shrink', file, target.reference),
        plans,
        expected,
      };
    },
  };
}
