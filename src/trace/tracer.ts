/**
 * Makes a trace of a history, record by record. What a frame means comes from the dialect, and whose run a record is of
 * from the judge's model, so that a trace and a verdict never disagree. Memory: one event for each record; texts only
 * of those that were asked for. Deterministic: a pure function of dialect and records.
 */
import type { Dialect, Observer } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import type { FaultRecord, FrameRecord, HistoryRecord } from '../history/record.ts';
import type { About } from '../properties/about.ts';
import { JudgeModel } from '../properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import { Lifelines } from './lifelines.ts';
import { recordText } from './record-text.ts';
import type {
  Trace,
  TraceConnection,
  TraceEvent,
  TraceFault,
  TraceGeneration,
  TraceMessage,
} from './trace.ts';

/** How a trace is made. */
export interface TraceSettings {
  readonly dialect: Dialect;
  /** The records whose text is wanted; default: all. */
  readonly withText?: (record: number) => boolean;
}

/** The trace of a whole history. */
export function traceOf(records: Iterable<HistoryRecord>, settings: TraceSettings): Trace {
  const tracer = new Tracer(settings);
  for (const record of records) tracer.observe(record);
  return tracer.finish();
}

type Filled<T> = { -readonly [Member in keyof T]: T[Member] };

/** What a record is about, as far as anything says. */
interface Subject {
  readonly session: string | null;
  readonly run: string | null;
  readonly answers: number | null;
}

const NOTHING: Subject = { session: null, run: null, answers: null };

export class Tracer {
  readonly #withText: (record: number) => boolean;
  readonly #observer: Observer;
  readonly #model: JudgeModel;
  readonly #lifelines = new Lifelines();
  readonly #events: TraceEvent[] = [];
  readonly #messages = new Map<number, Filled<TraceMessage>>();
  readonly #connections = new Map<number, Filled<TraceConnection>>();
  readonly #faults = new Map<string, Filled<TraceFault>>();
  /** Sessions by the run of the operation, for what names a run only. */
  readonly #sessions = new Map<string, string>();
  /** What each call to the model is about. */
  readonly #calls = new Map<number, Subject>();
  readonly #legs = new Set<FrameRecord['leg']>();

  constructor({ dialect, withText = () => true }: TraceSettings) {
    this.#withText = withText;
    this.#observer = dialect.createObserver();
    this.#model = new JudgeModel(dialect, SIMULATED_PROFILE);
  }

  observe(record: HistoryRecord): void {
    const observation = this.#observer.observe(record);
    const about = this.#model.observe(observation);
    const { session, run, answers } = this.#subjectOf(observation, about);
    const { i, atMicros, incarnation, kind } = record;
    if (record.kind === 'connection') this.#connection(record.conn, record);
    if (record.kind === 'fault') this.#fault(record);
    const name = record.kind === 'frame' ? nameOf(observation) : null;
    if (record.kind === 'frame') this.#frame(record, name ?? '');
    this.#events.push({
      i,
      atMicros,
      incarnation,
      kind,
      lifeline: this.#lifelines.of(record),
      text: this.#withText(i) ? recordText(record) : '',
      session,
      run,
      client: 'client' in record ? (record.client ?? null) : null,
      conn: 'conn' in record ? record.conn : null,
      frame: record.kind === 'frame' ? record.frameId : null,
      name,
      answers,
      injected: record.kind === 'provider' && record.injected === true,
    });
  }

  /** To be called once. */
  finish(): Trace {
    return {
      lifelines: this.#lifelines.all(),
      connections: [...this.#connections.values()],
      events: this.#events,
      messages: Array.from(this.#messages.values(), (one) => ({ ...one, lost: this.#isLost(one) })),
      faults: [...this.#faults.values()],
      generations: generationsIn(this.#model),
    };
  }

  #subjectOf(observation: Observation, about: About): Subject {
    switch (observation.type) {
      case 'event': {
        const { meaning } = observation;
        const run = 'runId' in meaning ? (meaning.runId ?? null) : null;
        const session = 'key' in meaning ? (meaning.key ?? null) : null;
        return this.#named(session, run);
      }
      case 'request':
        return this.#asked(observation.ask);
      case 'response': {
        const asked = observation.ask === undefined ? NOTHING : this.#asked(observation.ask);
        return about.type === 'response' ? { ...asked, answers: about.pending.record } : asked;
      }
      case 'operation': {
        const { session = null, idempotencyKey = null } = observation.record;
        if (session !== null && idempotencyKey !== null) this.#sessions.set(idempotencyKey, session);
        return this.#named(session, idempotencyKey);
      }
      case 'provider': {
        const { call } = observation.record;
        const known = about.type === 'provider' ? about.call : undefined;
        // what comes late belongs to a call that is over
        if (known === undefined) return this.#calls.get(call) ?? NOTHING;
        const subject = this.#named(known.key ?? known.send?.key ?? null, known.send?.runId ?? null);
        this.#calls.set(call, subject);
        return subject;
      }
      default:
        return NOTHING;
    }
  }

  #asked(ask: Extract<Observation, { type: 'request' }>['ask']): Subject {
    return this.#named('key' in ask ? ask.key : null, 'runId' in ask ? (ask.runId ?? null) : null);
  }

  #named(session: string | null, run: string | null): Subject {
    const known = run === null ? undefined : (this.#sessions.get(run) ?? this.#model.sends.ofRun(run)?.key);
    return { session: session ?? known ?? null, run, answers: null };
  }

  #connection(conn: number, record: HistoryRecord & { client: string; event?: string }): void {
    let connection = this.#connections.get(conn);
    if (connection === undefined) {
      const { client, incarnation, i } = record;
      connection = { conn, client, incarnation, opened: i, closed: null };
      this.#connections.set(conn, connection);
    }
    if (record.event !== undefined && record.event !== 'opened') connection.closed = record.i;
  }

  #frame(record: FrameRecord, name: string): void {
    const { conn, frameId, from, leg, i } = record;
    this.#connection(conn, record);
    this.#legs.add(leg);
    let message = this.#messages.get(frameId);
    if (message === undefined) {
      const [client, gateway] = [this.#lifelines.client(record), this.#lifelines.gateway(record)];
      const [sender, receiver] = from === 'gateway' ? [gateway, client] : [client, gateway];
      const ends = { sent: null, delivered: null, lost: false };
      message = { frame: frameId, conn, from: sender, to: receiver, name, ...ends };
      this.#messages.set(frameId, message);
    }
    if (from === leg) message.sent = i;
    else message.delivered = i;
  }

  #isLost({ sent, delivered, to }: TraceMessage): boolean {
    return (
      sent !== null && delivered === null && this.#legs.has(to.startsWith('client') ? 'client' : 'gateway')
    );
  }

  #fault({ i, event, fault, faultKind, scope, client }: FaultRecord): void {
    let span = this.#faults.get(fault);
    if (span === undefined) {
      const when = { injected: null, landed: null, healed: null };
      span = { fault, kind: faultKind, scope, client: client ?? null, ...when };
      this.#faults.set(fault, span);
    }
    if (event === 'injected') span.injected ??= i;
    else if (event === 'landed') span.landed ??= i;
    else span.healed = i;
  }
}

function nameOf(observation: Observation): string {
  switch (observation.type) {
    case 'event':
      return `event ${observation.event}`;
    case 'request':
      return `req ${observation.method}`;
    case 'response':
      return `res ${observation.method ?? observation.id}`;
    default:
      return 'no frame';
  }
}

function generationsIn({ generations }: JudgeModel): readonly TraceGeneration[] {
  return Array.from(generations.allSpans(), ({ session, span }): TraceGeneration => {
    const { generation, begunBy, seenBy, lastFrom, endedBy } = span;
    const from = Math.min(begunBy?.latest ?? Infinity, seenBy, lastFrom < 0 ? Infinity : lastFrom);
    const until = endedBy === Infinity ? null : endedBy;
    return { session, generation, from: from === Infinity ? (until ?? 0) : from, until };
  }).sort((one, other) => one.from - other.from);
}
