/**
 * A client's link and reading habits, as the plan gives them and faults change them. Shared by all connections of the
 * client. Owns what it is when nothing is damaged.
 */
import type { PlanClient } from '../plan/plan.ts';
import type { Micros } from '../kernel/time.ts';

/** What a condition of the link did to a frame or to an attempt to connect. */
export type LinkEffect = 'link.latency' | 'held' | 'unread' | 'refused' | 'torn' | 'broken' | 'full';

/** What a client's link is like at the moment; shared by both directions of all its connections. */
export interface LinkCondition {
  readonly client: string;
  readonly latencyMs: readonly [number, number];
  readonly bytesPerSecond: number | null;
  /** Added to every latency (fault link.latency). */
  extra: Micros;
  /** Nothing moves (faults link.stall and link.silence). */
  held: boolean;
  refused: boolean;
  reading: boolean;
  readBytesPerSecond: number | null;
  /** The next frame to arrive, at either end, is lost in its middle, and the connection with it. */
  tears: boolean;
  /** The next frame that the gateway sends is lost, and the connection with it. */
  breaks: boolean;
  /** The gateway has buffered as much as the client lets it when it has buffered this; null: no such thing. */
  fillToBytes: number | null;
  /** Puts everything that faults change back to what the plan says. */
  reset(): void;
  /** Called when the condition had an effect. */
  onEffect(effect: LinkEffect): void;
}

/** Bytes a second that a client of role slow reads when the plan does not say. */
const SLOW_READER = 64 * 1024;

/** A link in good order. */
export function createLinkCondition(
  client: Pick<PlanClient, 'id' | 'latencyMs'> & Partial<PlanClient>,
  onEffect: (effect: LinkEffect) => void,
): LinkCondition {
  const well = {
    extra: 0,
    held: false,
    refused: false,
    reading: true,
    readBytesPerSecond: client.readBytesPerSecond ?? (client.role === 'slow' ? SLOW_READER : null),
    tears: false,
    breaks: false,
    fillToBytes: null,
  };
  return {
    client: client.id,
    latencyMs: client.latencyMs,
    bytesPerSecond: client.bytesPerSecond ?? null,
    ...well,
    reset() {
      Object.assign(this, well);
    },
    onEffect,
  };
}
