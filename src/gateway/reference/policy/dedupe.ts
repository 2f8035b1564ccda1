/**
 * What makes a retried send happen at most once: (session key, idempotency key), remembered across reconnects, resets
 * and restarts for the dedupe window.
 */

export interface DedupePolicy {
  /** Under which name a send is remembered. */
  name(sessionKey: string, idempotencyKey: string): string;
  /** Forget a key as soon as its run is over. Never chosen by a correct gateway. */
  readonly lostWhenSettled: boolean;
  /** Forget everything at a restart. Never chosen by a correct gateway. */
  readonly lostAtRestart: boolean;
}

export const dedupe: DedupePolicy = {
  name: (sessionKey, idempotencyKey) => `${sessionKey}\n${idempotencyKey}`,
  lostWhenSettled: false,
  lostAtRestart: false,
};
