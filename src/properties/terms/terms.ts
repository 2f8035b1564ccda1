/**
 * Terms: the words the properties share (connection, fair time, generation, acknowledged, settled), kept as state
 * machines over observations and fed before any property. Decides nothing; a property reads and judges.
 * Deterministic: a pure function of dialect, profile and the observations so far.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Answer, Observation } from '../../dialect/observation.ts';
import type { FrameRecord, PhaseRecord } from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Profile } from '../profile.ts';
import { Connections, type Asked, type Connection } from './connections.ts';
import { FairTime } from './fair-time.ts';
import { Generations } from './generations.ts';
import type { Ending } from './rotations.ts';
import { Runs } from './runs.ts';
import { Sends, type Send } from './sends.ts';
import { Transcripts } from './transcripts.ts';

type ResponseObservation = Extract<Observation, { type: 'response' }>;
type RequestObservation = Extract<Observation, { type: 'request' }>;
type EventObservation = Extract<Observation, { type: 'event' }>;

export function createTerms(dialect: Dialect, profile: Profile): Terms {
  return new Terms(dialect, profile);
}

export class Terms {
  readonly dialect: Dialect;
  readonly profile: Profile;
  readonly connections = new Connections();
  readonly fair = new FairTime();
  readonly sends = new Sends();
  readonly runs: Runs;
  readonly generations: Generations;
  readonly transcripts: Transcripts;
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
    this.generations = new Generations(dialect);
    this.transcripts = new Transcripts(dialect, this.sends);
  }

  /** Everything was quiet, and everything was read once more. */
  get atRest(): boolean {
    return this.quietFrom !== Infinity && this.pending.length === 0;
  }

  /** Everything the session holds, and all it ever archived, was read back whole after quiet. */
  readInFull(key: string): boolean {
    const final = this.transcripts.final(key);
    const last = this.generations.endings(key).at(-1);
    if (final === undefined ? last?.reason !== 'delete' : final.partial) return false;
    if (last !== undefined && !this.transcripts.archivesListedWhenQuiet) return false;
    for (const { info, read } of this.transcripts.archives.values()) {
      if (info.sessionKey === key && !read) return false;
    }
    return true;
  }

  /** True when the frame under way tells something for the first time at the gateway's side. */
  atGateway(connection: Connection, leg: 'gateway' | 'client'): boolean {
    return leg === 'gateway' || !connection.hasGatewayLeg;
  }

  observe(observation: Observation): void {
    const { record } = observation;
    this.now = record.atMicros;
    this.position = record.i;
    this.incarnation = record.incarnation;
    this.asked = undefined;
    this.send = undefined;
    this.ending = undefined;
    this.sentNotice = undefined;
    if (this.cut.length > 0) this.cut.length = 0;
    this.generations.at(record.i, record.incarnation);
    this.transcripts.at();
    switch (observation.type) {
      case 'event':
        this.#event(observation);
        return;
      case 'request':
        this.#request(observation);
        return;
      case 'response':
        this.#response(observation);
        return;
      case 'connection':
        if (observation.record.event === 'opened') this.connections.opened(observation.record);
        else if (observation.record.event === 'closed')
          this.connections.closed(observation.record, this.#cutOff);
        return;
      case 'provider':
        this.runs.observeProvider(observation.record);
        return;
      case 'process':
        this.fair.observeProcess(observation.record);
        if (observation.record.event === 'crashed' || observation.record.event === 'exited')
          this.#processGone();
        return;
      case 'fault':
        this.fair.observeFault(observation.record);
        return;
      case 'phase':
        this.#phase(observation.record);
        return;
      case 'clock':
        this.fair.jumpWall();
        return;
      case 'plan': {
        const plan = observation.record;
        this.dailyRule = plan.dailyRule;
        this.generations.dailyRule = plan.dailyRule;
        this.dedupeWindow = plan.dedupeWindowMs * 1000;
        this.maxPayloadBytes = plan.maxPayloadBytes;
        this.connections.plan(plan.maxPayloadBytes, plan.maxBufferedBytes, plan.clients);
        return;
      }
      case 'garbage':
        this.connections.of(observation.record);
        return;
      case 'disk':
      case 'operation':
      case 'log':
        return;
    }
  }

  #sentOn(record: FrameRecord): Connection {
    const connection = this.connections.of(record);
    if (this.atGateway(connection, record.leg)) connection.lastSent = record.i;
    if (record.bufferedBytes !== undefined && record.bufferedBytes > connection.peakBufferedBytes) {
      connection.peakBufferedBytes = record.bufferedBytes;
    }
    return connection;
  }

  #event({ record, told }: EventObservation): void {
    const connection = this.#sentOn(record);
    if (told.type === 'notice') {
      if (this.atGateway(connection, record.leg))
        this.sentNotice = this.generations.noticed(told, record.conn, record.frameId);
      if (record.leg === 'client') this.ending = this.generations.endingOf(told, record.frameId);
      return;
    }
    if (!this.atGateway(connection, record.leg)) return;
    switch (told.type) {
      case 'run-start':
      case 'run-text':
      case 'run-tool':
      case 'run-end':
      case 'terminal':
        this.runs.observeEvent(told, this.position, this.now);
        return;
      case 'message':
      case 'row':
        if (told.generation !== undefined) this.generations.seen(told.key, told.generation);
        return;
      default:
        return;
    }
  }

  #request(observation: RequestObservation): void {
    const { record, ask } = observation;
    const asked = this.connections.request(observation);
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
        this.sends.arrived(send, ask, record.i);
        return;
      }
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
    const asked = this.connections.response(observation);
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
        if (record.leg === 'client' && answer !== undefined) this.#read(asked, answer);
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

  #read(asked: Asked, answer: Answer): void {
    this.transcripts.afterQuiet = asked.record > this.quietFrom;
    switch (answer.type) {
      case 'history':
        if (answer.generation !== undefined) {
          this.generations.read(answer.key, answer.generation, asked.from, asked.until);
        }
        this.transcripts.history(
          answer.key,
          answer.generation,
          answer.entries,
          answer.partial,
          this.position,
          this.now,
        );
        return;
      case 'rows':
        for (const row of answer.rows)
          this.generations.read(row.key, row.generation, asked.from, asked.until);
        return;
      case 'audit':
        this.generations.audited(answer.records);
        return;
      case 'archives':
        this.transcripts.listed(answer.archives);
        return;
      case 'history-page':
        this.transcripts.historyPage(answer, this.position, this.now);
        return;
      case 'archive':
      case 'archive-page': {
        const { archive, entries, partial } = answer;
        const offset = answer.type === 'archive' ? 0 : answer.offset;
        this.transcripts.archive(archive, offset, entries, partial, this.position, this.now);
        return;
      }
      default:
        return;
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
