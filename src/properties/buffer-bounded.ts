/**
 * buffer/bounded. Judged on the buffer after a frame was queued, where the world knows it: the announced limit plus
 * one largest message. A gateway that makes its answers when there is room for them is exercised by more than fits
 * there. Where nobody sees the buffer, its contents show it: histories that a client asked for and that lack
 * a message whose run has ended since were made before that end, and what of them comes later lay in the buffer then, but
 * for what sockets and a proxy may hold. So they convict above an allowance for these. Version 2 added this.
 * That a slow reader delays nobody else is judged on reads, which wait for nothing but their own connection: one that
 * was answered after the bound, while the last frame of another connection had filled its buffer to more than the half.
 */
import type { HistoryAnswer } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import type { CutAbout, EventAbout, FrameAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest, ConnectionState } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const bufferBounded: Property = {
  id: 'buffer/bounded',
  version: 2,
  later: { 2: ['what lay in a buffer was past its limit'] },
  family: 'boundary',
  statement:
    'What is buffered for one connection stays within maxBufferedBytes plus one frame, and a slow reader delays no other client beyond the bound.',
  why: 'incident #7442; OpenClaw issues 84387, 10243, 138818',
  exercise:
    'a frame queued onto a buffer more than half full, or more asked for and not read than a buffer may hold',
  watches: [{ type: 'event', leg: 'gateway' }, 'response', { type: 'connection', says: ['closed'] }],
  start: (model) => new BufferBounded(model),
};

/** What the kernels of both ends and a proxy between them may hold of one connection; far above what systems allow. */
const SOCKETS_BYTES = 32 * 1024 * 1024;

/** Histories that were asked for before a run ended, and left the gateway after. */
interface Backlog {
  readonly ended: Send;
  bytes: number;
  /** Of those that were made before it ended. */
  staleBytes: number;
}

class BufferBounded extends FindingChecker {
  /** Connections whose buffer was more than half full when the last frame was queued. */
  readonly #filled = new Set<number>();

  /** No buffer was seen so far. */
  #isBlind = true;
  /** By session key, the run that ended last. */
  readonly #ended = new Map<string, Send>();
  readonly #backlogs = new Map<number, Backlog>();

  connection({ record: { by, conn, event } }: Of<'connection'>, { cut }: CutAbout): void {
    if (event !== 'closed') return;
    this.#filled.delete(conn);
    this.#backlogs.delete(conn);
    // one that asks and does not take is closed instead
    if (this.#isBlind && by === 'gateway' && cut.some(({ ask }) => ask.type === 'history')) this.exercised++;
  }

  event({ record, meaning }: Of<'event'>, { connection, run }: EventAbout): void {
    this.#queued(record, connection, 'events');
    if (meaning.type === 'terminal' && meaning.state === 'final')
      if (run?.settledBy === record.i) this.#ended.set(run.key, run);
  }

  response({ record, answer }: Of<'response'>, { pending, connection }: RequestAbout): void {
    this.#heldUp(pending, record.i);
    this.#queued(record, connection, 'responses');
    if (record.leg === 'gateway' && answer?.type === 'history') this.#came(answer, pending, record);
  }

  stray({ record }: Of<'response'>, { connection }: FrameAbout): void {
    this.#queued(record, connection, 'responses');
  }

  #queued({ bufferedBytes, i, leg, message }: FrameRecord, connection: ConnectionState, what: string): void {
    if (bufferedBytes === undefined || leg !== 'gateway') return;
    this.#isBlind = false;
    // deleted and added again: the set is in the order of the frames
    if (this.#filled.size > 0) this.#filled.delete(connection.conn);
    if (bufferedBytes * 2 < connection.maxBufferedBytes) return;
    this.#filled.add(connection.conn);
    this.exercised++;
    const limit = connection.maxBufferedBytes + Math.max(connection.maxPayloadBytes, message.bytes);
    if (bufferedBytes <= limit) return;
    const sentence = `connection ${connection.conn}: ${what} filled its buffer to ${bufferedBytes} bytes, limit ${limit}`;
    this.add(`${what} filled a buffer past its limit`, sentence, i);
  }

  /** A history left the gateway that may have lain there. */
  #came({ key, entries }: HistoryAnswer, pending: PendingRequest, { i, message }: FrameRecord): void {
    const { arrivedRecord, connection, hasArrived } = pending;
    const ended = this.#ended.get(key);
    if (ended === undefined || !hasArrived || arrivedRecord > ended.settledBy) return;
    let backlog = this.#backlogs.get(connection.conn);
    if (backlog?.ended !== ended)
      this.#backlogs.set(connection.conn, (backlog = { ended, bytes: 0, staleBytes: 0 }));
    if (this.model.generations.mayHaveRotated(key, ended.from)) return;
    const { client, conn, maxBufferedBytes, maxPayloadBytes } = connection;
    // who makes its answers when there is room for them is never seen with a full buffer
    if (backlog.bytes <= maxBufferedBytes && backlog.bytes + message.bytes > maxBufferedBytes)
      this.exercised++;
    backlog.bytes += message.bytes;
    const shows = entries.some(({ compaction, marker }) => compaction || marker === ended.marker);
    if (!this.#isBlind || shows) return;
    backlog.staleBytes += message.bytes;
    const limit = maxBufferedBytes + Math.max(maxPayloadBytes, message.bytes) + SOCKETS_BYTES;
    if (backlog.staleBytes <= limit) return;
    const sentence = `connection ${conn} (${client}) got ${backlog.staleBytes} bytes of histories after run ${ended.runId} had ended that were made before: so much lay in its buffer, limit ${limit}`;
    this.add('what lay in a buffer was past its limit', sentence, ended.settledBy, i);
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
