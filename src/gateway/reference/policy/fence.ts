/**
 * The generation fence (incident #88538): a lifecycle event may touch the current row only when it belongs to a run
 * of the current generation that has not been settled. The run is found by its id, so the fence holds also when the
 * event does not say its generation, and never by a time: ordering runs by clock stamps dropped live runs' terminal
 * events (#119407).
 */
import type { StopReason } from '../../../protocol/methods.ts';
import type { ProviderEvent } from '../../port.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export type FenceDecision =
  /** The event of a live run of this generation. */
  | 'apply'
  /** A late event: nothing current may change. */
  | 'drop'
  /** Written into whatever row the key points at now. Never chosen by a correct gateway. */
  | 'write-row'
  /** Its tokens are added to whatever row the key points at now. Never chosen by a correct gateway. */
  | 'write-usage'
  /** A late error of a run that is over is told as one more terminal. Never chosen by a correct gateway. */
  | 'tell-again';

export interface FencePolicy {
  decide(event: ProviderEvent, run: Run, session: Session): FenceDecision;
  /** Does the terminal of a run that was just settled go out? Always. */
  tellsTerminal(run: Run, session: Session): boolean;
  /** Does the row say that a run is over which ended so? Always. */
  clearsRow(stopReason: StopReason): boolean;
  /** The runs of a generation end with it. Always. */
  readonly endsRuns: boolean;
}

export const fence: FencePolicy = {
  decide: (_event, run, session) =>
    session.active === run && run.generation === session.generation && run.phase !== 'settled'
      ? 'apply'
      : 'drop',
  tellsTerminal: () => true,
  clearsRow: () => true,
  endsRuns: true,
};
