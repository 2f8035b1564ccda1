/**
 * buffer/bounded. Judged on the buffer after a frame was queued, where the world knows it: the announced limit plus
 * one largest message. A live world measures its sockets' own allowance; the simulated one has none.
 * That a slow reader delays nobody else is judged on reads, which wait for nothing but their own connection: one that
 * was answered after the bound, while the last frame of another connection had filled its buffer to more than the half.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';
import type { Asked } from './terms/connections.ts';

const READS: ReadonlySet<string> = new Set(['history', 'list']);

export const bufferBounded: Property = {
  id: 'buffer/bounded',
  family: 'boundary',
  statement:
    'What is buffered for one connection stays within maxBufferedBytes plus one frame, and a slow reader delays no other client beyond the bound.',
  why: 'incident #7442; OpenClaw issues 84387, 10243, 138818',
  minimum: 1,
  exercise: 'a frame queued onto a buffer more than half full',
  watches: ['event', 'response', 'connection'],
  start(terms) {
    const findings = new Findings();
    const { slowReaderImpact } = terms.profile.bounds;
    /** Connections whose buffer was more than half full when the last frame was queued. */
    const filled = new Set<number>();

    const heldUp = (asked: Asked, record: number): void => {
      if (asked.answeredRecord !== record || !READS.has(asked.ask.type)) return;
      const { client, conn } = asked.connection;
      // an answer may wait for room on its own connection: behind other answers, or for a reader that is slow itself
      if (asked.connection.asked.size > 1 || terms.connections.role(client) === 'slow') return;
      if (terms.fair.client(client).read(terms.now) - asked.fairAtArrival <= slowReaderImpact) return;
      const slow = [...filled].find((other) => other !== conn);
      if (slow === undefined) return;
      const sentence = `connection ${conn} (${client}) waited for its ${asked.method} while connection ${slow} did not read`;
      findings.add('a slow reader held up another client', sentence, asked.arrivedRecord, record);
    };

    return checking(findings, (observation) => {
      if (observation.type === 'connection') {
        if (observation.record.event === 'closed') filled.delete(observation.record.conn);
        return;
      }
      if (observation.type !== 'event' && observation.type !== 'response') return;
      if (observation.type === 'response' && terms.asked !== undefined)
        heldUp(terms.asked, observation.record.i);
      const { record } = observation;
      const { bufferedBytes } = record;
      if (bufferedBytes === undefined || record.leg !== 'gateway') return;
      const connection = terms.connections.get(record.conn);
      if (connection === undefined) return;
      filled.delete(record.conn);
      if (bufferedBytes * 2 < connection.maxBufferedBytes) return;
      filled.add(record.conn);
      findings.exercised++;
      const limit = connection.maxBufferedBytes + Math.max(connection.maxPayloadBytes, record.message.bytes);
      if (bufferedBytes <= limit) return;
      const cause =
        observation.type === 'event'
          ? 'events filled a buffer past its limit'
          : 'responses filled a buffer past its limit';
      findings.add(
        cause,
        `connection ${record.conn}: ${bufferedBytes} bytes buffered, limit ${limit}`,
        record.i,
      );
    });
  },
};
