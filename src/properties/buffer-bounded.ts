/**
 * buffer/bounded. Judged on the buffer after a frame was queued, where the world knows it: the announced limit plus
 * one largest message. A live world measures its sockets' own allowance; the simulated one has none.
 */
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const bufferBounded: Property = {
  id: 'buffer/bounded',
  family: 'boundary',
  statement: 'What is buffered for one connection stays within maxBufferedBytes plus one frame.',
  why: 'incident #7442; OpenClaw issues 84387, 10243, 138818',
  minimum: 1,
  exercise: 'a frame queued onto a buffer more than half full',
  watches: ['event', 'response'],
  start(terms) {
    const findings = new Findings();
    return checking(findings, (observation) => {
      if (observation.type !== 'event' && observation.type !== 'response') return;
      const { record } = observation;
      const { bufferedBytes } = record;
      if (bufferedBytes === undefined || record.leg !== 'gateway') return;
      const connection = terms.connections.get(record.conn);
      if (connection === undefined || bufferedBytes * 2 < connection.maxBufferedBytes) return;
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
