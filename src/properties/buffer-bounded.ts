/**
 * buffer/bounded. Judged on the buffer after a frame was queued, where the world knows it: the announced limit plus
 * one largest message. A live world measures its sockets' own allowance; the simulated one has none.
 * That a slow reader delays nobody else is judged on reads, which wait for nothing but their own connection: one that
 * was answered after the bound, while the last frame of another connection had filled its buffer to more than the half.
 */
import type { FrameRecord } from '../history/record.ts';
import type { AnyFrame, Of, OfFrame, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest, ConnectionState } from './model/connections.ts';

export const bufferBounded: Property = {
  id: 'buffer/bounded',
  family: 'boundary',
  statement:
    'What is buffered for one connection stays within maxBufferedBytes plus one frame, and a slow reader delays no other client beyond the bound.',
  why: 'incident #7442; OpenClaw issues 84387, 10243, 138818',
  exercise: 'a frame queued onto a buffer more than half full',
  watches: [{ type: 'event', leg: 'gateway' }, 'response', { type: 'connection', says: ['closed'] }],
  start: (model) => new BufferBounded(model),
};

class BufferBounded extends FindingChecker {
  /** Connections whose buffer was more than half full when the last frame was queued. */
  readonly #filled = new Set<number>();

  connection({ record: { conn, event } }: Of<'connection'>): void {
    if (event === 'closed') this.#filled.delete(conn);
  }

  response({ record }: Of<'response'>, { pending, connection }: RequestAbout): void {
    this.#heldUp(pending, record.i);
    this.#queued(record, connection, 'responses');
  }

  frame({ type, record }: OfFrame, { connection }: AnyFrame): void {
    this.#queued(record, connection, type === 'event' ? 'events' : 'responses');
  }

  #queued({ bufferedBytes, i, leg, message }: FrameRecord, connection: ConnectionState, what: string): void {
    if (bufferedBytes === undefined || leg !== 'gateway') return;
    // deleted and added again: the set is in the order of the frames
    if (this.#filled.size > 0) this.#filled.delete(connection.conn);
    if (bufferedBytes * 2 < connection.maxBufferedBytes) return;
    this.#filled.add(connection.conn);
    this.exercised++;
    const limit = connection.maxBufferedBytes + Math.max(connection.maxPayloadBytes, message.bytes);
    if (bufferedBytes <= limit) return;
    const sentence = `connection ${connection.conn}: ${bufferedBytes} bytes buffered, limit ${limit}`;
    this.add(`${what} filled a buffer past its limit`, sentence, i);
  }

  #heldUp(pending: PendingRequest, record: number): void {
    const { type } = pending.ask;
    if (pending.answeredRecord !== record || (type !== 'history' && type !== 'list')) return;
    const { connections, fair, now, profile } = this.model;
    const { client, conn } = pending.connection;
    // an answer may wait for room on its own connection: behind other answers, or for a reader that is slow itself
    if (pending.connection.pending.size > 1 || connections.role(client) === 'slow') return;
    const waited = fair.client(client).read(now) - pending.fairAtArrival;
    if (waited <= profile.bounds.slowReaderImpact) return;
    const slow = [...this.#filled].find((other) => other !== conn);
    if (slow === undefined) return;
    const sentence = `connection ${conn} (${client}) waited for its ${pending.method} while connection ${slow} did not read`;
    this.add('a slow reader held up another client', sentence, pending.arrivedRecord, record);
  }
}
