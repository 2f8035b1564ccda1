/**
 * When operations were first asked for: each when it was handed to its client, or, where the link was down or the client busy
 * coming back, when that sent it, which may be long after. Reads operation records and what clients send; what is never sent was
 * asked for when it was handed over. Must not know what follows. Limit: a client that comes back asks for histories and
 * subscriptions of its own, and one of the same session that waits then is taken to be asked for with it.
 */
import type { FrameRecord, HistoryRecord, OperationRecord } from '../history/record.ts';
import type { Operation } from '../plan/operation.ts';

/** An operation, and the record by which it had been asked for. */
export interface FirstRequest {
  readonly id: string;
  readonly record: number;
  readonly atMicros: number;
}

interface Waiting {
  readonly operation: Operation;
  readonly handed: OperationRecord;
}

export class FirstRequests {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #waiting = new Map<string, Waiting>();

  constructor(operations: readonly Operation[]) {
    this.#operations = new Map(operations.map((one) => [one.id, one]));
  }

  /** Takes the next record; gives those that were asked for with it. */
  *take(record: HistoryRecord): Generator<FirstRequest> {
    if (record.kind === 'operation') yield* this.#hand(record);
    else if (record.kind === 'frame') yield* this.#send(record);
  }

  /** Those that no client sent. */
  *rest(): Generator<FirstRequest> {
    for (const { handed } of this.#waiting.values()) yield whenHanded(handed);
    this.#waiting.clear();
  }

  *#hand(handed: OperationRecord): Generator<FirstRequest> {
    const operation = this.#operations.get(handed.operation);
    if (operation === undefined) return;
    // what another one is about has happened by then
    const about = [...this.#waiting.values()].find((one) => isAbout(operation, one.operation.id));
    if (about !== undefined) {
      this.#waiting.delete(about.operation.id);
      yield whenHanded(about.handed);
    }
    if (operation.do === 'leave') yield whenHanded(handed);
    else this.#waiting.set(operation.id, { operation, handed });
  }

  *#send(frame: FrameRecord): Generator<FirstRequest> {
    if (this.#waiting.size === 0) return;
    const request = requestIn(frame);
    if (request === undefined) return;
    const sent = [...this.#waiting.values()].find(
      ({ operation, handed }) => handed.client === frame.client && asksFor(operation, handed, request),
    );
    if (sent === undefined) return;
    this.#waiting.delete(sent.operation.id);
    // sent as it was handed over
    if (frame.atMicros === sent.handed.atMicros && sent.operation.do !== 'send')
      yield whenHanded(sent.handed);
    else yield { id: sent.operation.id, record: frame.i, atMicros: frame.atMicros };
  }
}

function whenHanded({ operation: id, i: record, atMicros }: OperationRecord): FirstRequest {
  return { id, record, atMicros };
}

/** It repeats it, has its key, or aborts its run. */
function isAbout(one: Operation, id: string): boolean {
  if (one.do === 'abort') return one.run === id;
  return one.do === 'send' && (one.replayOf === id || one.keyOf === id);
}

interface Request {
  readonly method: string;
  readonly params: RequestParams;
}

interface RequestParams {
  readonly idempotencyKey?: unknown;
  readonly key?: unknown;
  readonly sessionKey?: unknown;
}

function requestIn({ from, leg, message }: FrameRecord): Request | undefined {
  if (from !== 'client' || leg !== 'client') return undefined;
  const { frame } = message;
  if (frame?.type !== 'req') return undefined;
  const params: RequestParams = frame.params ?? {};
  return { method: frame.method, params };
}

const METHODS: Readonly<Record<Exclude<Operation['do'], 'leave' | 'subscribe'>, string>> = {
  send: 'chat.send',
  reset: 'sessions.reset',
  delete: 'sessions.delete',
  compact: 'sessions.compact',
  abort: 'chat.abort',
  list: 'sessions.list',
  history: 'chat.history',
  // the last of all that it asks
  'try-all': 'health',
};

function asksFor(operation: Operation, handed: OperationRecord, { method, params }: Request): boolean {
  switch (operation.do) {
    case 'leave':
      return false;
    case 'send':
      return method === METHODS.send && params.idempotencyKey === handed.idempotencyKey;
    case 'list':
    case 'try-all':
      return method === METHODS[operation.do];
    case 'subscribe':
      return operation.to === 'sessions'
        ? method === 'sessions.subscribe'
        : method === 'sessions.messages.subscribe' && params.key === operation.session;
    default:
      return method === METHODS[operation.do] && (params.key ?? params.sessionKey) === operation.session;
  }
}
