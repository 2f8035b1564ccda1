/**
 * seq/contiguous. Judged on delivery: what a cut swallowed is no gap. A process-wide counter has no first value on a
 * connection but must still rise by 1 there: a number burned for an event that was filtered out looks like loss.
 */
import type { Of } from './about.ts';
import { FindingChecker, type Property } from './property.ts';

export const seqContiguous: Property = {
  id: 'seq/contiguous',
  family: 'order',
  statement:
    "On one connection, numbered events begin at the dialect's start and rise by exactly 1 until it closes.",
  why: 'incident #7442; OpenClaw issues 12895, 32628, 116035',
  minimum: 2,
  exercise: 'the delivery of an event whose number is known before',
  watches: [{ type: 'event', leg: 'client' }],
  start: (model) => new SeqContiguous(model),
};

class SeqContiguous extends FindingChecker {
  /** What each connection is to get next, by its number. */
  readonly #next: (number | undefined)[] = [];

  event({ record, event, seq }: Of<'event'>): void {
    if (seq === undefined) return;
    const expected = this.#next[record.conn] ?? this.model.dialect.numbering.first;
    if (expected !== undefined) {
      this.exercised++;
      if (seq !== expected) this.#convict(record.i, record.conn, expected, seq, event);
    }
    this.#next[record.conn] = seq + 1;
  }

  #convict(record: number, conn: number, expected: number, got: number, event: string): void {
    const sentence = `connection ${conn} expected event seq ${expected} and got ${got} (${event})`;
    if (this.#next[conn] === undefined)
      this.add('the first numbered event does not carry the first number', sentence, record);
    else if (got > expected) this.add('the counter jumped forward', sentence, record);
    else this.add('the counter went back', sentence, record);
  }
}
