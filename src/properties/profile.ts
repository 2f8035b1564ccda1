/**
 * A profile: which properties must hold and with what bounds. Bounds are microseconds of fair time (time that stops
 * while a landed fault affects what is waited for).
 */
import { ms, seconds, type Micros } from '../kernel/time.ts';

/** How long things may take, in microseconds of fair time where nothing else is said. */
export interface Bounds {
  /** From a send's arrival at an unfaulted gateway to its answer. */
  readonly ack: Micros;
  /** The same while a compaction summary is outstanding. */
  readonly ackDuringCompaction: Micros;
  /** From the ack to the run's first provider call when nothing of its session is under way before it. */
  readonly firstProviderCall: Micros;
  /** From an accepted send to its provider call or terminal while a summary stalls: nothing waits for a summary. */
  readonly compaction: Micros;
  /** From the ack until the run is settled, beyond the time its own provider calls and those before it took. */
  readonly settle: Micros;
  /** From the answer that a run was aborted until its call to the model is cancelled. */
  readonly cancel: Micros;
  /** How much later another client may be served because of a slow reader. */
  readonly slowReaderImpact: Micros;
  /** From heal until all owed and accepted work is settled. */
  readonly heal: Micros;
  /** From boot to listening. */
  readonly boot: Micros;
  /** From a fetch (history, list) to its answer. */
  readonly fetch: Micros;
  /** A channel message must be accepted or refused by then, wall to wall. */
  readonly channelDeadline: Micros;
}

/** By what a history is judged. Without one it is `SIMULATED_PROFILE`. */
export interface Profile {
  readonly name: string;
  readonly bounds: Bounds;
  /** Properties that need not hold, and are not judged. Default: none. */
  readonly without?: readonly string[];
}

/** What campaigns and scenarios are judged by. */
export const SIMULATED_PROFILE: Profile = {
  name: 'simulated@1',
  bounds: {
    ack: seconds(5),
    ackDuringCompaction: seconds(5),
    firstProviderCall: seconds(10),
    compaction: seconds(5),
    settle: seconds(120),
    cancel: seconds(5),
    slowReaderImpact: seconds(2),
    heal: seconds(600),
    boot: seconds(60),
    fetch: seconds(30),
    channelDeadline: ms(120_000),
  },
};
