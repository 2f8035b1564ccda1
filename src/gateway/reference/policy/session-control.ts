/**
 * `/new` and `/reset` inside an ordinary send (incident #70330): refused, unless the send names the session it means
 * to end and that is still the current one. A replayed draft can not name a session that is current again. Where a
 * message may do without a name, its text is all that tells a replay: the same text is honoured once.
 */
import type { SessionControl } from '../../../protocol/session-control.ts';

export type ControlDecision =
  | 'refuse'
  /** Rotate, leave a visible marker, and take the rest as the new generation's first message. */
  | 'rotate'
  /** The same, and the text is remembered for as long as the ledger is kept. */
  | 'rotate-once'
  /** Rotate and leave no trace of the command. Never chosen by a correct gateway. */
  | 'rotate-silently';

export interface SessionControlPolicy {
  /** `honoured`: the same text has been honoured by `rotate-once` before. */
  decide(
    control: SessionControl,
    named: string | undefined,
    currentSessionId: string | undefined,
    honoured: boolean,
  ): ControlDecision;
}

export const sessionControl: SessionControlPolicy = {
  decide: (_control, named, currentSessionId) =>
    named !== undefined && named === currentSessionId ? 'rotate' : 'refuse',
};
