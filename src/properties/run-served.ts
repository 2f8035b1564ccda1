/**
 * run/served. A run that ends and was never seen at the model is excused by what may have ended it before: an abort, a
 * reset or delete, the end of the process, a failing disk; a client that left is no such thing. Of two sends with one
 * text a prompt does not show which it holds: neither is judged. Two calls are together while both are open, neither
 * run has told its end, and nothing may have ended it from outside; and as a gateway may be seen to end a call late,
 * only where the model ended the earlier one itself, or both stayed open for a while. Order is judged when the earlier
 * send is handed to the model: nothing that was sent after its ack was delivered may have been there before. After a
 * restart that is judged of two that were acknowledged in one life of the process and not tried again: which of what it
 * had taken it takes up, and when, is its own beside that. A send that is accepted while nothing of its session is under way is at the
 * model within the bound, counted from its answer, unless anything else of its session was called meanwhile. Where sends
 * are merged, only the first clause is. Version 2 added the bound.
 */
import { seconds, type Micros } from '../kernel/time.ts';
import type { EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';

export const runServed: Property = {
  id: 'run/served',
  version: 2,
  later: { 2: ['an accepted send reached the model after the bound'] },
  family: 'account',
  statement:
    'An accepted send reaches the model, within the bound where nothing is under way before it, unless an abort, reset, delete, restart or storage fault came first; two runs of one generation are not at the model together; a send whose sender knew another one to be accepted is served after it.',
  why: 'OpenClaw issues 100058, 100843, 102557, 111897',
  exercise: 'an accepted send at the model for the first time',
  needs: 'calls',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'response', says: ['send'] },
    { type: 'provider', says: ['call', 'end', 'error', 'cancel'] },
    'process',
  ],
  start: (model) => new RunServed(model),
};

/** Somebody sees a call cancelled so long after the gateway did it. */
const CANCEL_GRACE = seconds(1);

/** A call that was made while an earlier one of its session was open. */
interface Overlap {
  readonly earlier: ModelCall;
  readonly later: ModelCall;
  readonly since: Micros;
}

class RunServed extends FindingChecker {
  /** Of each session, the send at the model so far that was sent last, with its call's record. */
  readonly #latest = new Map<string, { readonly send: Send; readonly record: number }>();
  #overlaps: Overlap[] = [];
  /** Of each session, the send that was accepted last while nothing else of it was under way, with its answer. */
  readonly #next = new Map<string, { readonly send: Send; readonly record: number }>();

  response({ record: { i } }: Of<'response'>, { pending, send }: RequestAbout): void {
    if (send === undefined || pending.answeredRecord !== i) return;
    const { session, key } = send;
    const isAlone = session.unsettled === 1 && session.undetermined.size === 0 && !session.again;
    if (send.acceptedBy === i && isAlone && this.#openCalls(key) === 0)
      this.#next.set(key, { send, record: i });
  }

  event({ record: { i }, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type === 'terminal' && run?.settledBy === i) this.#ended(run, i);
  }

  provider({ record: { event, purpose, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    if (event !== 'call') return this.#over(event !== 'cancel');
    if (call?.key !== undefined) this.#first(call.key, call, i);
    if (purpose !== 'run' || call === undefined || send === undefined) return;
    const isFirst = send.calledRecord === i;
    if (isFirst) this.exercised++;
    if (this.model.dialect.mergesSends) return;
    this.#together(call, send);
    if (isFirst) this.#inOrder(send, i);
  }

  process({ record: { event } }: Of<'process'>): void {
    if (event !== 'crashed' && event !== 'exited') return;
    this.#overlaps.length = 0;
    this.#next.clear();
  }

  override finish(): void {
    for (const overlap of this.#overlaps) this.#judgeOverlap(overlap, false);
    for (const send of this.model.sends.all())
      if (send.settledAs === 'reply') this.#ended(send, send.settledBy);
  }

  #ended(send: Send, record: number): void {
    const { interruptions, runs } = this.model;
    if (runs.prompts.whyNoCalls !== undefined) return;
    const { control, isCalled, key, marker, prompted, runId, terminal } = send;
    if (isCalled || prompted || control !== undefined || marker === undefined || !send.accepted) return;
    const excuse = send.sharesMarker
      ? 'another send had the same text'
      : send.reaccepted
        ? 'their key was accepted once more'
        : interruptions.of(send);
    if (excuse !== undefined) return this.excuse('send', excuse, send);
    const how = terminal === undefined ? 'has a reply' : `ended with ${terminal}`;
    const sentence = `send ${runId} to ${key} was accepted and ${how}, and no model was ever asked`;
    this.add('an accepted send never reached the model', sentence, send.acceptedBy, record);
  }

  /** How many calls of the session are open. */
  #openCalls(key: string): number {
    let calls = 0;
    for (const call of this.model.runs.calls.values()) if (call.key === key) calls++;
    return calls;
  }

  /** The first call of the session since a send was accepted. */
  #first(key: string, { purpose, send }: ModelCall, record: number): void {
    const next = this.#next.get(key);
    this.#next.delete(key);
    if (next === undefined || next.send !== send || purpose !== 'run' || send.control !== undefined) return;
    const { dialect, fair, interruptions, now, profile } = this.model;
    if (dialect.mergesSends || send.attempts > 1 || interruptions.of(send) !== undefined) return;
    const waited = fair.queueing(key).read(now) - send.queueingAtAccept;
    if (waited <= profile.bounds.firstProviderCall) return;
    const sentence = `send ${send.runId} to ${key} was accepted while nothing was under way, and reached the model ${Math.round(waited / 1_000_000)} s later`;
    this.add('an accepted send reached the model after the bound', sentence, next.record, record);
  }

  #together(later: ModelCall, send: Send): void {
    const { now, runs } = this.model;
    for (const earlier of runs.calls.values()) {
      if (earlier === later || earlier.purpose !== 'run' || earlier.key !== later.key) continue;
      if (earlier.send === undefined || earlier.send === send || earlier.tampered) continue;
      if (this.#isOpen(earlier.send, earlier.record) && this.#isOpen(send, earlier.record))
        this.#overlaps.push({ earlier, later, since: now });
    }
  }

  /** A call is over; `byModel`: the model ended it itself. */
  #over(byModel: boolean): void {
    if (this.#overlaps.length === 0) return;
    const { calls } = this.model.runs;
    const over = this.#overlaps.filter(
      ({ earlier, later }) => !calls.has(earlier.call) || !calls.has(later.call),
    );
    if (over.length === 0) return;
    this.#overlaps = this.#overlaps.filter((one) => !over.includes(one));
    for (const one of over) this.#judgeOverlap(one, byModel && !calls.has(one.earlier.call));
  }

  #judgeOverlap({ earlier, later, since }: Overlap, byModel: boolean): void {
    if (earlier.send === undefined || later.send === undefined || earlier.tampered) return;
    if (!byModel && this.model.now - since <= CANCEL_GRACE) return;
    const sentence = `${later.send.key}: run ${later.send.runId} was handed to the model while run ${earlier.send.runId} was there`;
    this.add('two runs of one session at the model at once', sentence, earlier.record, later.record);
  }

  /** It goes on, in the generation that was current at that record. */
  #isOpen(send: Send, since: number): boolean {
    if (send.settled || send.lifecycleEnded) return false;
    return this.model.interruptions.of(send, Math.min(send.from, since)) === undefined;
  }

  #inOrder(send: Send, record: number): void {
    const { key, acknowledgedRecord: acknowledged, marker } = send;
    if (marker === undefined || send.sharesMarker || send.reaccepted) return;
    const latest = this.#latest.get(key);
    if (latest === undefined || send.record > latest.send.record) this.#latest.set(key, { send, record });
    if (latest === undefined || acknowledged < 0 || latest.send.record < acknowledged) return;
    const later = latest.send;
    const isTakenUp = send.acknowledgedIncarnation !== this.model.incarnation;
    if (isTakenUp && !this.#waitedTogether(send, later)) return;
    const sentence = `${key}: send ${later.runId} was sent after the ack of ${send.runId} had come, and was at the model before it`;
    this.add('a later send was served first', sentence, acknowledged, later.record, latest.record, record);
  }

  /** Both were left behind by one life of the process, and nobody has asked for either again. */
  #waitedTogether(earlier: Send, later: Send): boolean {
    const { log } = this.model.generations;
    return (
      earlier.acknowledgedIncarnation === later.acknowledgedIncarnation &&
      earlier.attempts === 1 &&
      later.attempts === 1 &&
      later.calledRecord >= log.bornAt
    );
  }
}
