/** Answers that fit: as many items as the limits allow, and whether there are more. */
import { measure, type Measure } from '../../protocol/measure.ts';
import type { Limits } from '../../protocol/limits.ts';

/** An answer is never larger than this (measured releases: 6 MiB). */
const LARGEST_ANSWER_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = 512;

export interface Page<T> {
  readonly items: T[];
  readonly hasMore: boolean;
}

/**
 * Items from the end backwards (`newest`) or from the start, until count or limits are used up; order is kept.
 * `sizeOf`: `remember` for what is listed again and again.
 */
export function page<T extends object>(
  items: readonly T[],
  from: 'start' | 'newest',
  most: number,
  { maxPayloadBytes, maxBufferedBytes }: Limits,
  sizeOf: (item: T) => Measure = measure,
): Page<T> {
  const taken: T[] = [];
  let left = Math.min(LARGEST_ANSWER_BYTES, maxPayloadBytes, maxBufferedBytes) - ENVELOPE_BYTES;
  for (let k = 0; k < items.length && k < most; k++) {
    const item = items[from === 'start' ? k : items.length - 1 - k] as T;
    left -= sizeOf(item).bytes + 1;
    if (left < 0) break;
    taken.push(item);
  }
  if (from === 'newest') taken.reverse();
  return { items: taken, hasMore: taken.length < items.length };
}
