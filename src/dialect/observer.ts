/**
 * The observer all dialects share: it turns records into observations and pairs responses with their requests.
 * Memory: the unanswered requests of connections that are still open on either leg, and the keys sent to under an
 * alias since the last boot. What differs between releases comes in as reading rules. Deterministic: a pure function of
 * the records seen so far.
 */
import type { ConnectionRecord, FrameRecord, HistoryRecord } from '../history/record.ts';
import { isObject, type EventFrame, type RequestFrame, type ResponseFrame } from '../protocol/frame.ts';
import { readAnswer, readRefusal } from './answers.ts';
import { readRequest } from './requests.ts';
import type { Observer } from './dialect.ts';
import type { Answer, RequestMeaning, Observation, Refusal, EventMeaning } from './observation.ts';
import type { Reading, ReadingRules } from './reading.ts';
import { readEvent } from './events.ts';

interface Pending {
  readonly requestFrame: number;
  readonly method: string;
  readonly ask: RequestMeaning;
  /** The frame whose reading is kept until the other leg shows it again; -1: none yet. */
  responseFrame: number;
  answer: Answer | undefined;
  refusal: Refusal | undefined;
}

interface OpenConnection {
  /** Bit 1: open at the gateway's leg; bit 2: open at the client's. */
  legs: number;
  readonly pending: Map<string, Pending>;
}

const NO_PAYLOAD = Symbol('no payload read yet');

/** Of one history. */
export class PairingObserver implements Observer {
  readonly #reading: Reading;
  readonly #hidden = new Set<string>();
  /** By number. */
  readonly #connections: (OpenConnection | undefined)[] = [];
  // a broadcast shows the same payload many times in a row
  #lastPayload: unknown = NO_PAYLOAD;
  #lastEvent = '';
  #lastMeaning: EventMeaning = { type: 'other' };

  constructor(rules: ReadingRules) {
    this.#reading = { ...rules, hidden: this.#hidden };
  }

  observe(record: HistoryRecord): Observation {
    switch (record.kind) {
      case 'frame':
        return this.#frame(record);
      case 'connection':
        this.#connection(record);
        return { type: 'connection', record };
      case 'process':
        if (record.event === 'booting') this.#hidden.clear();
        return { type: 'process', record };
      default:
        // the rest means what it says: each kind is an observation of the same name
        return { type: record.kind, record } as Observation;
    }
  }

  #frame(record: FrameRecord): Observation {
    const decoded = record.message.decode();
    if (!decoded.ok) return { type: 'garbage', record, reason: decoded.reason };
    const frame = decoded.value;
    if (record.from === 'client' && frame.type !== 'req')
      return { type: 'garbage', record, reason: 'clients send nothing but requests' };
    switch (frame.type) {
      case 'event':
        return this.#event(record, frame);
      case 'req':
        return this.#request(record, frame);
      case 'res':
        return this.#response(record, frame);
    }
  }

  #event(record: FrameRecord, frame: EventFrame): Observation {
    if (frame.payload !== this.#lastPayload || frame.event !== this.#lastEvent) {
      this.#lastMeaning = readEvent(frame.event, frame.payload, this.#reading);
      this.#lastPayload = frame.payload;
      this.#lastEvent = frame.event;
    }
    return { type: 'event', record, event: frame.event, seq: frame.seq, meaning: this.#lastMeaning };
  }

  #request(record: FrameRecord, frame: RequestFrame): Observation {
    const { pending } = this.#of(record.conn);
    const { id, method } = frame;
    const known = pending.get(id);
    if (known?.requestFrame === record.frameId)
      return { type: 'request', record, id, method, ask: known.ask };
    const ask = readRequest(method, frame.params);
    if (ask.type === 'send' && this.#reading.aliasHidesRuns) this.#hide(ask.key, frame.params);
    pending.set(id, {
      requestFrame: record.frameId,
      method,
      ask,
      responseFrame: -1,
      answer: undefined,
      refusal: undefined,
    });
    return { type: 'request', record, id, method, ask };
  }

  /** A run sent under an alias is invisible in rows for as long as the gateway lives. */
  #hide(key: string, params: unknown): void {
    if (isObject(params) && params['sessionKey'] !== key) this.#hidden.add(key);
  }

  #response(record: FrameRecord, frame: ResponseFrame): Observation {
    const { pending } = this.#of(record.conn);
    const { id } = frame;
    const asked = pending.get(id);
    if (asked === undefined) {
      const refusal = frame.ok ? undefined : readRefusal(frame.error);
      return { type: 'response', record, id, method: undefined, ask: undefined, answer: undefined, refusal };
    }
    if (asked.responseFrame !== record.frameId) {
      asked.responseFrame = record.frameId;
      asked.answer = frame.ok ? readAnswer(asked.ask, frame.payload, this.#reading) : undefined;
      asked.refusal = frame.ok ? undefined : readRefusal(frame.error);
    }
    if (record.leg === 'client') pending.delete(id);
    const { method, ask, answer, refusal } = asked;
    return { type: 'response', record, id, method, ask, answer, refusal };
  }

  #connection(record: ConnectionRecord): void {
    const leg = record.leg === 'gateway' ? 1 : 2;
    if (record.event === 'opened') {
      this.#of(record.conn).legs |= leg;
      return;
    }
    const connection = this.#connections[record.conn];
    if (connection === undefined) return;
    connection.legs &= ~leg;
    if (connection.legs === 0) this.#connections[record.conn] = undefined;
  }

  #of(conn: number): OpenConnection {
    return (this.#connections[conn] ??= { legs: 0, pending: new Map() });
  }
}
