/**
 * What makes a retried send happen at most once: (session key, idempotency key), remembered across reconnects, resets
 * and restarts for the dedupe window.
 */
import type { Remembered } from '../core.ts';

export interface DedupePolicy {
  /** Under which name a send is remembered. */
  name(sessionKey: string, idempotencyKey: string): string;
  /** The run of a remembered send is over. */
  settle(sends: Map<string, Remembered>, name: string): void;
  /** A send was read back at boot. */
  restore(sends: Map<string, Remembered>, name: string, send: Remembered): void;
}

export const dedupe: DedupePolicy = {
  name: (sessionKey, idempotencyKey) => `${sessionKey}\n${idempotencyKey}`,
  settle(sends, name) {
    const send = sends.get(name);
    if (send !== undefined) send.settled = true;
  },
  restore(sends, name, send) {
    sends.set(name, send);
  },
};
