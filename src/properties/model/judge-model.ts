/**
 * The judge's model: what the properties share (connections, fair time, generations, sends, runs, transcripts), kept as
 * small state machines over observations and shown each before any property is. Decides nothing; a property reads and
 * judges. Deterministic: a pure function of dialect, profile and the observations so far.
 */
import type { Dialect, WallDated } from '../../dialect/dialect.ts';
import type {
  EventObservation,
  Observation,
  RequestObservation,
  ResponseObservation,
} from '../../dialect/observation.ts';
import type {
  ConnectionRecord,
  FrameRecord,
  HistoryRecord,
  PlanRecord,
  ProcessRecord,
  ProviderRecord,
} from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import type { About, EventAbout, FrameAbout, RequestAbout } from '../about.ts';
import type { Profile } from '../profile.ts';
import { ProtocolStates } from '../protocol-state.ts';
import { Aborts } from './aborts.ts';
import { Attempts } from './attempts.ts';
import { Connections, type PendingRequest, type ConnectionState, type Position } from './connections.ts';
import { Exchanges } from './exchanges.ts';
import { FairTime } from './fair-time.ts';
import { Generations } from './generations.ts';
import { Interruptions } from './interruptions.ts';
import { Phases } from './phases.ts';
import type { Ending } from './rotations.ts';
import { Runs, type ModelCall } from './runs.ts';
import { Sends, type Send } from './sends.ts';
import { Transcripts } from './transcripts.ts';

type Filled<Type> = { -readonly [Member in keyof Type]: Type[Member] };

/** What is known about any frame: of one shape, so that what works on all is compiled for one. */
class FrameKnowledge {
  type: (EventAbout | RequestAbout | FrameAbout)['type'] = 'event';
  // before the first frame
  connection = undefined as unknown as ConnectionState;
  isNews = false;
  run: Send | undefined = undefined;
  sentNotice: Ending | undefined = undefined;
  deliveredNotice: Ending | undefined = undefined;
  pending = undefined as unknown as PendingRequest;
  send: Send | undefined = undefined;
}

/** The same about anything else. */
class RestKnowledge {
  type: About['type'] = 'nothing';
  cut: readonly PendingRequest[] = NO_REQUESTS;
  call: ModelCall | undefined = undefined;
}

const NO_REQUESTS: readonly PendingRequest[] = [];

export class JudgeModel {
  readonly dialect: Dialect;
  readonly profile: Profile;
  readonly connections = new Connections();
  readonly fair = new FairTime();
  readonly phases = new Phases();
  readonly sends = new Sends();
  readonly states = new ProtocolStates();
  readonly aborts = new Aborts(this.sends);
  readonly runs: Runs;
  readonly attempts: Attempts;
  readonly generations: Generations;
  readonly transcripts: Transcripts;
  readonly interruptions: Interruptions;
  readonly #exchanges: Exchanges;
  #now: Micros = 0;
  #position: Position = 0;
  #incarnation = 0;
  #plan: PlanRecord | undefined;
  // one of each for the whole history: nearly every record fills one
  readonly #event = new FrameKnowledge() as Filled<EventAbout>;
  readonly #exchange = new FrameKnowledge() as Filled<RequestAbout>;
  readonly #frame = new FrameKnowledge() as Filled<FrameAbout>;
  readonly #rest = new RestKnowledge();

  constructor(dialect: Dialect, profile: Profile) {
    const { fair, sends } = this;
    this.dialect = dialect;
    this.profile = profile;
    this.runs = new Runs(sends, fair, dialect.mergesSends);
    this.attempts = new Attempts(dialect, sends);
    this.generations = new Generations(dialect, sends, fair);
    this.transcripts = new Transcripts(dialect, sends, this.runs);
    this.interruptions = new Interruptions(this);
    this.#exchanges = new Exchanges(this);
  }

  /** Time, position and life of the process at the observation under way. */
  get now(): Micros {
    return this.#now;
  }

  get position(): Position {
    return this.#position;
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  /** A configured rule may end a generation between any two messages. */
  get dailyRule(): boolean {
    return this.#plan?.dailyRule === true;
  }

  get dedupeWindow(): Micros {
    return this.#plan === undefined ? Infinity : this.#plan.dedupeWindowMs * 1000;
  }

  /** The same idempotency key is the same send: the window since its first attempt is open. */
  isInWindow({ firstSentAt }: Send): boolean {
    return this.now - firstSentAt <= this.dedupeWindow;
  }

  /**
   * Why what the gateway dates so may have lasted longer or shorter than it should: the wall clock jumped, and the
   * dialect says that it is dated by that. Undefined: no reason. `since`: when it was dated first.
   */
  clockExcuse(dated: WallDated, since: Position = 0): string | undefined {
    return this.fair.wallJumpedSince(since) && this.dialect.wallDated.includes(dated)
      ? 'the wall clock jumped'
      : undefined;
  }

  get maxPayloadBytes(): number {
    return this.#plan?.maxPayloadBytes ?? Infinity;
  }

  /** Everything the session holds, and all it ever archived, was read back whole after quiet. */
  readInFull(key: string): boolean {
    const final = this.transcripts.final(key);
    const last = this.generations.lastEnding(key);
    if (final === undefined) {
      if (last?.reason !== 'delete') return false;
    } else if (final.partial || final.sinceReset || final.inputsPartial) return false;
    // what a rule ended need not have been told, nor what a request ended whose answer a crash took away
    const mayBeArchived = last !== undefined || this.dailyRule || this.generations.mayHaveRotated(key, 0);
    if (mayBeArchived && !this.transcripts.archivesListedWhenQuiet) return false;
    return !this.transcripts.hasUnread(key);
  }

  /** Takes the next observation; gives what is known about it. */
  observe(observation: Observation): About {
    switch (observation.type) {
      case 'event':
        return this.observeEvent(observation);
      case 'request':
        return this.#observeRequest(observation);
      case 'response':
        return this.#observeResponse(observation);
      case 'garbage':
        this.#beginFrame(this.#frame, observation.record);
        this.#frame.type = 'garbage';
        return this.#frame;
      case 'provider':
        return this.#observeProvider(observation.record);
      case 'connection':
        return this.#observeConnection(observation.record);
      case 'process':
        return this.#observeProcess(observation.record);
      default:
        return this.#observeRest(observation.record);
    }
  }

  #begin(now: Micros, position: Position, incarnation: number): void {
    this.#now = now;
    this.#position = position;
    this.#incarnation = incarnation;
    this.generations.log.at(now, position, incarnation);
    this.transcripts.at();
  }

  #beginFrame(about: Filled<FrameAbout | EventAbout | RequestAbout>, record: FrameRecord): ConnectionState {
    this.#begin(record.atMicros, record.i, record.incarnation);
    const connection = this.connections.of(record);
    about.connection = connection;
    about.isNews = record.leg === 'gateway' || !connection.hasGatewayLeg;
    return connection;
  }

  /** The same for an event: they are nearly everything, look alike, and change no state of the protocol. */
  observeEvent({ record, meaning, seq }: EventObservation): EventAbout {
    const about = this.#event;
    const connection = this.#beginFrame(about, record);
    const { isNews } = about;
    this.connections.sent(connection, record, isNews);
    if (isNews && seq !== undefined) connection.numbered(seq);
    about.run = undefined;
    about.sentNotice = undefined;
    about.deliveredNotice = undefined;
    switch (meaning.type) {
      case 'run-start':
      case 'run-text':
      case 'run-tool':
      case 'run-end':
      case 'terminal': {
        const run = this.sends.ofRun(meaning.runId, meaning.key);
        about.run = run;
        if (isNews && run !== undefined) this.runs.observeEvent(meaning, run, record.i, record.atMicros);
        return about;
      }
      case 'notice':
        if (isNews)
          about.sentNotice = this.generations.of(meaning.key).noticed(meaning, connection, record.frameId);
        if (record.leg === 'client')
          about.deliveredNotice = this.generations.of(meaning.key).endingOf(meaning, record.frameId);
        return about;
      case 'message':
        this.transcripts.pushed(meaning.key, meaning.entry);
        if (isNews && meaning.generation !== undefined)
          this.generations.of(meaning.key).seen(meaning.generation);
        return about;
      case 'row':
        if (isNews && meaning.generation !== undefined)
          this.generations.of(meaning.key).seen(meaning.generation);
        return about;
      default:
        return about;
    }
  }

  #observeRequest(observation: RequestObservation): RequestAbout {
    this.states.request(observation);
    const about = this.#exchange;
    const connection = this.#beginFrame(about, observation.record);
    about.type = 'request';
    about.pending = this.connections.request(connection, observation);
    about.send = this.#exchanges.request(about.pending, observation, about.isNews);
    return about;
  }

  #observeResponse(observation: ResponseObservation): RequestAbout | FrameAbout {
    this.states.response(observation);
    const about = this.#exchange;
    const { record } = observation;
    const connection = this.#beginFrame(about, record);
    const pending = this.connections.response(connection, observation);
    this.connections.sent(connection, record, about.isNews);
    if (pending === undefined)
      return Object.assign(this.#frame, { type: 'stray', connection, isNews: about.isNews });
    about.type = 'response';
    about.pending = pending;
    const afterQuiet = pending.record > this.phases.quietFrom;
    about.send = this.#exchanges.response(pending, observation, afterQuiet);
    return about;
  }

  #beginRest(record: HistoryRecord, type: RestKnowledge['type']): RestKnowledge {
    this.#begin(record.atMicros, record.i, record.incarnation);
    const about = this.#rest;
    about.type = type;
    return about;
  }

  #observeProvider(record: ProviderRecord): About {
    const about = this.#beginRest(record, 'provider');
    this.states.provider(record);
    about.call = this.runs.observeProvider(record);
    this.attempts.observe(record, about.call);
    const send = about.call?.send;
    if (send !== undefined && (record.event === 'error' || record.event === 'end'))
      this.#endedUntold(record.event, send);
    return about as About;
  }

  /** Where the model failed, or said nothing, nothing need be stored: who is not there learns it from a row. */
  #endedUntold(event: 'end' | 'error', send: Send): void {
    const attempt = this.attempts.of(send).at(-1);
    if (attempt === undefined) return;
    const leavesNothing = event === 'error' || attempt.isSilent;
    attempt.isUntold = leavesNothing && !this.connections.isHeard(send.key, send.client);
  }

  #observeConnection(record: ConnectionRecord): About {
    const about = this.#beginRest(record, 'connection');
    this.states.connection(record);
    if (record.event === 'opened') this.connections.opened(record);
    about.cut = record.event === 'closed' ? this.connections.closed(record) : NO_REQUESTS;
    for (const pending of about.cut) this.#exchanges.cut(pending, record.i);
    return about as About;
  }

  #observeProcess(record: ProcessRecord): About {
    const about = this.#beginRest(record, 'process');
    this.states.process(record);
    this.fair.observeProcess(record);
    about.cut = record.event === 'crashed' || record.event === 'exited' ? this.#processGone() : NO_REQUESTS;
    return about as About;
  }

  #observeRest(record: HistoryRecord): About {
    const about = this.#beginRest(record, 'nothing');
    switch (record.kind) {
      case 'phase':
        about.type = 'phase';
        this.phases.observe(record);
        if (record.phase === 'heal') this.fair.healAll(record.atMicros);
        if (record.phase === 'end' && this.phases.quietFrom === Infinity)
          this.#exchanges.ended(record.i, record.atMicros);
        break;
      case 'fault':
        this.fair.observeFault(record);
        this.connections.fault(record);
        break;
      case 'clock':
        this.fair.jumpWall(record.i);
        break;
      case 'plan':
        this.#plan = record;
        this.generations.log.dailyRule = record.dailyRule;
        this.connections.plan(record);
        this.runs.prompts.plan(record);
        break;
      default:
    }
    return about as About;
  }

  #processGone(): readonly PendingRequest[] {
    const cut = this.connections.processGone();
    for (const pending of cut) this.#exchanges.cut(pending, this.#position);
    this.#exchanges.processGone();
    this.aborts.processGone(this.#position);
    this.sends.processGone(this.#position);
    this.runs.processGone(this.#now);
    this.attempts.processGone(this.#position);
    return cut;
  }
}
