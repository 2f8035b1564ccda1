/**
 * Terms: the words the properties share (connection, fair time, generation, acknowledged, settled), kept as state
 * machines over observations and fed before any property. Decides nothing; a property reads and judges.
 * Deterministic: a pure function of dialect, profile and the observations so far.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type {
  EventObservation,
  Observation,
  RequestObservation,
  ResponseObservation,
} from '../../dialect/observation.ts';
import type { FrameRecord, HistoryRecord, PhaseRecord } from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Profile } from '../profile.ts';
import { ProtocolStates } from '../protocol-state.ts';
import { Connections, type Asked, type Connection, type Position } from './connections.ts';
import { FairTime } from './fair-time.ts';
import { Generations } from './generations.ts';
import { Inputs } from './inputs.ts';
import type { Ending } from './rotations.ts';
import { Reads } from './reads.ts';
import { Runs } from './runs.ts';
import { Sends, type Send } from './sends.ts';
import { Transcripts } from './transcripts.ts';

export class Terms {
  readonly dialect: Dialect;
  readonly profile: Profile;
  readonly connections = new Connections();
  readonly states = new ProtocolStates();
  readonly fair = new FairTime();
  readonly sends = new Sends();
  readonly runs: Runs;
  readonly generations: Generations;
  readonly transcripts: Transcripts;
  readonly #reads: Reads;
  readonly #inputs: Inputs;
  /** Time and position of the observation under way. */
  now: Micros = 0;
  position = 0;
  incarnation = 0;
  phase: PhaseRecord['phase'] = 'safety';
  /** When faults were healed; Infinity before. */
  healedAt: Micros = Infinity;
  /** Position of the quiet phase; Infinity: never reached. */
  quietFrom = Infinity;
  pending: readonly string[] = [];
  dailyRule = false;
  dedupeWindow: Micros = Infinity;
  maxPayloadBytes = Infinity;
  /** The connection of the frame under way. */
  connection: Connection | undefined;
  /** The send whose run the event under way tells of. */
  run: Send | undefined;
  /** The request that the response under way answers. */
  asked: Asked | undefined;
  /** The ending that the notice under way tells, as it is sent. */
  sentNotice: Ending | undefined;
  /** The same, as it is delivered. */
  ending: Ending | undefined;
  /** The send that the request or response under way is about. */
  send: Send | undefined;
  /** Requests that the observation under way cut off. */
  readonly cut: Asked[] = [];

  constructor(dialect: Dialect, profile: Profile) {
    this.dialect = dialect;
    this.profile = profile;
    this.runs = new Runs(this.sends, this.fair, dialect.mergesSends);
    this.generations = new Generations(dialect, this.sends, this.fair);
    this.transcripts = new Transcripts(dialect, this.sends);
    this.#inputs = new Inputs(this.sends, this.generations);
    this.#reads = new Reads(this.generations, this.transcripts, this.#inputs);
  }

  /** Everything was quiet, and everything was read once more. */
  get atRest(): boolean {
    return this.quietFrom !== Infinity && this.pending.length === 0;
  }

  /** Everything the session holds, and all it ever archived, was read back whole after quiet. */
  readInFull(key: string): boolean {
    const final = this.transcripts.final(key);
    const last = this.generations.lastEnding(key);
    if (final === undefined) {
      if (last?.reason !== 'delete') return false;
    } else if (final.partial || final.sinceReset || final.inputsPartial) return false;
    if (last !== undefined && !this.transcripts.archivesListedWhenQuiet) return false;
    return !this.transcripts.hasUnread(key);
  }

  /** True when the frame under way tells something for the first time at the gateway's side. */
  atGateway(connection: Connection, leg: 'gateway' | 'client'): boolean {
    return leg === 'gateway' || !connection.hasGatewayLeg;
  }

  observe(observation: Observation): void {
    this.states.observe(observation);
    switch (observation.type) {
      // frames have a path of their own: they are nearly everything, and look alike
      case 'event':
        this.observeEvent(observation);
        return;
      case 'request':
        this.#beginFrame(observation.record);
        this.#request(observation);
        return;
      case 'response':
        this.#beginFrame(observation.record);
        this.#response(observation);
        return;
      case 'garbage':
        this.#beginFrame(observation.record);
        return;
      default:
        this.#begin(observation.record.atMicros, observation.record.i, observation.record.incarnation);
        this.#observeRecord(observation.record);
    }
  }

  /** The same for what is known to be an event, as nearly all is. */
  observeEvent(observation: EventObservation): void {
    this.#beginFrame(observation.record);
    this.#event(observation);
  }

  #beginFrame(record: FrameRecord): void {
    this.#begin(record.atMicros, record.i, record.incarnation);
    this.connection = this.connections.of(record);
  }

  #begin(now: Micros, position: Position, incarnation: number): void {
    this.now = now;
    this.position = position;
    this.incarnation = incarnation;
    this.connection = undefined;
    this.run = undefined;
    this.asked = undefined;
    this.send = undefined;
    this.ending = undefined;
    this.sentNotice = undefined;
    if (this.cut.length > 0) this.cut.length = 0;
    this.generations.at(now, position, incarnation);
    this.transcripts.at();
  }

  #observeRecord(record: Exclude<HistoryRecord, FrameRecord>): void {
    switch (record.kind) {
      case 'connection':
        if (record.event === 'opened') this.connections.opened(record);
        else if (record.event === 'closed') this.connections.closed(record, this.#cutOff);
        return;
      case 'provider':
        this.runs.observeProvider(record);
        return;
      case 'process':
        this.fair.observeProcess(record);
        if (record.event === 'crashed' || record.event === 'exited') this.#processGone();
        return;
      case 'fault':
        this.fair.observeFault(record);
        return;
      case 'phase':
        this.#phase(record);
        return;
      case 'clock':
        this.fair.jumpWall();
        return;
      case 'plan':
        this.dailyRule = record.dailyRule;
        this.generations.dailyRule = record.dailyRule;
        this.dedupeWindow = record.dedupeWindowMs * 1000;
        this.maxPayloadBytes = record.maxPayloadBytes;
        this.connections.plan(record.maxPayloadBytes, record.maxBufferedBytes, record.clients);
        return;
      case 'disk':
      case 'operation':
      case 'log':
        return;
    }
  }

  /** Notes a frame of the gateway's; true when it is news at the gateway's side. */
  #sentOn(record: FrameRecord): boolean {
    const connection = this.connection as Connection;
    const isNews = this.atGateway(connection, record.leg);
    if (isNews) connection.lastSent = record.i;
    if (record.bufferedBytes !== undefined && record.bufferedBytes > connection.peakBufferedBytes) {
      connection.peakBufferedBytes = record.bufferedBytes;
    }
    return isNews;
  }

  #event({ record, told }: EventObservation): void {
    const isNews = this.#sentOn(record);
    switch (told.type) {
      case 'run-start':
      case 'run-text':
      case 'run-tool':
      case 'run-end':
      case 'terminal': {
        const run = this.sends.ofRun(told.runId, told.key);
        this.run = run;
        if (isNews && run !== undefined) this.runs.observeEvent(told, run, this.position, this.now);
        return;
      }
      case 'notice':
        if (isNews)
          this.sentNotice = this.generations.noticed(told, this.connection as Connection, record.frameId);
        if (record.leg === 'client') this.ending = this.generations.endingOf(told, record.frameId);
        return;
      case 'message':
        this.transcripts.pushed(told.key, told.entry);
        if (isNews && told.generation !== undefined) this.generations.seen(told.key, told.generation);
        return;
      case 'row':
        if (isNews && told.generation !== undefined) this.generations.seen(told.key, told.generation);
        return;
      default:
        return;
    }
  }

  #request(observation: RequestObservation): void {
    const { record, ask } = observation;
    const asked = this.connections.request(this.connection as Connection, observation);
    this.asked = asked;
    const { connection } = asked;
    if (ask.type === 'send' && asked.record === record.i) {
      const send = this.sends.sent(asked, ask);
      if (send.attempts === 1) send.fairAtFirst = this.fair.client(send.client).read(this.now);
    }
    if (ask.type === 'send') this.send = this.sends.ofRun(ask.runId, ask.key);
    if (asked.arrivedAt >= 0 || !this.atGateway(connection, record.leg)) return;
    asked.arrivedAt = this.now;
    asked.arrivedRecord = record.i;
    asked.fairAtArrival = this.fair.client(connection.client).read(this.now);
    switch (ask.type) {
      case 'reset':
      case 'delete':
        this.generations.requested(ask.type, ask.key, asked, undefined);
        return;
      case 'send': {
        const { send } = this;
        if (send === undefined) return;
        if (ask.control !== undefined && this.#permitted(send, ask.named)) {
          this.generations.requested('command', ask.key, asked, send);
        }
        this.sends.arrived(send, asked, ask, record.i);
        return;
      }
      case 'abort':
        this.#inputs.aborting(ask, record.i);
        return;
      default:
        return;
    }
  }

  /** A slash command may rotate when it names the generation that is current, or where unnamed ones are honoured. */
  #permitted(send: Send, named: string | undefined): boolean {
    if (named === undefined) return this.dialect.honoursSlashCommands;
    const life = this.generations.life(send.key, named);
    return life === undefined || life.endedBy === Infinity;
  }

  #response(observation: ResponseObservation): void {
    const { record, answer, refusal } = observation;
    const asked = this.connections.response(this.connection as Connection, observation);
    this.asked = asked;
    this.#sentOn(record);
    if (asked === undefined) return;
    const first = asked.answeredRecord === record.i;
    const { ask } = asked;
    switch (ask.type) {
      case 'send':
        this.#sendAnswered(asked, ask.key, observation, first);
        return;
      case 'reset':
      case 'delete':
        if (first) {
          const done = answer !== undefined && (answer.type !== 'delete' || answer.deleted);
          const next = answer?.type === 'reset' ? answer.row.generation : undefined;
          const empty = next === undefined ? undefined : this.generations.emptySince(ask.key, asked.from);
          const began = empty !== undefined && !this.sends.possiblyAcceptedAfter(ask.key, empty);
          const refused = refusal !== undefined;
          this.generations.answered(ask.key, asked, {
            refused,
            vague: refusal?.retryable === true,
            done,
            began,
            next,
          });
        }
        if (record.leg === 'client' && refusal === undefined) this.generations.acknowledged(ask.key, asked);
        return;
      default:
        if (record.leg !== 'client' || answer === undefined) return;
        this.transcripts.afterQuiet = asked.record > this.quietFrom;
        this.#reads.delivered(asked, answer, this.position, this.now);
    }
  }

  #sendAnswered(
    asked: Asked,
    key: string,
    { record, answer, refusal }: ResponseObservation,
    first: boolean,
  ): void {
    const send = this.sends.of(asked);
    this.send = send;
    if (send === undefined) return;
    if (first) {
      const fresh = answer?.type === 'send' && answer.status === 'accepted';
      if (fresh && asked.from > send.acceptedBy) this.sends.beginAgain(send);
      this.sends.answered(send, refusal, fresh, record.i, this.now);
      // also when a history had shown it before, because the first answer was lost
      if (send.accepted && send.settlingAtAccept < 0) {
        send.settlingAtAccept = this.fair.settling(key).read(this.now);
        send.queueingAtAccept = this.fair.queueing(key).read(this.now);
      }
      if (send.control !== undefined) {
        const refused = refusal !== undefined;
        this.generations.answered(key, asked, {
          refused,
          vague: refusal?.retryable === true,
          done: !refused,
          began: false,
          next: undefined,
        });
      }
    }
    if (record.leg !== 'client') return;
    send.answered = true;
    if (refusal !== undefined) {
      send.lastRefusal = refusal;
      send.lastRefusalRecord = record.i;
      send.refusals++;
      if (!refusal.retryable) send.refused = true;
    } else if (!send.acknowledged) {
      send.acknowledgedAt = this.now;
      send.acknowledgedRecord = record.i;
      send.acknowledgedIncarnation = this.incarnation;
    }
  }

  readonly #cutOff = (asked: Asked): void => {
    this.cut.push(asked);
    const { ask, connection } = asked;
    // 1009 refuses for good the frame that caused it, whether or not its arrival shows
    if (
      ask.type === 'send' &&
      connection.closeCode === CLOSE.messageTooBig &&
      asked.bytes >= Math.min(connection.largestRequestBytes, connection.maxPayloadBytes + 1)
    ) {
      const refused = this.sends.of(asked);
      if (refused !== undefined) {
        refused.answered = true;
        refused.refused = true;
      }
    }
    if (asked.arrivedAt < 0) return;
    if (ask.type === 'send') {
      const send = this.sends.of(asked);
      if (send !== undefined) this.sends.cut(send);
      if (send?.control !== undefined) this.generations.cut(ask.key, asked);
    } else if (ask.type === 'reset' || ask.type === 'delete') {
      this.generations.cut(ask.key, asked);
    }
  };

  #processGone(): void {
    this.connections.processGone(this.#cutOff);
    this.sends.processGone(this.position);
    this.runs.processGone(this.now);
  }

  #phase(record: PhaseRecord): void {
    this.phase = record.phase;
    switch (record.phase) {
      case 'safety':
        return;
      case 'heal':
        this.healedAt = record.atMicros;
        this.fair.healAll(record.atMicros);
        return;
      case 'quiet':
        this.quietFrom = record.i;
        return;
      case 'end':
        this.pending = record.pending ?? [];
    }
  }
}
