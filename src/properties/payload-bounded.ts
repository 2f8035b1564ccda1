/**
 * payload/bounded. Judged where the gateway sends. Before hello the plan's limit counts. That an oversized inbound
 * frame harms only its own connection is held by close/explained, which wants a cause for every other close. A gateway
 * may close instead of sending what is too large, so that a text so long came from the model is exercise enough.
 */
import type { Observation } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import { FindingChecker } from './findings.ts';
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
  start: (terms) => new PayloadBounded(terms),
};

class PayloadBounded extends FindingChecker {
  observe(observation: Observation): void {
    switch (observation.type) {
      case 'event':
      case 'response':
      case 'garbage':
      case 'request':
        this.#judge(observation.record);
        return;
      case 'provider':
        if ((observation.record.bytes ?? 0) * 2 >= this.terms.maxPayloadBytes) this.exercised++;
        return;
      default:
        return;
    }
  }

  #judge(record: FrameRecord): void {
    const { connection } = this.terms;
    if (connection === undefined) return;
    const limit = connection.maxPayloadBytes;
    const { bytes } = record.message;
    if (bytes * 2 < limit) return;
    if (record.from === 'client') {
      if (record.leg === 'client') this.exercised++;
      return;
    }
    if (!this.terms.atGateway(connection, record.leg)) return;
    this.exercised++;
    if (bytes <= limit) return;
    this.add(
      'a message above the announced limit left the gateway',
      `connection ${record.conn}: ${bytes} bytes, limit ${limit}`,
      record.i,
    );
  }
}
