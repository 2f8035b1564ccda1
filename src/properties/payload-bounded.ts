/**
 * payload/bounded. Judged where the gateway sends. Before hello the plan's limit counts. That an oversized inbound
 * frame harms only its own connection is held by close/explained, which wants a cause for every other close. A gateway
 * may close instead of sending what is too large, so that a text so long came from the model is exercise enough.
 */
import type { FrameRecord } from '../history/record.ts';
import type { EventAbout, FrameAbout, Of, RequestAbout } from './about.ts';
import type { Connection } from './model/connections.ts';
import { FindingChecker, type Property } from './property.ts';

export const payloadBounded: Property = {
  id: 'payload/bounded',
  family: 'boundary',
  statement:
    'No message above the announced maxPayload leaves the gateway (UTF-8 bytes, reassembled, decompressed).',
  why: 'incident #7442; OpenClaw issues 10243, 110433',
  exercise: 'a message of at least half the limit in either direction, or such a text from the model',
  watches: ['event', 'response', 'garbage', 'request', 'provider'],
  start: (model) => new PayloadBounded(model),
};

class PayloadBounded extends FindingChecker {
  provider({ record: { bytes = 0 } }: Of<'provider'>): void {
    if (bytes * 2 >= this.model.maxPayloadBytes) this.exercised++;
  }

  event({ record }: Of<'event'>, { connection, isNews }: EventAbout): void {
    this.#judge(record, connection, isNews);
  }

  request({ record }: Of<'request'>, { connection, isNews }: RequestAbout): void {
    this.#judge(record, connection, isNews);
  }

  response({ record }: Of<'response'>, { connection, isNews }: RequestAbout): void {
    this.#judge(record, connection, isNews);
  }

  stray({ record }: Of<'response'>, { connection, isNews }: FrameAbout): void {
    this.#judge(record, connection, isNews);
  }

  garbage({ record }: Of<'garbage'>, { connection, isNews }: FrameAbout): void {
    this.#judge(record, connection, isNews);
  }

  #judge(record: FrameRecord, connection: Connection, isNews: boolean): void {
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
    this.add(
      'a message above the announced limit left the gateway',
      `connection ${record.conn}: ${bytes} bytes, limit ${limit}`,
      record.i,
    );
  }
}
