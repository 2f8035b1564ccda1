/**
 * One plan on one gateway, judged while it runs: the arrow `plan → world → history → verdict` as one call.
 * Keeps no history unless asked; a campaign executes the convicting plan again with `keep`.
 * Deterministic: the same trial gives the same outcome, and inside it the tripwire guards clock, chance and timers.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Gateway } from '../gateway/port.ts';
import { createRecorder } from '../history/history.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { Micros } from '../kernel/time.ts';
import type { Plan } from '../plan/plan.ts';
import { createJudge } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { Verdict } from '../properties/property.ts';
import { simulate } from '../simulation/world.ts';
import { CoverageWatch, type Cell } from './coverage.ts';
import { messageOf, TargetError } from './problem.ts';
import { TripwireError, withTripwire } from './tripwire.ts';

export interface Trial {
  readonly plan: Plan;
  readonly gateway: Gateway;
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Keep the whole history. Default: no. */
  readonly keep?: boolean;
}

export interface Outcome {
  /** One per property, in the order of the catalogue. */
  readonly verdicts: readonly Verdict[];
  /** The digest of the history. */
  readonly digest: string;
  /** Callbacks the world dispatched. */
  readonly events: number;
  readonly records: number;
  readonly virtualMicros: Micros;
  /** Coverage cells in which a fault landed. */
  readonly cells: readonly Cell[];
  /** Connections the gateway answered at least once. */
  readonly answered: number;
  /** Present when the trial asked to keep it. */
  readonly history?: readonly HistoryRecord[];
}

/** Executes one trial. Throws TargetError when the gateway cannot even boot. */
export type Execute = (trial: Trial) => Outcome;

export function execute({ plan, gateway, dialect, profile, keep = false }: Trial): Outcome {
  const judge = createJudge({ dialect, profile });
  const coverage = new CoverageWatch();
  const recorder = createRecorder({
    keep,
    onRecord: (record) => {
      judge.observe(record);
      coverage.observe(record);
    },
  });
  return withTripwire(() => {
    const { events, virtualMicros } = simulate(plan, bootGuarded(gateway), recorder);
    return {
      events,
      virtualMicros,
      verdicts: judge.finish(),
      digest: recorder.digest(),
      records: recorder.count,
      cells: coverage.hit,
      answered: coverage.answered,
      ...(keep ? { history: recorder.records } : {}),
    };
  });
}

/** A gateway that throws while it boots is dead before hello, which is not a bug in Gauntlet. */
function bootGuarded(gateway: Gateway): Gateway {
  return {
    name: gateway.name,
    boot: (host) => {
      try {
        gateway.boot(host);
      } catch (thrown) {
        if (thrown instanceof TripwireError) throw thrown;
        throw new TargetError(`gateway '${gateway.name}' threw while booting: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
    },
  };
}
