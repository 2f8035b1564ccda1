/**
 * When a message counts as received (incident #73204, and the send lost behind a running turn): it is durable before
 * it is acknowledged. A busy session queues it; refusing at once as busy and retryable is as correct, and so is
 * steering it into the run under way.
 */
import type { StopReason } from '../../../protocol/methods.ts';
import type { Core } from '../core.ts';
import type { Entry } from '../entry.ts';
import { pump } from '../runs.ts';
import { admit, follow, store, type Sending } from '../send.ts';
import type { Session } from '../session.ts';

export interface InboxPolicy {
  /** May refuse a message because its session is busy; true: it has been answered, and the lane released. */
  turnsAway(sending: Sending): boolean;
  /** Takes a message in: stored, acknowledged, followed by its run. */
  take(sending: Sending, entry: Entry): void;
  /** A run ended so; the next message in the queue gets its turn. */
  serveNext(core: Core, session: Session, after: StopReason): void;
  /** Steer a message into the run that is at the provider, instead of queueing it for a run of its own. */
  readonly steers: boolean;
}

export const inbox: InboxPolicy = {
  turnsAway: () => false,
  take: (sending, entry) => store(sending, entry, () => follow(sending, entry, admit(sending, entry))),
  serveNext: pump,
  steers: false,
};
