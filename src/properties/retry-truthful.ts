/**
 * retry/truthful. Judged at the gateway's leg, within the dedupe window, and only where no instant between arrival and
 * answer fits. `in_flight` is false once the run was seen to end before the retry arrived, unless it was handed to the
 * model anew. `ok` is false while its call to the model is open throughout, and for a run that was accepted before and
 * is handed to the model later, unless it may have been tried again meanwhile: what may have ended it before is no excuse
 * then. `started` is false of a run that this life of the process has started already and that nothing can have ended,
 * where each message has a run of its own. A refusal that says that the key was used for other text is false while it was
 * used for no other. Whether a key may start again is the matter of send/exactly-once.
 *
 * Since version 2: `started` is false too of a run that this life of the process has started and ended well, where no other
 * one begins for it until all is quiet; where one does, its key has two, which is the matter of send/exactly-once.
 */
import { hashString } from '../kernel/hash.ts';
import { REASON } from '../protocol/error-codes.ts';
import type { Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Send } from './model/sends.ts';

export const retryTruthful: Property = {
  id: 'retry/truthful',
  version: 2,
  later: { 2: ['a retry was told started of a run that ended well'] },
  family: 'account',
  statement:
    'What a send that is tried again within the dedupe window is told of its run is true: in_flight that it lives, ok that it ended, started that it did not live; and it is not taken for another text than it is.',
  why: 'OpenClaw issues 126680, 129793; measured on OpenClaw 2026.5.28 (in_flight after a restart)',
  exercise: 'a send tried again that is told how its run is',
  watches: [{ type: 'response', says: ['send', 'nothing'] }, { type: 'provider', says: ['call'] }, 'process'],
  start: (model) => new RetryTruthful(model),
};

class RetryTruthful extends FindingChecker {
  /** Runs that were said to be over and had not begun, with the answer. */
  readonly #saidOver = new Map<Send, number>();

  /** Runs that had ended well and were said to have started, with the answer. */
  readonly #saidNew = new Map<Send, number>();

  /** When this life of the process answered that it had started a run. */
  readonly #started = new Map<Send, number>();

  response({ record: { i }, answer, refusal }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send === undefined || pending.answeredRecord !== i) return;
    if (refusal?.reason === REASON.conflict) return this.#saysOtherText(send, pending, i);
    if (answer?.type !== 'send') return;
    const started = this.#started.get(send);
    if (answer.status === 'accepted') {
      this.#started.set(send, i);
      if (started === undefined) return;
    }
    if (!this.model.isInWindow(send)) return;
    const excuse = this.model.clockExcuse('keys');
    if (excuse !== undefined) return this.excuse('answer to a retry', excuse, pending);
    if (answer.status === 'accepted') this.#saysNew(send, started ?? -1, pending, i);
    else if (answer.status === 'in-flight') this.#saysLives(send, pending, i);
    else this.#saysOver(send, pending, i);
  }

  provider({ record: { event, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    if (event === 'call' && call?.send !== undefined) this.#saidNew.delete(call.send);
    const said = call?.send === undefined ? undefined : this.#saidOver.get(call.send);
    if (event !== 'call' || call?.send === undefined || said === undefined) return;
    this.#saidOver.delete(call.send);
    // of two messages with one text, which one a call is for is a guess
    if (call.send.sharesMarker || call.send.mayBeAnew(said)) return;
    this.#isAlive(call.send, 'had not begun', said, i);
  }

  process({ record: { event } }: Of<'process'>): void {
    if (event !== 'crashed' && event !== 'exited') return;
    this.#saidOver.clear();
    this.#saidNew.clear();
    this.#started.clear();
  }

  override finish(): void {
    const { phases, runs } = this.model;
    if (!phases.atRest || runs.prompts.whyNoCalls !== undefined) return;
    for (const [send, record] of this.#saidNew) {
      const sentence = `send ${send.runId} to ${send.key} was tried again and answered started, as it was before the final of its run, and no other run began`;
      this.add('a retry was told started of a run that ended well', sentence, send.settledBy, record);
    }
  }

  #saysNew(send: Send, started: number, { from }: PendingRequest, record: number): void {
    const { dialect, generations, interruptions } = this.model;
    if (dialect.mergesSends || started >= from || send.control !== undefined) return;
    this.exercised++;
    if (send.terminal === 'final' && send.settledBy > started && send.settledBy < from) {
      // a delete may take the keys of its session along
      const mayBeForgotten =
        generations.asksToEndAfter(send.key, started) || generations.mayHaveRotated(send.key, started);
      if (!mayBeForgotten && !send.otherText && !send.sharesMarker) this.#saidNew.set(send, record);
    }
    if (send.settled || send.lifecycleEnded || interruptions.of(send, started) !== undefined) return;
    const sentence = `send ${send.runId} to ${send.key} was tried again and answered started, while the run that it had started before went on`;
    this.add('a retry was told started of a run that lives', sentence, started, record);
  }

  #saysLives(send: Send, { from }: PendingRequest, record: number): void {
    const { settledAs, settledBy } = send;
    if (settledAs === 'merged' || settledAs === 'kept' || settledAs === 'row' || send.reaccepted) return;
    this.exercised++;
    if (settledBy >= from || this.#calls(send)) return;
    const how = settledAs === 'reply' ? 'its reply was read' : `its ${settledAs ?? 'terminal'} was sent`;
    const sentence = `send ${send.runId} to ${send.key} was tried again and answered in_flight, after ${how}`;
    this.add('a retry was told in_flight of a run that is over', sentence, settledBy, record);
  }

  #calls(send: Send): boolean {
    for (const call of this.model.runs.calls.values()) if (call.send === send) return true;
    return false;
  }

  #saysOver(send: Send, { from }: PendingRequest, record: number): void {
    const { dialect, interruptions, runs } = this.model;
    if (send.sharesMarker) return;
    if (send.settled || send.lifecycleEnded) {
      this.exercised++;
      return;
    }
    // it may have been merged into the other one that goes on, and have had its end with that
    if (dialect.mergesSends && send.session.unsettled > 1) return;
    const isInterrupted = interruptions.of(send) !== undefined;
    const waits = !send.isCalled && send.acceptedBy < from;
    const mayBegin = waits && send.control === undefined && !dialect.mergesSends;
    if (isInterrupted && !mayBegin) return;
    this.exercised++;
    if (!isInterrupted)
      for (const call of runs.calls.values())
        if (call.send === send && call.purpose === 'run' && call.record < from && !call.tampered)
          return this.#isAlive(send, 'was at the model', call.record, record);
    if (mayBegin) this.#saidOver.set(send, record);
  }

  /** The first text that reached the gateway under a key is what it was used for. */
  #saysOtherText(send: Send, { ask, from }: PendingRequest, record: number): void {
    if (ask.type !== 'send' || send.otherText || send.acceptedBy >= from) return;
    if (hashString(ask.text) !== send.textHash) return;
    this.exercised++;
    const sentence = `send ${send.runId} to ${send.key} was tried again with the same text, and refused as if its key had been used for another one`;
    this.add('a retry was refused as other text', sentence, send.acceptedBy, record);
  }

  #isAlive(send: Send, how: string, ...records: readonly number[]): void {
    const sentence = `send ${send.runId} to ${send.key} was tried again and answered ok, while its run ${how}`;
    this.add('a retry was told ok of a run that lives', sentence, ...records);
  }
}
