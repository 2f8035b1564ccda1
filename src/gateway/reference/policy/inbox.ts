/**
 * When a message counts as received (incident #73204, and the send lost behind a running turn): it is durable before
 * it is acknowledged. A busy session queues it; refusing at once as busy and retryable is as correct.
 */
import type { Session } from '../session.ts';

export type BusyRefusal =
  | { readonly retryAfterMs: number }
  /** Refused without saying that a retry may succeed, or not answered at all: never chosen by a correct gateway. */
  | 'for-good'
  | 'silently';

export interface InboxPolicy {
  /** `before-ack`: append, sync, acknowledge. The others are mistakes. */
  readonly durability: 'before-ack' | 'after-ack' | 'memory-while-busy';
  /** Refuse a message now because the session is busy; undefined accepts it. */
  refuseBusy(session: Session): BusyRefusal | undefined;
}

export const inbox: InboxPolicy = {
  durability: 'before-ack',
  refuseBusy: () => undefined,
};
