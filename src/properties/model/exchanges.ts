/**
 * Exchanges: what a request, its answer, or the end of its connection without one means for sends, for the generations
 * behind a key, and for what is read. Keeps nothing of its own.
 */
import type { RequestObservation, ResponseObservation } from '../../dialect/observation.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Asked } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import type { Generations } from './generations.ts';
import type { Inputs } from './inputs.ts';
import type { Reads } from './reads.ts';
import type { Send, Sends } from './sends.ts';

interface Machines {
  readonly honoursSlashCommands: boolean;
  readonly fair: FairTime;
  readonly sends: Sends;
  readonly generations: Generations;
  readonly inputs: Inputs;
  readonly reads: Reads;
}

export class Exchanges {
  readonly #honoursSlashCommands: boolean;
  readonly #fair: FairTime;
  readonly #sends: Sends;
  readonly #generations: Generations;
  readonly #inputs: Inputs;
  readonly #reads: Reads;

  constructor({ honoursSlashCommands, fair, sends, generations, inputs, reads }: Machines) {
    this.#honoursSlashCommands = honoursSlashCommands;
    this.#fair = fair;
    this.#sends = sends;
    this.#generations = generations;
    this.#inputs = inputs;
    this.#reads = reads;
  }

  /** A request on one of its legs; gives the send that it is. */
  request(asked: Asked, { record, ask }: RequestObservation, isNews: boolean): Send | undefined {
    const now = record.atMicros;
    if (ask.type === 'send' && asked.record === record.i) {
      const send = this.#sends.sent(asked, ask);
      if (send.attempts === 1) send.fairAtFirst = this.#fair.client(send.client).read(now);
    }
    const send = ask.type === 'send' ? this.#sends.ofRun(ask.runId, ask.key) : undefined;
    if (isNews && asked.arrivedAt < 0) {
      asked.arrivedAt = now;
      asked.arrivedRecord = record.i;
      asked.fairAtArrival = this.#fair.client(asked.connection.client).read(now);
      this.#arrived(asked, send, record.i);
    }
    return send;
  }

  #arrived(asked: Asked, send: Send | undefined, position: number): void {
    const { ask } = asked;
    switch (ask.type) {
      case 'reset':
      case 'delete':
        this.#generations.requested(ask.type, ask.key, asked, undefined);
        return;
      case 'send':
        if (send === undefined) return;
        if (ask.control !== undefined && this.#permitted(send, ask.named))
          this.#generations.requested('command', ask.key, asked, send);
        this.#sends.arrived(send, asked, ask, position);
        return;
      case 'abort':
        this.#inputs.aborting(ask, position);
        return;
      default:
        return;
    }
  }

  /** A slash command may rotate when it names the generation that is current, or where unnamed ones are honoured. */
  #permitted(send: Send, named: string | undefined): boolean {
    if (named === undefined) return this.#honoursSlashCommands;
    const life = this.#generations.life(send.key, named);
    return life === undefined || life.endedBy === Infinity;
  }

  /** The answer on one of its legs; gives the send that it answers. `afterQuiet`: asked for when all was quiet. */
  response(asked: Asked, observation: ResponseObservation, afterQuiet: boolean): Send | undefined {
    const { record, answer } = observation;
    const isFirst = asked.answeredRecord === record.i;
    const { ask } = asked;
    switch (ask.type) {
      case 'send': {
        const send = this.#sends.of(asked);
        if (send === undefined) return undefined;
        if (isFirst) this.#sendAnswered(send, asked, observation);
        if (record.leg === 'client') this.#sendDelivered(send, observation);
        return send;
      }
      case 'reset':
      case 'delete':
        if (isFirst) this.#rotationAnswered(asked, ask.key, observation);
        if (record.leg === 'client' && asked.accepted) this.#generations.acknowledged(ask.key, asked);
        return undefined;
      default:
        if (record.leg === 'client' && answer !== undefined)
          this.#reads.delivered(asked, answer, afterQuiet, record.i, record.atMicros);
        return undefined;
    }
  }

  #rotationAnswered(asked: Asked, key: string, { answer, refusal }: ResponseObservation): void {
    const next = answer?.type === 'reset' ? answer.row.generation : undefined;
    const emptyFrom = next === undefined ? undefined : this.#generations.emptySince(key, asked.from);
    this.#generations.answered(key, asked, {
      refused: refusal !== undefined,
      vague: refusal?.retryable === true,
      done: answer !== undefined && (answer.type !== 'delete' || answer.deleted),
      began: emptyFrom !== undefined && !this.#sends.possiblyAcceptedAfter(key, emptyFrom),
      next,
    });
  }

  #sendAnswered(send: Send, asked: Asked, { record, answer, refusal }: ResponseObservation): void {
    const now = record.atMicros;
    const isNew = answer?.type === 'send' && answer.status === 'accepted';
    if (isNew && asked.from > send.acceptedBy) this.#sends.beginAgain(send);
    this.#sends.answered(send, refusal, isNew, record.i);
    // also when a history had shown it before, because the first answer was lost
    if (send.accepted && send.settlingAtAccept < 0) {
      send.settlingAtAccept = this.#fair.settling(send.key).read(now);
      send.queueingAtAccept = this.#fair.queueing(send.key).read(now);
    }
    if (send.control === undefined) return;
    this.#generations.answered(send.key, asked, {
      refused: refusal !== undefined,
      vague: refusal?.retryable === true,
      done: refusal === undefined,
      began: false,
      next: undefined,
    });
  }

  #sendDelivered(send: Send, { record, refusal }: ResponseObservation): void {
    send.answered = true;
    if (refusal !== undefined || send.acknowledged) return;
    send.acknowledgedRecord = record.i;
    send.acknowledgedIncarnation = record.incarnation;
  }

  /** Nobody will answer it any more. */
  cut(asked: Asked): void {
    const { ask, connection } = asked;
    const send = this.#sends.of(asked);
    // 1009 refuses for good the frame that caused it, whether or not its arrival shows
    if (
      send !== undefined &&
      connection.closeCode === CLOSE.messageTooBig &&
      asked.bytes >= Math.min(connection.largestRequestBytes, connection.maxPayloadBytes + 1)
    ) {
      send.answered = true;
    }
    if (asked.arrivedAt < 0) return;
    if (send !== undefined) this.#sends.cut(send);
    const mayRotate = ask.type === 'reset' || ask.type === 'delete' || send?.control !== undefined;
    if (mayRotate && 'key' in ask) this.#generations.cut(ask.key, asked);
  }
}
