/**
 * Limits a gateway announces in its hello or enforces by itself. Real numbers from the measured releases
 * (2026.5.28); simulation draws them small.
 */

export interface Limits {
  /** Largest message in either direction after hello, in bytes; announced as policy.maxPayload. */
  readonly maxPayloadBytes: number;
  /** Most bytes buffered for one connection before it counts as a slow consumer. */
  readonly maxBufferedBytes: number;
  /** Largest inbound message before hello, in bytes. */
  readonly preHelloPayloadBytes: number;
  /** A `tick` event goes to every connection this often, in milliseconds. */
  readonly tickIntervalMs: number;
  /** A connection that has not sent `connect` by then is closed, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  /** How long an idempotency key is remembered, in milliseconds. */
  readonly dedupeWindowMs: number;
  /** How long the gateway waits for a compaction summary before giving it up, in milliseconds. */
  readonly summaryTimeoutMs: number;
  /** A run that has not ended by itself after this long is ended as failed, in milliseconds. */
  readonly runTimeoutMs: number;
}

export const REAL_LIMITS: Limits = {
  maxPayloadBytes: 25 * 1024 * 1024,
  maxBufferedBytes: 50 * 1024 * 1024,
  preHelloPayloadBytes: 64 * 1024,
  tickIntervalMs: 30_000,
  handshakeTimeoutMs: 15_000,
  dedupeWindowMs: 300_000,
  summaryTimeoutMs: 60_000,
  runTimeoutMs: 300_000,
};
