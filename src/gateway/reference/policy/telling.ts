/**
 * What followers are told of a run and of its entries: the stored entry under its own id (#105593), and one terminal
 * with the run's last number (#43751) to everybody whom the run concerns.
 */
import type { StopReason } from '../../../protocol/methods.ts';
import type { Entry } from '../entry.ts';
import type { Run } from '../run.ts';

export interface TellingPolicy {
  /** An entry as it is pushed: as it is stored. */
  pushed(entry: Entry): Entry;
  /** The run seq of a terminal: the last one the run used. */
  terminalSeq(run: Run, stopReason: StopReason): number;
  /** Everybody whom the run concerns; `sender`: only who sent the message, never chosen by a correct gateway. */
  readonly terminalAudience: 'concerned' | 'sender';
}

export const telling: TellingPolicy = {
  pushed: (entry) => entry,
  terminalSeq: (run) => run.seq,
  terminalAudience: 'concerned',
};
