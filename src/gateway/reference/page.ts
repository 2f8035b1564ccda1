/** Answers that fit: as many items as the payload limit allows, and whether there are more. */
import { measure, type Measure } from '../../protocol/measure.ts';
import type { Limits } from '../../protocol/limits.ts';

/** A history answer is never larger than this (measured releases: 6 MiB). */
const LARGEST_ANSWER_BYTES = 6 * 1024 * 1024;
const ENVELOPE_BYTES = 512;

/** Bytes the items of one answer may take. */
export function answerBudget(limits: Limits): number {
  return Math.min(LARGEST_ANSWER_BYTES, limits.maxPayloadBytes, limits.maxBufferedBytes) - ENVELOPE_BYTES;
}

export interface Page<T> {
  readonly items: T[];
  readonly hasMore: boolean;
}

/**
 * Items from the end backwards (`newest`) or from the start, until count or budget is used up; order is kept.
 * `sizeOf`: `remember` for what is listed again and again.
 */
export function page<T extends object>(
  items: readonly T[],
  from: 'start' | 'newest',
  limit: number,
  budgetBytes: number,
  sizeOf: (item: T) => Measure = measure,
): Page<T> {
  const taken: T[] = [];
  let bytes = 0;
  for (let k = 0; k < items.length && k < limit; k++) {
    const item = items[from === 'start' ? k : items.length - 1 - k] as T;
    bytes += sizeOf(item).bytes + 1;
    if (bytes > budgetBytes) break;
    taken.push(item);
  }
  if (from === 'newest') taken.reverse();
  return { items: taken, hasMore: taken.length < items.length };
}
