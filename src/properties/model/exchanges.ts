/**
 * Exchanges: what a request, its answer, or the end of its connection without one means for sends, for the generations
 * behind a key, and for what is read. Keeps nothing of its own.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Answer, Refusal, RequestObservation, ResponseObservation } from '../../dialect/observation.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Aborts } from './aborts.ts';
import type { Attempts } from './attempts.ts';
import type { Micros } from '../../kernel/time.ts';
import type { PendingRequest, Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import type { Generations } from './generations.ts';
import { Inputs } from './inputs.ts';
import { settleByRows } from './rows-read.ts';
import type { Send, Sends } from './sends.ts';
import type { Transcripts } from './transcripts.ts';

interface Machines {
  readonly aborts: Aborts;
  readonly attempts: Attempts;
  readonly dialect: Dialect;
  readonly fair: FairTime;
  readonly sends: Sends;
  readonly generations: Generations;
  readonly transcripts: Transcripts;
}

export class Exchanges {
  readonly #honoursSlashCommands: boolean;
  readonly #aborts: Aborts;
  readonly #fair: FairTime;
  readonly #sends: Sends;
  readonly #generations: Generations;
  readonly #transcripts: Transcripts;
  readonly #inputs: Inputs;
  readonly #machines: Machines;
  /** That was asked for in this life of the process, before everything was quiet. */
  #lastList: Extract<Answer, { type: 'rows' }> | undefined;

  constructor(machines: Machines) {
    const { aborts, dialect, fair, sends, generations, transcripts } = machines;
    this.#honoursSlashCommands = dialect.honoursSlashCommands;
    this.#aborts = aborts;
    this.#fair = fair;
    this.#sends = sends;
    this.#generations = generations;
    this.#transcripts = transcripts;
    this.#inputs = new Inputs(sends, generations, aborts);
    this.#machines = machines;
  }

  /** A request on one of its legs; gives the send that it is. */
  request(pending: PendingRequest, { record, ask }: RequestObservation, isNews: boolean): Send | undefined {
    const now = record.atMicros;
    if (ask.type === 'send' && pending.record === record.i) {
      const send = this.#sends.sent(pending, ask);
      if (send.attempts === 1) send.fairAtFirst = this.#fair.client(send.client).read(now);
    }
    const send = ask.type === 'send' ? this.#sends.ofRun(ask.runId, ask.key) : undefined;
    if (isNews && !pending.hasArrived) {
      pending.arrivedAt = now;
      pending.arrivedRecord = record.i;
      pending.fairAtArrival = this.#fair.client(pending.connection.client).read(now);
      this.#arrived(pending, send, record.i);
    }
    return send;
  }

  #arrived(pending: PendingRequest, send: Send | undefined, position: number): void {
    const { ask } = pending;
    switch (ask.type) {
      case 'delete':
        if (!this.#mayBeCurrent(ask.key, ask.named)) return;
        this.#generations.of(ask.key).requested(ask.type, pending);
        return;
      case 'reset':
        this.#generations.of(ask.key).requested(ask.type, pending);
        return;
      case 'send':
        if (send === undefined) return;
        if (ask.control !== undefined && this.#permitted(send, ask.named))
          this.#generations.of(ask.key).requested('command', pending, send);
        this.#sends.arrived(send, pending, ask, position);
        return;
      case 'abort':
        this.#aborts.arrived(pending, ask);
        return;
      default:
        return;
    }
  }

  /** A slash command may rotate when it names the generation that is current, or where unnamed ones are honoured. */
  #permitted(send: Send, named: string | undefined): boolean {
    return named === undefined ? this.#honoursSlashCommands : this.#mayBeCurrent(send.key, named);
  }

  /** A request that names a generation means none that came after it. */
  #mayBeCurrent(key: string, named: string | undefined): boolean {
    const span = named === undefined ? undefined : this.#generations.span(key, named);
    return span === undefined || span.endedBy === Infinity;
  }

  /** The answer on one of its legs; gives the send that it answers. `afterQuiet`: asked for when all was quiet. */
  response(pending: PendingRequest, observation: ResponseObservation, afterQuiet: boolean): Send | undefined {
    const { record, answer } = observation;
    const isFirst = pending.answeredRecord === record.i;
    const { ask } = pending;
    switch (ask.type) {
      case 'send': {
        const send = this.#sends.of(pending);
        if (send === undefined) return undefined;
        if (isFirst) this.#sendAnswered(send, pending, observation);
        if (record.leg === 'client') this.#sendDelivered(send, observation);
        return send;
      }
      case 'reset':
      case 'delete':
        if (isFirst) this.#rotationAnswered(pending, ask.key, observation);
        if (record.leg === 'client' && pending.accepted) this.#generations.of(ask.key).acknowledged(pending);
        return undefined;
      case 'abort':
        if (isFirst) this.#aborts.answered(pending, observation);
        if (record.leg === 'client') this.#aborts.delivered(pending, observation);
        return undefined;
      default:
        if (record.leg === 'client' && answer !== undefined)
          this.#read(pending, answer, afterQuiet, observation);
        return undefined;
    }
  }

  #rotationAnswered(pending: PendingRequest, key: string, { answer, refusal }: ResponseObservation): void {
    const chain = this.#generations.of(key);
    if (answer === undefined || (answer.type === 'delete' && !answer.deleted))
      return chain.answered(pending, refusedAs(refusal));
    const next = answer.type === 'reset' ? answer.row.generation : undefined;
    const emptyFrom = next === undefined ? undefined : chain.emptySince(pending.from);
    const began = emptyFrom !== undefined && !this.#sends.possiblyAcceptedAfter(key, emptyFrom);
    chain.answered(pending, 'acknowledged', next, began);
  }

  #sendAnswered(send: Send, pending: PendingRequest, { record, answer, refusal }: ResponseObservation): void {
    const now = record.atMicros;
    const isNew = answer?.type === 'send' && answer.status === 'accepted';
    if (isNew && pending.from > send.acceptedBy) this.#sends.reaccept(send);
    // of two texts under a key the first one may have been refused, or lost on its way
    if (isNew && !send.accepted && send.otherText && pending.ask.type === 'send')
      this.#sends.adopt(send, pending, pending.ask);
    this.#sends.answered(send, refusal, isNew, record.i);
    // also when a history had shown it before, because the first answer was lost
    if (send.accepted && send.settlingAtAccept < 0) {
      send.settlingAtAccept = this.#fair.settling(send.key).read(now);
      send.queueingAtAccept = this.#fair.queueing(send.key).read(now);
    }
    if (send.control === undefined) return;
    const state = refusal === undefined ? 'acknowledged' : refusedAs(refusal);
    this.#generations.of(send.key).answered(pending, state);
  }

  #sendDelivered(send: Send, { record, refusal }: ResponseObservation): void {
    send.answered = true;
    if (refusal !== undefined || send.acknowledged) return;
    send.acknowledgedRecord = record.i;
    send.acknowledgedIncarnation = record.incarnation;
  }

  /** What a delivered answer shows of sessions, transcripts, audit records and archives. */
  #read(
    pending: PendingRequest,
    answer: Answer,
    afterQuiet: boolean,
    { record: { i, atMicros } }: ResponseObservation,
  ): void {
    const { from, until } = pending;
    this.#transcripts.reading(i, atMicros, afterQuiet);
    switch (answer.type) {
      case 'history': {
        const { key, generation, inputs } = answer;
        if (generation !== undefined) this.#generations.of(key).read(generation, from, until);
        this.#transcripts.history(answer);
        this.#inputs.read(key, inputs, afterQuiet, i, atMicros);
        return;
      }
      case 'rows':
        for (const { key, generation } of answer.rows)
          if (generation !== undefined) this.#generations.of(key).read(generation, from, until);
        if (afterQuiet) settleByRows(this.#machines, answer, i, atMicros);
        else if (from >= this.#generations.log.bornAt) this.#lastList = answer;
        return;
      case 'audit':
        this.#generations.audited(answer.records, pending);
        return;
      case 'archives':
        this.#transcripts.listed(answer.archives);
        return;
      case 'history-page':
        this.#transcripts.historyPage(answer);
        return;
      case 'archive':
        this.#transcripts.archive(answer);
        return;
      default:
        return;
    }
  }

  /** The execution ended before everything was quiet: the last list that this life of the process gave says what is over. */
  ended(at: Position, now: Micros): void {
    if (this.#lastList !== undefined) settleByRows(this.#machines, this.#lastList, at, now);
  }

  /** Of the lists that were asked for in a life that is over nothing holds any more. */
  processGone(): void {
    this.#lastList = undefined;
  }

  /** Nobody will answer it any more. */
  cut(pending: PendingRequest, at: Position): void {
    const { ask, connection } = pending;
    const send = this.#sends.of(pending);
    // 1009 refuses for good the frame that caused it, whether or not its arrival shows
    if (
      send !== undefined &&
      connection.closeCode === CLOSE.messageTooBig &&
      pending.bytes >= Math.min(connection.largestRequestBytes, connection.maxPayloadBytes + 1)
    ) {
      send.answered = true;
    }
    if (!pending.hasArrived) return;
    // as long as the process lives it may still act on what it was sent
    if (send !== undefined) this.#sends.cut(send, this.#fair.listening ? Infinity : at);
    const mayRotate = ask.type === 'reset' || ask.type === 'delete' || send?.control !== undefined;
    if (mayRotate && 'key' in ask) this.#generations.of(ask.key).cut(pending);
  }
}

/** A refusal that asks to try again may have left traces. */
function refusedAs(refusal: Refusal | undefined): 'refused' | 'unknown' {
  return refusal?.retryable === true ? 'unknown' : 'refused';
}
