/**
 * payload/bounded. Judged where the gateway sends. Before hello the plan's limit counts. That an oversized inbound
 * frame harms only its own connection is held by close/explained, which wants a cause for every other close. A gateway
 * may close instead of sending what is too large, so that a text so long came from the model is exercise enough.
 */
import type { FrameRecord } from '../history/record.ts';
import { checking, Findings } from './findings.ts';
import type { Property } from './property.ts';

export const payloadBounded: Property = {
  id: 'payload/bounded',
  family: 'boundary',
  statement:
    'No message above the announced maxPayload leaves the gateway (UTF-8 bytes, reassembled, decompressed).',
  why: 'incident #7442; OpenClaw issues 10243, 110433',
  minimum: 1,
  exercise: 'a message of at least half the limit in either direction, or such a text from the model',
  watches: ['event', 'response', 'garbage', 'request', 'provider'],
  start(terms) {
    const findings = new Findings();

    const judge = (record: FrameRecord): void => {
      const connection = terms.connections.get(record.conn);
      if (connection === undefined) return;
      const limit = connection.maxPayloadBytes;
      const { bytes } = record.message;
      if (bytes * 2 < limit) return;
      if (record.from === 'client') {
        if (record.leg === 'client') findings.exercised++;
        return;
      }
      if (!terms.atGateway(connection, record.leg)) return;
      findings.exercised++;
      if (bytes <= limit) return;
      findings.add(
        'a message above the announced limit left the gateway',
        `connection ${record.conn}: ${bytes} bytes, limit ${limit}`,
        record.i,
      );
    };

    return checking(findings, (observation) => {
      switch (observation.type) {
        case 'event':
        case 'response':
        case 'garbage':
        case 'request':
          judge(observation.record);
          return;
        case 'provider':
          if ((observation.record.bytes ?? 0) * 2 >= terms.maxPayloadBytes) findings.exercised++;
          return;
        default:
          return;
      }
    });
  },
};
