/**
 * One plan on one gateway, judged while it runs: the arrow `plan → world → history → verdict` as one call.
 * Keeps no history unless asked; a campaign executes the convicting plan again with `keep`.
 * Deterministic: the same trial gives the same outcome, and inside it the tripwire guards clock, chance and timers.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Gateway } from '../gateway/port.ts';
import { Recorder } from '../history/history.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { DrawObserver } from '../kernel/random.ts';
import type { Micros } from '../kernel/time.ts';
import type { Plan } from '../plan/plan.ts';
import { createJudge } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { Verdict } from '../properties/property.ts';
import { simulate, simulateWithPauses, type Execution } from '../simulation/world.ts';
import { CoverageWatch, type Cell } from './coverage.ts';
import { drive } from './drive.ts';
import { FactWatch } from './facts/fact-watch.ts';
import { CrashWatch } from './crash-watch.ts';
import { placeIn } from './place.ts';
import { withTripwire } from './tripwire.ts';

/** A gateway whose code runs in a process of its own, and its executions with it (src/campaign/foreign). */
export interface RemoteGateway {
  readonly name: string;
  /** Rejects with InterruptedError when Ctrl-C ended it. */
  executeThere(trial: Trial): Promise<Outcome>;
  /** Ends its process; it is nobody's from then on. */
  close(): void;
}

export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** One plan on one gateway, and by what it is judged. */
export interface Trial {
  readonly plan: Plan;
  readonly gateway: Gateway | RemoteGateway;
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Keep the whole history. Default: no. */
  readonly keep?: boolean;
  /** Told of every draw of the world and of `host.random`, in order. Default: nobody is. */
  readonly onDraw?: DrawObserver;
  /** Shown each record before the world goes on. Default: nobody is. */
  readonly onRecord?: (record: HistoryRecord) => void;
}

/** What came of a trial. */
export interface Outcome {
  /** One per property, in the order of the catalogue; before them `target/alive`, when the gateway was not. */
  readonly verdicts: readonly Verdict[];
  /** The digest of the history. */
  readonly digest: string;
  /** Callbacks the world dispatched. */
  readonly events: number;
  readonly records: number;
  readonly virtualMicros: Micros;
  /** One coverage cell for each fault that landed. */
  readonly cells: readonly Cell[];
  /** Ids of the facts that happened, each once. */
  readonly facts: readonly string[];
  /** Connections the gateway answered at least once. */
  readonly answered: number;
  /** Present when the trial asked to keep it. */
  readonly history?: readonly HistoryRecord[];
  /** The gateway ended the process it ran in, or hung: it will do so again. */
  readonly ended?: true;
}

/**
 * Executes one trial: at once, or as a promise when the gateway is written with promises. One trial at a time: await
 * what it returns.
 */
export type Execute = (trial: Trial) => Outcome | Promise<Outcome>;

/** Records; a few hundred kilobytes. */
const JUDGED_TOGETHER = 1024;

/** Executes and judges one plan, inside the tripwire: at once, or as a promise where the gateway is written with promises. */
export function execute(trial: Trial): Outcome | Promise<Outcome> {
  const { plan, gateway, dialect, profile, keep = false, onDraw, onRecord } = trial;
  if ('executeThere' in gateway) return gateway.executeThere(trial);
  const judge = createJudge({ dialect, profile });
  const coverage = new CoverageWatch(judge.states);
  const facts = new FactWatch(judge.model);
  const crashes = new CrashWatch(placeIn);
  const recorder = new Recorder({
    keep,
    together: onRecord === undefined ? JUDGED_TOGETHER : 1,
    onRecord: (record) => {
      onRecord?.(record);
      const observation = judge.observe(record);
      const { about } = judge;
      facts.observe(observation, about);
      // of values of many shapes it costs to ask what they are: nearly all are events, which matter to none of these
      if (about.type === 'event') return;
      coverage.observe(observation);
      if (record.kind === 'log' && record.detail !== undefined) crashes.observe(record);
    },
  });
  const outcomeOf = ({ events, virtualMicros, livelock }: Execution): Outcome => ({
    events,
    virtualMicros,
    // asked for first: it shows the judge the last records
    digest: recorder.digest(),
    verdicts: [...crashes.verdicts(judge.states, livelock), ...judge.finish()],
    records: recorder.count,
    cells: coverage.hits,
    facts: facts.happened,
    answered: judge.states.answered,
    ...(keep ? { history: recorder.records } : {}),
  });
  if (gateway.awaits === true)
    return drive(simulateWithPauses(plan, gateway, recorder, onDraw)).then((execution) =>
      withTripwire(() => outcomeOf(execution)),
    );
  return withTripwire(() => outcomeOf(simulate(plan, gateway, recorder, onDraw)));
}
