/**
 * `/new` and `/reset` inside an ordinary send (incident #70330): refused, unless the send names the session it means
 * to end and that is still the current one. A replayed draft can not name a session that is current again.
 */
import type { SessionControl } from '../../../protocol/session-control.ts';

export type ControlDecision =
  | 'refuse'
  /** Rotate, leave a visible marker, and take the rest as the new generation's first message. */
  | 'rotate'
  /** Rotate and leave no trace of the command. Never chosen by a correct gateway. */
  | 'rotate-silently';

export interface SessionControlPolicy {
  decide(
    control: SessionControl,
    named: string | undefined,
    currentSessionId: string | undefined,
  ): ControlDecision;
}

export const sessionControl: SessionControlPolicy = {
  decide: (_control, named, currentSessionId) =>
    named !== undefined && named === currentSessionId ? 'rotate' : 'refuse',
};
