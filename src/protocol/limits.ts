/** The limits of a gateway, and the numbers that a real one has. */

/**
 * Limits a gateway announces in its hello or enforces by itself. Real numbers from the measured releases
 * (2026.5.28); simulation draws them small.
 */
export const REAL_LIMITS = {
  /** Largest message in either direction after hello, in bytes; announced as policy.maxPayload. */
  maxPayloadBytes: 25 * 1024 * 1024,
  /** Most bytes buffered for one connection before it counts as a slow consumer. */
  maxBufferedBytes: 50 * 1024 * 1024,
  /** Largest inbound message before hello, in bytes. */
  preHelloPayloadBytes: 64 * 1024,
  /** A `tick` event goes to every connection this often, in milliseconds. */
  tickIntervalMs: 30_000,
  /** A connection that has not sent `connect` by then is closed, in milliseconds. */
  handshakeTimeoutMs: 15_000,
  /** How long an idempotency key is remembered, in milliseconds. */
  dedupeWindowMs: 300_000,
  /** How long the gateway waits for a compaction summary before giving it up, in milliseconds. */
  summaryTimeoutMs: 60_000,
  /** A run that has not ended by itself after this long is ended as failed, in milliseconds. */
  runTimeoutMs: 300_000,
} as const;

/** The same limits with other numbers. */
export type Limits = { readonly [limit in keyof typeof REAL_LIMITS]: number };
