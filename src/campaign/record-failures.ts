/**
 * Writes down what failed: executes each failing plan once more with its history kept, and puts the failure files and
 * the history under the folder the run writes to. A campaign writes a few examples of each group, not every plan. What
 * the repeated execution does not show is lost to files, not forgotten: it comes out as a mismatch.
 */
import { EvidenceReader } from '../trace/evidence.ts';
import type { Finding } from '../properties/finding.ts';
import { isNotAlive } from '../properties/target-alive.ts';
import type { Mismatch, ReportedFinding } from '../report/published.ts';
import { findingsOf, planName, trialOf, type Executor } from './chunk.ts';
import { failureCommand, GAUNTLET, replayCommands, shellWord } from './commands.ts';
import type { Outcome, Trial } from './execute.ts';
import type { PlanSource } from './failure.ts';
import { recordFailure } from './failure-file.ts';
import type { Group } from './ledger.ts';
import type { OutFolder } from './out-folder.ts';
import { planEntries } from './plan-lines.ts';
import { scenarioTrial, type ScenarioCase, type ScenarioExecution } from './scenario-run.ts';
import type { Target } from './target.ts';

/** Most groups of one campaign that are written down. */
export const MOST_GROUPS = 24;

export interface RecordingPorts {
  readonly executor: Executor;
  /** The folder the run writes to. */
  readonly out: OutFolder;
  /** An execution that was repeated for its history came out differently. */
  readonly onMismatch: (mismatch: Mismatch) => void;
}

/** The groups of a campaign, a few plans each; a plan that stands for several groups is executed once. */
export async function recordGroups(
  recording: RecordingPorts,
  groups: readonly Group[],
  seed: string,
  target: Target,
): Promise<readonly ReportedFinding[]> {
  const repeated = new Map<number, RepeatedPlan>();
  const written: ReportedFinding[] = [];
  for (const { plans, examples } of groups.slice(0, MOST_GROUPS))
    for (const { index, digest, finding } of examples) {
      let plan = repeated.get(index);
      if (plan === undefined) {
        const trial = trialOf(recording.executor, target, seed, index);
        const source: PlanSource = { type: 'seed', seed, index };
        plan = await repeat(recording, { trial, digest, source, target, name: planName(seed, index) });
        repeated.set(index, plan);
      }
      written.push(...plan.write(finding, plans, false));
    }
  for (const plan of repeated.values()) plan.compare();
  return written;
}

/** Everything one scenario found. */
export async function recordScenario(
  recording: RecordingPorts,
  one: ScenarioCase,
  { plan: { digest, findings }, result }: ScenarioExecution,
): Promise<readonly ReportedFinding[]> {
  const { file, source, scenario } = one.file;
  const { name } = scenario;
  const plan = await repeat(recording, {
    trial: scenarioTrial(recording.executor, one),
    digest,
    source: source ?? { type: 'scenario', file, name },
    target: one.target,
    name,
  });
  const expected = result.expected === 'violation' && result.problem === null;
  const written = findings.flatMap((finding) => plan.write(finding, 1, expected));
  plan.compare();
  return written;
}

interface FailedPlan {
  readonly trial: Trial;
  /** Of the execution in which it failed. */
  readonly digest: string;
  readonly source: PlanSource;
  readonly target: Target;
  readonly name: string;
}

async function repeat(recording: RecordingPorts, plan: FailedPlan): Promise<RepeatedPlan> {
  return new RepeatedPlan(recording, plan, await recording.executor.execute({ ...plan.trial, keep: true }));
}

class RepeatedPlan {
  readonly #recording: RecordingPorts;
  readonly #plan: FailedPlan;
  readonly #outcome: Outcome;
  readonly #reader: EvidenceReader;
  readonly #lost: Finding[] = [];

  constructor(recording: RecordingPorts, plan: FailedPlan, outcome: Outcome) {
    this.#recording = recording;
    this.#plan = plan;
    this.#outcome = outcome;
    const { dialect, profile, plan: given } = plan.trial;
    const entries = planEntries(given);
    this.#reader = new EvidenceReader(outcome.history ?? [], { dialect, profile, entries });
  }

  /** Writes the failure file of one finding; nothing when this execution does not show it. */
  write(seen: Finding, plans: number, expected: boolean): readonly ReportedFinding[] {
    const { executor, out } = this.#recording;
    const { trial, source, target, name } = this.#plan;
    const { digest, history = [] } = this.#outcome;
    const again = findingsOf(this.#outcome).find(
      (one) => one.property === seen.property && one.cause === seen.cause && one.state === seen.state,
    );
    // what the process did beside the plan need not come again, and happened
    const shown = again ?? (isNotAlive(seen) ? seen : undefined);
    if (shown === undefined) {
      this.#lost.push(seen);
      return [];
    }
    const finding = this.#reader.of(shown);
    const file = recordFailure(out, {
      target,
      source,
      history,
      finding,
      digest,
      profile: executor.profile.name,
      shrunk: null,
      plan: trial.plan,
    });
    return [
      {
        ...finding,
        gateway: target.name,
        plan: name,
        file,
        replay: replayCommands(source, target.reference, file),
        shrink: failureCommand('shrink', file, target.reference),
        show: `${GAUNTLET} show ${shellWord(file)}`,
        plans,
        expected,
      },
    ];
  }

  /** Once everything is written: says so when the two executions differ, and what only the first shows. */
  compare(): void {
    const { digest, name, target } = this.#plan;
    const digests = { first: digest, second: this.#outcome.digest };
    if (digests.first === digests.second && this.#lost.length === 0) return;
    const nowhere = { at: null, first: null, second: null, draw: null };
    this.#recording.onMismatch({
      plan: name,
      gateway: target.name,
      ...nowhere,
      digests,
      lost: this.#lost,
    });
  }
}
