/**
 * One plan on one gateway of the catalogue, executed and judged in the page: what `src/campaign/execute.ts` does on the
 * command line, without coverage and facts, which one plan has no use for, and without the tripwire, which is Node's.
 * The same plan on the same gateway gives the command line's digest.
 */
import { CrashWatch } from '../../campaign/crash-watch.ts';
import { dialectFor } from '../../dialect/catalogue.ts';
import { GATEWAYS } from '../../gateway/catalogue.ts';
import { Recorder } from '../../history/history.ts';
import { recordLine } from '../../history/jsonl.ts';
import { planSchema, type Plan } from '../../plan/plan.ts';
import { createJudge } from '../../properties/judge.ts';
import { SIMULATED_PROFILE } from '../../properties/profile.ts';
import type { Verdict } from '../../properties/property.ts';
import { simulateWithPauses } from '../../simulation/world.ts';
import { prettifyError } from 'zod';

/** What the page asks its worker for. */
export interface PlanRunRequest {
  /** What somebody wrote, or the page embeds. */
  readonly plan: unknown;
  readonly gateway: string;
}

export interface PlanRun {
  readonly plan: Plan;
  readonly gateway: string;
  readonly dialect: string;
  readonly digest: string;
  readonly verdicts: readonly Verdict[];
  /** The history as lines of a history file without its header, and the bodies that are too large for a line. */
  readonly lines: readonly string[];
  readonly blobs: Readonly<Record<string, string>>;
  readonly virtualMicros: number;
}

export type PlanRunAnswer = PlanRun | { readonly problem: string };

export async function runPlan({ plan: written, gateway: name }: PlanRunRequest): Promise<PlanRunAnswer> {
  const parsed = planSchema.safeParse(written);
  if (!parsed.success) return { problem: prettifyError(parsed.error) };
  const plan = parsed.data;
  const entry = GATEWAYS.find((one) => one.name === name);
  if (entry === undefined) return { problem: `no gateway '${name}' in the catalogue` };
  const dialect = dialectFor(entry.dialect);
  if (dialect === undefined) return { problem: `no dialect '${entry.dialect}'` };

  const judge = createJudge({ dialect, profile: SIMULATED_PROFILE });
  const crashes = new CrashWatch(() => undefined);
  const recorder = new Recorder({
    keep: true,
    onRecord: (record) => {
      judge.observe(record);
      if (record.kind === 'log' && record.detail !== undefined) crashes.observe(record);
    },
  });
  const run = simulateWithPauses(plan, entry.gateway, recorder);
  const { virtualMicros, livelock } = await driven(run);
  const digest = recorder.digest();
  const verdicts = [...crashes.verdicts(judge.states, livelock), ...judge.finish()];
  const blobs: Record<string, string> = {};
  const lines = recorder.records.map((record) =>
    recordLine(record, (blob) => (blobs[blob.name] = blob.text)),
  );
  return { plan, gateway: name, dialect: dialect.name, digest, verdicts, lines, blobs, virtualMicros };
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
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
    }
  } finally {
    removeEventListener('unhandledrejection', hear);
    port1.close();
  }
}
