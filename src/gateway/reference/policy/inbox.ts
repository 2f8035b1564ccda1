/**
 * When a message counts as received (incident #73204, and the send lost behind a running turn): it is durable before
 * it is acknowledged. A busy session queues it; refusing at once as busy and retryable is as correct, and so is
 * steering it into the run under way.
 */
import type { StopReason } from '../../../protocol/methods.ts';
import type { Session } from '../session.ts';

export type BusyRefusal =
  /** `afterMs`: answered only then, which is too late for some listeners. Correct ones say at once when to retry. */
  | { readonly retryAfterMs: number | undefined; readonly afterMs?: number }
  /** Refused without saying that a retry may succeed, or not answered at all: never chosen by a correct gateway. */
  | 'for-good'
  | 'silently';

export interface InboxPolicy {
  /** `before-ack`: append, sync, acknowledge. The others are mistakes. */
  readonly durability: 'before-ack' | 'before-ack-unsynced' | 'after-ack' | 'memory-while-busy';
  /** Refuse a message now because the session is busy; undefined accepts it. */
  refuseBusy(session: Session): BusyRefusal | undefined;
  /** Does the next message in the queue get its turn after a run that ended so? Always. */
  servesAfter(stopReason: StopReason): boolean;
  /** Steer a message into the run that is at the provider, instead of queueing it for a run of its own. */
  readonly steers: boolean;
}

export const inbox: InboxPolicy = {
  durability: 'before-ack',
  refuseBusy: () => undefined,
  servesAfter: () => true,
  steers: false,
};
