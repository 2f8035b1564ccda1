/**
 * What a gateway dates by its wall clock, in the time of the history: a list says what that clock was as it was answered,
 * between two instants of the history. Must not know: what is dated.
 */
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { PendingRequest } from './model/connections.ts';

/** Between the moment that a gateway dates and the record that shows it. */
const TOLERANCE = seconds(1);

/** The wall time of a list's answer, and when that was given. */
export interface WallReading {
  readonly at: Micros;
  readonly pending: PendingRequest;
}

/** An instant between two. */
export interface Span {
  readonly earliest: Micros;
  readonly latest: Micros;
}

/** When a wall time was: the list was answered between two instants of the history. */
export function timeIn(wall: number | null | undefined, { at, pending }: WallReading): Span | undefined {
  if (typeof wall !== 'number') return undefined;
  const before = ms(wall) - at;
  const { answeredAt, fromAt } = pending;
  return { earliest: fromAt + before, latest: answeredAt + before };
}

export function isOutside(span: Span | undefined, from: Micros, until: Micros): boolean {
  return span === undefined || span.latest < from - TOLERANCE || span.earliest > until + TOLERANCE;
}

export function inSeconds(at: Micros): string {
  return `${(at / 1e6).toFixed(3)} s`;
}
