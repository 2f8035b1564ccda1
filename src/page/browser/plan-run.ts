/**
 * One plan on one gateway of the catalogue, executed and judged in the page: what `src/campaign/execute.ts` does on the
 * command line, without coverage and facts, which one plan has no use for, and without the tripwire, which is Node's.
 * The same plan on the same gateway gives the command line's digest.
 */
import { prettifyError } from 'zod';
import { CrashWatch } from '../../campaign/crash-watch.ts';
import { dialectFor } from '../../dialect/catalogue.ts';
import { GATEWAYS } from '../../gateway/catalogue.ts';
import { Recorder } from '../../history/history.ts';
import { planSchema, type Plan } from '../../plan/plan.ts';
import { createJudge } from '../../properties/judge.ts';
import { SIMULATED_PROFILE } from '../../properties/profile.ts';
import { simulateWithPauses } from '../../simulation/world.ts';
import { viewOf, type HistoryView } from './history-view.ts';

export interface PlanRunRequest {
  readonly type: 'run';
  /** What somebody wrote, or the page embeds. */
  readonly plan: unknown;
  readonly gateway: string;
}

export interface PlanRun extends HistoryView {
  readonly type: 'ran';
  /** With what the schema fills in. */
  readonly plan: Plan;
  readonly gateway: string;
}

export interface RunProblem {
  readonly type: 'problem';
  readonly problem: string;
}

export async function runPlan({
  plan: written,
  gateway: name,
}: PlanRunRequest): Promise<PlanRun | RunProblem> {
  const parsed = planSchema.safeParse(written);
  if (!parsed.success) return problem(prettifyError(parsed.error));
  const plan = parsed.data;
  const entry = GATEWAYS.find((one) => one.name === name);
  const dialect = dialectFor(entry?.dialect ?? '');
  if (entry === undefined || dialect === undefined) return problem(`no gateway '${name}' in the catalogue`);

  const judge = createJudge({ dialect, profile: SIMULATED_PROFILE });
  const crashes = new CrashWatch(() => undefined);
  const recorder = new Recorder({
    keep: true,
    onRecord: (record) => {
      judge.observe(record);
      if (record.kind === 'log' && record.detail !== undefined) crashes.observe(record);
    },
  });
  const { livelock } = await driven(simulateWithPauses(plan, entry.gateway, recorder));
  const digest = recorder.digest();
  const verdicts = [...crashes.verdicts(judge.states, livelock), ...judge.finish()];
  return { type: 'ran', plan, gateway: name, ...viewOf(recorder.records, dialect, digest, verdicts) };
}

export function problem(sentence: string): RunProblem {
  return { type: 'problem', problem: sentence };
}

/**
 * Lets promises of the gateway run wherever the world pauses for them: until a message to itself arrives, which is
 * after all that they set off. A gateway that is not written with promises never pauses.
 */
async function driven<R>(run: Generator<void, R, readonly unknown[]>): Promise<R> {
  let rejected: unknown[] = [];
  const hear = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    rejected.push(event.reason);
  };
  const { port1, port2 } = new MessageChannel();
  addEventListener('unhandledrejection', hear);
  try {
    for (;;) {
      const step = run.next(rejected);
      if (step.done === true) return step.value;
      rejected = [];
      await new Promise((resolve) => {
        port1.addEventListener('message', resolve, { once: true });
        port1.start();
        port2.postMessage(null);
      });
    }
  } finally {
    removeEventListener('unhandledrejection', hear);
    port1.close();
  }
}
