/**
 * abort/effective. "Nothing aborted" is false when a run was at the model from the request to the answer, or was
 * accepted before the request and was handed to the model after the answer. Runs that wait behind another one are meant
 * where the dialect says so; an abort that names no run means them all, so that none that was accepted before it and that
 * its answer does not name is handed to the model later. An answer that names no run means what was asked for: a run of
 * that name, or any of the session, which was active at some instant. Of a run that an answer names as aborted no other terminal may come (where sends are merged
 * it may have had its final), somebody who followed throughout gets one, its call is cancelled within the bound, and
 * after a restart it is not begun again, unless its key is tried again. Judged at the gateway's leg; what follows a
 * restart, by answers that were delivered. Text after a terminal is the matter of seq/run-order. However a run was cut
 * short (an abort, a reset, a delete, a limit), once its terminal says so its call is cancelled within the same bound;
 * where sends are merged only an abort is certain to mean the call.
 */
import type { Micros } from '../kernel/time.ts';
import type { EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';

export const abortEffective: Property = {
  id: 'abort/effective',
  family: 'account',
  statement:
    'An abort is answered with "nothing aborted" only if no run was active throughout, and with "aborted" only if one was; it leaves none of those that it means; each run that is answered as aborted gets one aborted terminal, the model of a run that was cut short is told to stop within the bound, and after a restart there is no call and no text of it.',
  why: 'OpenClaw issues 84176, 101162, 38277, 71128, 146420',
  exercise: 'an abort answered while a run was active',
  watches: [
    { type: 'response', says: ['abort'] },
    { type: 'event', says: ['terminal', 'run-text'], leg: 'news' },
    { type: 'provider', says: ['call', 'end', 'error', 'cancel'] },
    'process',
  ],
  start: (model) => new AbortEffective(model),
};

/** A run was answered as aborted. */
interface AnsweredAbort {
  readonly pending: PendingRequest;
  readonly record: number;
  readonly incarnation: number;
}

/** A call to be cancelled, with the fair time since when. */
interface Cancelling {
  readonly send: Send;
  /** What was promised of it, as sentences say it. */
  readonly how: string;
  readonly since: Micros;
  readonly record: number;
}

/** An answer to an abort that does not name a run that it meant; `others`: it names others. */
interface Overlooked {
  readonly record: number;
  readonly others: boolean;
}

const ABORTED = 'was answered as aborted';

class AbortEffective extends FindingChecker {
  /** Memory: an entry per aborted run. */
  readonly #answered = new Map<Send, AnsweredAbort>();
  readonly #cancelling = new Map<ModelCall, Cancelling>();
  /** Accepted runs that an abort did not find, with its answer. */
  readonly #denied = new Map<Send, Overlooked>();

  response({ record: { i }, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (answer?.type !== 'abort' || pending.ask.type !== 'abort' || pending.answeredRecord !== i) return;
    const { key, runId } = pending.ask;
    const { aborted, runIds } = answer;
    if (!aborted) return this.#overlooks(key, runId, [], pending, { record: i, others: false });
    const named = runIds.length > 0 || runId === undefined ? runIds : [runId];
    if (runIds.length === 0 && this.#isIdle(key, runId, pending)) this.#ends(key, runId, pending, i);
    for (const one of named) {
      const send = this.model.sends.ofRun(one, key);
      if (send !== undefined && !send.reaccepted) this.#aborted(send, pending, i);
    }
    // an id that nobody knows may stand for any run
    const areKnown = runIds.every((one) => this.model.sends.ofRun(one, key) !== undefined);
    if (runId === undefined && runIds.length > 0 && areKnown && !this.model.dialect.mergesSends)
      this.#overlooks(key, runId, runIds, pending, { record: i, others: true });
  }

  event({ record: { i, incarnation }, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (run === undefined) return;
    if (meaning.type === 'terminal' && meaning.state !== 'final') this.#cutShort(run, meaning.state, i);
    const answered = this.#answered.get(run);
    if (answered === undefined) return;
    if (meaning.type === 'terminal') {
      if (incarnation === answered.incarnation) this.#ended(run, meaning.state, answered.record, i);
    } else if (this.#isAfterRestart(run, answered)) {
      const sentence = `run ${run.runId} of ${run.key} was answered as aborted, and streams text after a restart`;
      this.add('an aborted run streams text after a restart', sentence, answered.record, i);
    }
  }

  provider({ record: { event, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    if (call?.send === undefined) return;
    if (event === 'call') return this.#called(call, call.send, i);
    const cancelling = this.#cancelling.get(call);
    if (cancelling === undefined || this.model.runs.calls.has(call.call)) return;
    this.#cancelling.delete(call);
    this.#stopped(cancelling, i);
  }

  process({ record }: Of<'process'>): void {
    if (record.event !== 'crashed' && record.event !== 'exited') return;
    this.#cancelling.clear();
    this.#denied.clear();
  }

  override finish(): void {
    for (const cancelling of this.#cancelling.values()) this.#stopped(cancelling, this.model.position);
    if (!this.model.phases.atRest) return;
    for (const [send, { pending, record, incarnation }] of this.#answered) {
      if (send.terminal !== undefined || incarnation !== this.model.incarnation) continue;
      if (!this.#isFollowed(send.key, pending.from, record)) continue;
      const sentence = `run ${send.runId} of ${send.key} was answered as aborted, and nobody who follows it got a terminal`;
      this.add('an aborted run has no terminal', sentence, record, this.model.position);
    }
  }

  #aborted(send: Send, pending: PendingRequest, record: number): void {
    this.exercised++;
    const { incarnation, runs } = this.model;
    if (send.terminal !== undefined) this.#ended(send, send.terminal, record, send.settledBy);
    this.#answered.set(send, { pending, record, incarnation });
    if (this.#hasTwin(send)) return;
    for (const call of runs.calls.values())
      if (call.send === send && call.purpose === 'run') this.#cancel(call, send, ABORTED, record);
  }

  /** Its terminal says that it is over, though the model has not ended it. */
  #cutShort(send: Send, state: 'aborted' | 'error', record: number): void {
    const { dialect, runs } = this.model;
    if (send.reaccepted || (state === 'error' && dialect.mergesSends)) return;
    for (const call of runs.calls.values()) {
      if (call.send !== send || call.purpose !== 'run' || this.#cancelling.has(call)) continue;
      // an end that was made up, or that is still on its way
      if (state === 'error' && call.tampered) continue;
      if (this.#hasTwin(send)) continue;
      this.exercised++;
      this.#cancel(call, send, `ended with ${state}`, record);
    }
  }

  /** Another message with its text is not over either: which of them a call is for is a guess. */
  #hasTwin(send: Send): boolean {
    if (!send.sharesMarker) return false;
    const twins = send.marker === undefined ? [] : this.model.sends.ofMarker(send.marker);
    return twins.some((twin) => twin !== send && twin.accepted && !twin.settled);
  }

  #cancel(call: ModelCall, send: Send, how: string, record: number): void {
    const { fair, now } = this.model;
    this.#cancelling.set(call, { send, how, record, since: fair.process.read(now) });
  }

  #ended(send: Send, state: Send['terminal'], promised: number, record: number): void {
    if (state === 'aborted' || (state === 'final' && this.model.dialect.mergesSends)) return;
    if (send.wasReaccepted) return;
    const sentence = `run ${send.runId} of ${send.key} was answered as aborted, and its terminal says ${state ?? 'nothing'}`;
    this.add('an aborted run ended in another way', sentence, promised, record);
  }

  #stopped({ send, how, since, record: promised }: Cancelling, record: number): void {
    const { fair, now, profile } = this.model;
    const waited = fair.process.read(now) - since;
    if (waited <= profile.bounds.cancel) return;
    const seconds = Math.round(waited / 1_000_000);
    const sentence = `run ${send.runId} of ${send.key} ${how}, and the model went on working on it for ${seconds} s`;
    const cause =
      how === ABORTED
        ? 'the model of an aborted run was not told to stop'
        : 'the model of a run that was cut short was not told to stop';
    this.add(cause, sentence, promised, record);
  }

  #called(call: ModelCall, send: Send, record: number): void {
    const denied = this.#denied.get(send);
    this.#denied.delete(send);
    if (denied !== undefined && !send.mayBeAnew(denied.record))
      this.#overlooked(send, 'was accepted and waited', denied, denied.record, record);
    const answered = this.#answered.get(send);
    if (answered === undefined || send.mayBeAnew(answered.pending.from)) return;
    if (!this.#isAfterRestart(send, answered)) {
      // it may have been on its way to the model
      if (answered.incarnation === this.model.incarnation) this.#cancel(call, send, ABORTED, answered.record);
      return;
    }
    const sentence = `run ${send.runId} of ${send.key} was answered as aborted, and is handed to the model after a restart`;
    this.add('an aborted run is begun again after a restart', sentence, answered.record, record);
  }

  /** The client knows that it is aborted, and has not sent it again. */
  #isAfterRestart(send: Send, { incarnation, pending }: AnsweredAbort): boolean {
    const isNew = send.mayBeAnew(pending.from);
    return incarnation < this.model.incarnation && pending.isDelivered && !isNew;
  }

  /** Runs that the abort meant, and that its answer does not name. */
  #overlooks(
    key: string,
    runId: string | undefined,
    named: readonly string[],
    pending: PendingRequest,
    by: Overlooked,
  ): void {
    const { runs, sends } = this.model;
    for (const { purpose, record: called, send, tampered } of runs.calls.values()) {
      if (purpose !== 'run' || send?.key !== key || tampered || send.lifecycleEnded) continue;
      if (!this.#isMeant(send, runId) || named.includes(send.runId)) continue;
      if (called < pending.from || this.#isInTurn(send, pending))
        this.#overlooked(send, 'was at the model', by, called, by.record);
    }
    for (const send of sends.unsettled) {
      if (send.key !== key || send.isCalled || send.prompted || named.includes(send.runId)) continue;
      if (this.#isMeant(send, runId) && this.#isInTurn(send, pending)) this.#denied.set(send, by);
    }
  }

  #isMeant(send: Send, runId: string | undefined): boolean {
    if (send.settled || (runId !== undefined && send.runId !== runId)) return false;
    return this.model.interruptions.of(send) === undefined;
  }

  /** It was accepted before, and the abort meant it: it waited for nothing but its start, or waiting runs are meant. */
  #isInTurn({ acceptedBy, session }: Send, { from, fromAt }: PendingRequest): boolean {
    if (acceptedBy > from) return false;
    return this.model.dialect.abortsQueued || (session.unsettled === 1 && session.lastSettlement < fromAt);
  }

  #overlooked(send: Send, how: string, { others }: Overlooked, ...records: readonly number[]): void {
    this.exercised++;
    const run = `run ${send.runId} of ${send.key} ${how} when an abort was asked for`;
    if (others) {
      const sentence = `${run} that names no run, and is not among those that it says were aborted`;
      this.add('an abort of all runs left one of them', sentence, ...records);
    } else {
      const sentence = `${run} and when it was answered with "nothing aborted"`;
      this.add('an abort found nothing while a run was active', sentence, ...records);
    }
  }

  /** Nothing that an abort could end was there at any instant between its arrival and its answer. */
  #isIdle(key: string, runId: string | undefined, { fromAt }: PendingRequest): boolean {
    const { sends } = this.model;
    if (runId !== undefined) return sends.ofRun(runId, key) === undefined;
    return !sends.possiblyActive(key) && sends.lastSettlement(key) < fromAt;
  }

  /** It says that it ended something where nothing was. */
  #ends(key: string, runId: string | undefined, { record: asked }: PendingRequest, record: number): void {
    this.exercised++;
    const what = runId === undefined ? 'no run was active' : `nobody ever asked for run ${runId}`;
    const sentence = `an abort in ${key} was answered with "aborted", and ${what} there since it was asked for`;
    this.add('an abort ended what was not there', sentence, asked, record);
  }

  /** Somebody who followed from before the abort is still there, and had read on after its answer. */
  #isFollowed(key: string, from: number, answered: number): boolean {
    const { connections } = this.model;
    for (const connection of connections.live())
      if (connection.open && connection.followsSince(key) <= from)
        if (connections.showsAllUntil(connection, answered)) return true;
    return false;
  }
}
