/**
 * When a message counts as received (incident #73204, and the send lost behind a running turn): it is durable before
 * it is acknowledged. A busy session queues it; refusing at once as busy and retryable is as correct.
 */
import type { Session } from '../session.ts';

export interface InboxPolicy {
  /** `before-ack`: append, sync, acknowledge. The others are mistakes. */
  readonly durability: 'before-ack' | 'after-ack' | 'memory-while-busy';
  /** Milliseconds after which the sender may try again; undefined accepts. */
  refuseBusy(session: Session): number | undefined;
}

export const inbox: InboxPolicy = {
  durability: 'before-ack',
  refuseBusy: () => undefined,
};
