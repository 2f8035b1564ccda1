/**
 * payload/bounded. Judged where the gateway sends. Before hello the plan's limit counts. That an oversized inbound
 * frame harms only its own connection is held by close/explained, which wants a cause for every other close. A gateway
 * may close instead of sending what is too large, so that a text so long came from the model is exercise enough.
 */
import type { AnyFrame, OfFrame } from './about.ts';
import { FindingChecker, type Property } from './property.ts';

export const payloadBounded: Property = {
  id: 'payload/bounded',
  family: 'boundary',
  statement:
    'No message above the announced maxPayload leaves the gateway (UTF-8 bytes, reassembled, decompressed).',
  why: 'incident #7442; OpenClaw issues 10243, 110433',
  exercise: 'a message of at least half the limit in either direction, or such a text from the model',
  watches: [
    { type: 'event', leg: 'news' },
    { type: 'response', leg: 'news' },
    { type: 'request', leg: 'client' },
    'garbage',
    'provider',
  ],
  start: (model) => new PayloadBounded(model),
};

class PayloadBounded extends FindingChecker {
  provider(): void {
    if (this.model.runs.prompts.saidBytes * 2 >= this.model.maxPayloadBytes) this.exercised++;
  }

  frame({ record }: OfFrame, { connection, isNews }: AnyFrame): void {
    const limit = connection.maxPayloadBytes;
    const { bytes } = record.message;
    if (bytes * 2 < limit) return;
    if (record.from === 'client') {
      if (record.leg === 'client') this.exercised++;
      return;
    }
    if (!isNews) return;
    this.exercised++;
    if (bytes <= limit) return;
    const sentence = `connection ${record.conn}: ${bytes} bytes, limit ${limit}`;
    this.add('a message above the announced limit left the gateway', sentence, record.i);
  }
}
