/**
 * run/served. A run that ends and was never seen at the model is excused by what may have ended it before: an abort, a
 * reset or delete, the end of the process, a failing disk; a client that left is no such thing. Of two sends with one
 * text a prompt does not show which it holds: neither is judged. Two calls are together while both are open, neither
 * run has told its end, and their session was not reset meanwhile. Order is judged when the earlier send is handed to
 * the model: nothing that was sent after its ack was delivered may have been there before. Where sends are merged, only
 * the first clause is.
 */
import type { EventAbout, Of, ProviderAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';

export const runServed: Property = {
  id: 'run/served',
  family: 'account',
  statement:
    'An accepted send reaches the model, unless an abort, reset, delete, restart or storage fault came first; two runs of one generation are not at the model together; a send whose sender knew another one to be accepted is served after it.',
  why: 'OpenClaw issues 100058, 100843, 102557, 111897',
  exercise: 'an accepted send at the model for the first time',
  needs: 'calls',
  watches: [
    { type: 'event', says: ['terminal'] },
    { type: 'provider', says: ['call'] },
  ],
  start: (model) => new RunServed(model),
};

class RunServed extends FindingChecker {
  /** Of each session, the send at the model so far that was sent last, with its call's record. */
  readonly #latest = new Map<string, { readonly send: Send; readonly record: number }>();

  event({ record: { i }, meaning }: Of<'event'>, { run }: EventAbout): void {
    if (meaning.type === 'terminal' && run?.settledBy === i) this.#ended(run, i);
  }

  provider({ record: { event, purpose, i } }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    if (event !== 'call' || purpose !== 'run' || call === undefined || send === undefined) return;
    const isFirst = send.calledRecord === i;
    if (isFirst) this.exercised++;
    if (this.model.dialect.mergesSends) return;
    this.#together(call, send);
    if (isFirst) this.#inOrder(send, i);
  }

  override finish(): void {
    for (const send of this.model.sends.all())
      if (send.settledAs === 'reply') this.#ended(send, send.settledBy);
  }

  #ended(send: Send, record: number): void {
    const { interruptions, runs } = this.model;
    if (runs.prompts.whyNoCalls !== undefined) return;
    const { calledAt, control, key, marker, prompted, runId, terminal } = send;
    if (calledAt >= 0 || prompted || control !== undefined || marker === undefined || !send.accepted) return;
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

  #together(call: ModelCall, send: Send): void {
    const { runs } = this.model;
    for (const other of runs.calls.values()) {
      if (other === call || other.purpose !== 'run' || other.key !== call.key) continue;
      if (other.send === undefined || other.send === send || other.tampered) continue;
      if (!this.#isOpen(other.send, other.record) || !this.#isOpen(send, other.record)) continue;
      const sentence = `${send.key}: run ${send.runId} was handed to the model while run ${other.send.runId} was there`;
      this.add('two runs of one session at the model at once', sentence, other.record, call.record);
    }
  }

  /** It goes on, in the generation that was current at that record. */
  #isOpen(send: Send, since: number): boolean {
    const { generations } = this.model;
    if (send.settled || send.lifecycleEnded || generations.log.dailyRule) return false;
    const from = Math.min(send.from, since);
    return !generations.asksToEndAfter(send.key, from) && !generations.mayHaveRotated(send.key, from);
  }

  #inOrder(send: Send, record: number): void {
    const { key, acknowledgedRecord: acknowledged, marker } = send;
    if (marker === undefined || send.sharesMarker || send.reaccepted) return;
    const latest = this.#latest.get(key);
    if (latest === undefined || send.record > latest.send.record) this.#latest.set(key, { send, record });
    if (latest === undefined || acknowledged < 0 || latest.send.record < acknowledged) return;
    const later = latest.send;
    const sentence = `${key}: send ${later.runId} was sent after the ack of ${send.runId} had come, and was at the model before it`;
    this.add('a later send was served first', sentence, acknowledged, later.record, latest.record, record);
  }
}
