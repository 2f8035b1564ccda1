/**
 * `/new` and `/reset` inside an ordinary send (incident #70330): refused, unless the send names the session it means
 * to end and that is still the current one. A replayed draft can not name a session that is current again. Where a
 * message may do without a name, its text is all that tells a replay: the same text is honoured once.
 */
import type { SessionControl } from '../../../protocol/session-control.ts';
import { acceptControl, type Sending } from '../send.ts';

export type ControlDecision =
  | 'refuse'
  /** Rotate, leave a visible marker, and take the rest as the new generation's first message. */
  | 'rotate'
  /** The same, and the text is remembered for as long as the ledger is kept. */
  | 'rotate-once';

export interface SessionControlPolicy {
  /** `honoured`: the same text has been honoured by `rotate-once` before. */
  decide(
    control: SessionControl,
    named: string | undefined,
    currentSessionId: string | undefined,
    honoured: boolean,
  ): ControlDecision;
  /** What the new generation begins with: a visible marker of the command, then the text behind it. */
  begin(sending: Sending, control: SessionControl): void;
}

export const sessionControl: SessionControlPolicy = {
  decide: (_control, named, currentSessionId) =>
    named !== undefined && named === currentSessionId ? 'rotate' : 'refuse',
  begin: acceptControl,
};
