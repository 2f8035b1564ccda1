/**
 * seq/contiguous. Judged on delivery: what a cut swallowed is no gap. A process-wide counter has no first value on a
 * connection but must still rise by 1 there: a number burned for an event that was filtered out looks like loss.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const seqContiguous: Property = {
  id: 'seq/contiguous',
  family: 'order',
  statement:
    "On one connection, numbered events begin at the dialect's start and rise by exactly 1 until it closes.",
  why: 'incident #7442; OpenClaw issues 12895, 32628, 116035',
  minimum: 2,
  exercise: 'the delivery of a numbered event',
  watches: ['event', 'connection'],
  start(terms) {
    const findings = new Findings();
    const next = new Map<number, number>();
    const { first } = terms.dialect.numbering;

    const convict = (record: number, conn: number, expected: number, got: number, event: string): void => {
      const sentence = `connection ${conn} expected event seq ${expected} and got ${got} (${event})`;
      if (!next.has(conn))
        findings.add('the first numbered event does not carry the first number', sentence, record);
      else if (got > expected) findings.add('the counter jumped forward', sentence, record);
      else findings.add('the counter went back', sentence, record);
    };

    return checking(findings, (observation) => {
      if (observation.type === 'event') {
        const { record, seq } = observation;
        if (record.leg !== 'client' || seq === undefined) return;
        findings.exercised++;
        const expected = next.get(record.conn) ?? first;
        if (expected !== undefined && seq !== expected)
          convict(record.i, record.conn, expected, seq, observation.event);
        next.set(record.conn, seq + 1);
      } else if (observation.type === 'connection') {
        const { record } = observation;
        if (record.event === 'closed' && record.leg === 'client') next.delete(record.conn);
      }
    });
  },
};
