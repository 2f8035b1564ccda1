/**
 * Tiny histories written by hand: each call adds what one side did, on both legs, one millisecond apart. The records
 * go through a dialect that hands out the prepared observation, so that a test says meanings and not wire formats.
 */
import { expect } from 'vitest';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type {
  Answer,
  RequestMeaning,
  Observation,
  ObservedEntry,
  ObservedRow,
  Refusal,
  EventMeaning,
} from '../../src/dialect/observation.ts';
import type {
  FaultRecord,
  HistoryRecord,
  PlanRecord,
  ProcessRecord,
  ProviderRecord,
  RecordBody,
} from '../../src/history/record.ts';
import { Message } from '../../src/protocol/message.ts';
import type { AuditRecord } from '../../src/protocol/methods.ts';
import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Property, Verdict } from '../../src/properties/property.ts';
import { attentive } from './attentive.ts';
import {
  EVENT_OF,
  KEY,
  METHOD_OF,
  accepted,
  listed,
  row,
  sending,
  transcript,
  type SendOptions,
} from './meanings.ts';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';

type Legs = 'both' | 'gateway' | 'client';

export class HistoryBuilder {
  readonly records: HistoryRecord[] = [];
  readonly observations: Observation[] = [];
  readonly #seqs = new Map<number, number>();
  readonly #clients = new Map<number, string>();
  readonly #dialect: Dialect;
  #atMs = 0;
  #incarnation = 1;
  #ids = 0;

  constructor(plan: Partial<PlanRecord> = {}, dialect: Partial<Dialect> = {}) {
    this.#dialect = {
      ...REFERENCE,
      name: 'test@1',
      generation: (sessionId, revision) => (revision === undefined ? sessionId : `${sessionId}#${revision}`),
      createObserver: () => ({ observe: (record) => this.observations[record.i] as Observation }),
      ...dialect,
    };
    this.#add({
      kind: 'plan',
      dailyRule: false,
      maxPayloadBytes: 4096,
      maxBufferedBytes: 16_384,
      dedupeWindowMs: 300_000,
      clients: [
        { client: 'web', role: 'operator' },
        { client: 'discord', role: 'channel' },
      ],
      ...plan,
    });
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#atMs += ms;
    return this;
  }

  /** A connection with its hello and, by default, a session subscription and the messages of the main session. */
  connect(
    conn: number,
    options: {
      client?: string;
      scopes?: readonly string[];
      sessions?: boolean;
      messages?: readonly string[];
      events?: readonly string[];
    } = {},
  ): this {
    const { client = 'web', scopes = ALL_SCOPES, sessions = true, messages = [KEY], events = [] } = options;
    this.open(conn, client);
    const limits = { maxPayloadBytes: 4096, maxBufferedBytes: 16_384, tickIntervalMs: 30_000 };
    this.ask(conn, { type: 'connect', scopes }, { type: 'hello', scopes, methods: [], events, ...limits });
    if (sessions) this.ask(conn, { type: 'subscribe-sessions' }, { type: 'subscribed' });
    for (const key of messages) this.ask(conn, { type: 'subscribe-messages', key }, { type: 'subscribed' });
    return this;
  }

  open(conn: number, client = 'web', legs: Legs = 'both'): this {
    this.#clients.set(conn, client);
    for (const leg of ['gateway', 'client'] as const)
      if (legs === 'both' || legs === leg)
        this.#add({ kind: 'connection', event: 'opened', leg, conn, client });
    return this;
  }

  close(conn: number, code = 1006, by: 'gateway' | 'client' | 'network' | 'process' = 'network'): this {
    const client = this.#client(conn);
    for (const leg of ['gateway', 'client'] as const) {
      this.#add({ kind: 'connection', event: 'closed', leg, conn, client, code, reason: '', by });
    }
    return this;
  }

  /** A request; gives its id. With the `id` of one that was sent only, the same one arrives. */
  request(conn: number, ask: RequestMeaning, legs: Legs = 'both', id = `r${++this.#ids}`): string {
    const message = Message.of({
      type: 'req',
      id,
      method: ask.type,
      ...(ask.type === 'send' ? { params: { text: ask.text } } : {}),
    });
    for (const leg of ['client', 'gateway'] as const) {
      if (legs !== 'both' && legs !== leg) continue;
      this.#frame(conn, 'client', leg, message, (record) => ({
        type: 'request',
        record,
        id,
        method: ask.type,
        ask,
      }));
    }
    return id;
  }

  /** The answer to a request, on the legs given. */
  answer(
    conn: number,
    id: string,
    ask: RequestMeaning,
    outcome: Answer | Refusal,
    legs: Legs = 'both',
  ): this {
    const refusal = 'code' in outcome ? outcome : undefined;
    const answer = 'code' in outcome ? undefined : outcome;
    const message = Message.of({ type: 'res', id, ok: refusal === undefined });
    for (const leg of ['gateway', 'client'] as const) {
      if (legs !== 'both' && legs !== leg) continue;
      this.#frame(conn, 'gateway', leg, message, (record) => ({
        type: 'response',
        record,
        id,
        method: METHOD_OF[ask.type] ?? ask.type,
        ask,
        answer,
        refusal,
      }));
    }
    return this;
  }

  /** A request and its answer. */
  ask(conn: number, ask: RequestMeaning, outcome: Answer | Refusal): this {
    return this.answer(conn, this.request(conn, ask), ask, outcome);
  }

  /** A send and its ack. Its marker is its run id unless said otherwise. */
  send(
    conn: number,
    runId: string,
    options: SendOptions = {},
    outcome: Answer | Refusal = accepted(runId),
  ): this {
    return this.ask(conn, sending(runId, options), outcome);
  }

  reset(conn: number, next: string, key = KEY): this {
    return this.ask(conn, { type: 'reset', key }, { type: 'reset', key, row: row(next, { key }) });
  }

  /** Both notices of a reset, on each connection. */
  notices(conns: readonly number[], ended: string, next: string, key = KEY): this {
    const notice = { type: 'notice', key, reason: 'reset' } as const;
    for (const conn of conns)
      this.event(conn, { ...notice, notice: 'sessions.changed', ended: undefined, next });
    for (const conn of conns) this.event(conn, { ...notice, notice: 'socket.drain', ended, next: undefined });
    return this;
  }

  history(
    conn: number,
    generation: string | undefined,
    entries: readonly ObservedEntry[] = [],
    key = KEY,
  ): this {
    return this.ask(conn, { type: 'history', key, offset: 0 }, transcript(generation, entries, { key }));
  }

  list(conn: number, ...rows: readonly ObservedRow[]): this {
    return this.ask(conn, { type: 'list' }, listed(rows));
  }

  audit(conn: number, ...records: readonly AuditRecord[]): this {
    return this.ask(conn, { type: 'audit-list' }, { type: 'audit', records });
  }

  archives(conn: number, ...names: readonly string[]): this {
    const archives = names.map((archive) => ({
      archive,
      sessionKey: KEY,
      sessionId: archive,
      reason: 'reset' as const,
      timestamp: 1,
    }));
    return this.ask(conn, { type: 'archives-list' }, { type: 'archives', archives });
  }

  archive(conn: number, archive: string, entries: readonly ObservedEntry[]): this {
    return this.ask(
      conn,
      { type: 'archive-read', archive, offset: 0 },
      { type: 'archive', archive, offset: 0, entries, partial: false },
    );
  }

  /** An event, numbered in order unless `seq` says otherwise. */
  event(
    conn: number,
    meaning: EventMeaning,
    options: {
      seq?: number | undefined;
      name?: string;
      legs?: Legs;
      bytes?: number;
      bufferedBytes?: number;
    } = {},
  ): this {
    const seq = 'seq' in options ? options.seq : (this.#seqs.get(conn) ?? 0) + 1;
    if (seq !== undefined) this.#seqs.set(conn, seq);
    const name =
      options.name ?? EVENT_OF[meaning.type] ?? (meaning.type === 'notice' ? meaning.notice : meaning.type);
    const message =
      options.bytes === undefined
        ? Message.of({ type: 'event', event: name })
        : Message.ofText('x'.repeat(options.bytes));
    for (const leg of ['gateway', 'client'] as const) {
      if (options.legs !== undefined && options.legs !== 'both' && options.legs !== leg) continue;
      this.#frame(
        conn,
        'gateway',
        leg,
        message,
        (record) => ({ type: 'event', record, event: name, seq, meaning }),
        options.bufferedBytes,
      );
    }
    return this;
  }

  /** The events of a run that ends well, as one connection sees them. */
  run(conn: number, runId: string, key = KEY): this {
    return this.event(conn, { type: 'run-start', runId, key, runSeq: 1 })
      .event(conn, { type: 'run-text', stream: 'chat', runId, key, runSeq: 2 })
      .event(conn, { type: 'run-end', runId, key, runSeq: 3, phase: 'end' })
      .event(conn, { type: 'terminal', runId, key, runSeq: 3, state: 'final' });
  }

  provider(event: ProviderRecord['event'], call: number, more: Partial<ProviderRecord> = {}): this {
    this.#add({ kind: 'provider', event, call, purpose: 'run', ...more });
    return this;
  }

  process(event: ProcessRecord['event']): this {
    if (event === 'booting') this.#incarnation++;
    this.#add({ kind: 'process', event });
    return this;
  }

  /** The process dies and is back. */
  restart(conns: readonly number[] = []): this {
    this.process('crashed');
    for (const conn of conns) this.close(conn, 1006, 'process');
    return this.process('booting').process('listening');
  }

  fault(
    event: FaultRecord['event'],
    scope: FaultRecord['scope'],
    client?: string,
    faultKind: string = scope,
  ): this {
    this.#add({
      kind: 'fault',
      event,
      fault: 'f1',
      faultKind,
      scope,
      ...(client === undefined ? {} : { client }),
    });
    return this;
  }

  /** The wall clock jumps. */
  jump(): this {
    this.#add({ kind: 'clock', wallMillis: 1 });
    return this;
  }

  phase(phase: 'safety' | 'heal' | 'quiet'): this {
    this.#add({ kind: 'phase', phase });
    return this;
  }

  /** Ends the history and gives the verdict of one property, which is the same when it is shown everything. */
  judge(property: string, pending: readonly string[] = []): Verdict {
    this.#add({ kind: 'phase', phase: 'end', pending });
    const properties = PROPERTIES.filter(({ id }) => id === property);
    const verdict = this.#verdictOf(properties);
    if (verdict === undefined) throw new Error(`no property ${property}`);
    expect(this.#verdictOf(attentive(properties)), `${property}, shown everything`).toEqual(verdict);
    return verdict;
  }

  #verdictOf(properties: readonly Property[]): Verdict | undefined {
    const judge = createJudge({ dialect: this.#dialect, profile: SIMULATED_PROFILE, properties });
    for (const record of this.records) judge.observe(record);
    return judge.finish()[0];
  }

  /** The judge's model as it stands after what was added so far. */
  model(): JudgeModel {
    const model = new JudgeModel(this.#dialect, SIMULATED_PROFILE);
    for (const observation of this.observations) model.observe(observation);
    return model;
  }

  get dialect(): Dialect {
    return this.#dialect;
  }

  #client(conn: number): string {
    return this.#clients.get(conn) ?? 'web';
  }

  #frame(
    conn: number,
    from: 'gateway' | 'client',
    leg: 'gateway' | 'client',
    message: Message,
    observe: (record: HistoryRecord & { kind: 'frame' }) => Observation,
    bufferedBytes?: number,
  ): void {
    const frameId = this.#frameIdOf(message);
    const body = { kind: 'frame' as const, from, leg, conn, client: this.#client(conn), frameId, message };
    this.#add(
      bufferedBytes === undefined || leg === 'client' ? body : { ...body, bufferedBytes },
      observe as (record: HistoryRecord) => Observation,
    );
  }

  readonly #frameIds = new Map<Message, number>();

  #frameIdOf(message: Message): number {
    let id = this.#frameIds.get(message);
    if (id === undefined) this.#frameIds.set(message, (id = this.#frameIds.size));
    return id;
  }

  #add(body: RecordBody, observe?: (record: HistoryRecord) => Observation): void {
    this.#atMs += 1;
    const record = {
      ...body,
      i: this.records.length,
      atMicros: this.#atMs * 1000,
      incarnation: this.#incarnation,
    } as HistoryRecord;
    this.records.push(record);
    this.observations.push(observe?.(record) ?? ({ type: record.kind, record } as Observation));
  }
}

/** A fresh history. */
export function aHistory(plan: Partial<PlanRecord> = {}, dialect: Partial<Dialect> = {}): HistoryBuilder {
  return new HistoryBuilder(plan, dialect);
}

export * from './meanings.ts';
