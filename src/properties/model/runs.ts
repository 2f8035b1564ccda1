/**
 * Runs: what provider calls and run events show about accepted sends. A provider call names no run; it belongs to
 * the send whose marker is the last one in its prompt, and a summary to the session of any marker in its prompt.
 * Owns: provider calls under way. Memory: outstanding calls, and finished summaries with what they stand for.
 */
import type { RunMeaning } from '../../dialect/observation.ts';
import type { ProviderRecord } from '../../history/record.ts';
import type { WholePrompt } from '../../history/recorded-prompt.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import { messagesOf } from '../../history/recorded-prompt.ts';
import { Prompts } from './prompts.ts';
import type { Send, Sends } from './sends.ts';

/** One call to the model under way. */
export interface ModelCall {
  readonly call: number;
  readonly purpose: 'run' | 'summary';
  /** The session it works for, where a marker says so. */
  readonly key: string | undefined;
  /** The send it answers; undefined for a summary or an unmarked prompt. */
  readonly send: Send | undefined;
  readonly record: number;
  /** The messages of its prompt; undefined where the history does not show them (`prompts.whyNoTexts`). */
  readonly prompt: WholePrompt;
  readonly markers: readonly string[];
  readonly texts: readonly string[];
  /** Of a summary: the sends of its prompt whose runs were certainly not over, so that it holds no end of theirs. */
  readonly openSends: ReadonlySet<Send>;
  /** The plan falsified or delayed an event of it. */
  tampered: boolean;
}

/** A summary that was returned: later prompts may hold its text in place of what it was made of. */
export interface Summary {
  readonly key: string;
  readonly text: string;
  /** What tells it apart where its text was rewritten, if it has one. */
  readonly marker: string | undefined;
  readonly covers: ReadonlySet<string>;
  /** The newest send that it was made of, where only one has that text. */
  readonly newest: Send | undefined;
  /** Runs that were certainly not over when it was asked for. */
  readonly openSends: ReadonlySet<Send>;
  readonly at: Micros;
  /** The record that shows it returned. */
  readonly record: Position;
}

const NONE: readonly Summary[] = [];
const NOBODY: ReadonlySet<Send> = new Set();

export class Runs {
  /** What the history shows of prompts and texts. */
  readonly prompts = new Prompts();
  readonly #sends: Sends;
  readonly #fair: FairTime;
  readonly #mergesSends: boolean;
  readonly #calls = new Map<number, ModelCall>();
  readonly #summaries = new Map<string, Summary[]>();
  /** When summaries of each session were asked for; of those with key undefined it does not show of which. */
  readonly #summariesAsked = new Map<string | undefined, Position[]>();

  constructor(sends: Sends, fair: FairTime, mergesSends: boolean) {
    this.#sends = sends;
    this.#fair = fair;
    this.#mergesSends = mergesSends;
  }

  get calls(): ReadonlyMap<number, ModelCall> {
    return this.#calls;
  }

  summaries(key: string): readonly Summary[] {
    return this.#summaries.get(key) ?? NONE;
  }

  /** So many summaries of this session, at most, were asked for after this instant. */
  summariesAskedSince(key: string, since: Position): number {
    const asked = [this.#summariesAsked.get(key), this.#summariesAsked.get(undefined)];
    return asked.flatMap((one) => one ?? []).filter((at) => at > since).length;
  }

  /** The summary that an entry is, as far as its text shows; undefined: none that the provider returned. */
  summaryIn(key: string, text: string): Summary | undefined {
    return this.summaries(key).findLast(
      (one) => text.includes(one.text) || (one.marker !== undefined && text.includes(one.marker)),
    );
  }

  /** A lasting read of the session shows this summary entry: it has replaced what it was made of. */
  summaryLanded(key: string, text: string): void {
    const found = this.summaryIn(key, text);
    // one whose text was rewritten may be any
    for (const { covers, openSends } of found === undefined ? this.summaries(key) : [found])
      for (const marker of covers)
        for (const send of this.#sends.ofMarker(marker)) {
          send.summarised = true;
          if (!openSends.has(send)) send.endSummarised = true;
        }
  }

  /** A summary for this session is at the provider. */
  summarising(key: string): boolean {
    for (const call of this.#calls.values()) if (call.purpose === 'summary' && call.key === key) return true;
    return false;
  }

  /** A run of this session is at the provider. */
  running(key: string): boolean {
    for (const call of this.#calls.values()) if (call.purpose === 'run' && call.key === key) return true;
    return false;
  }

  /** No run of this session is at the provider, and the history would show one. */
  idle(key: string): boolean {
    return this.prompts.whyNoCalls === undefined && !this.running(key);
  }

  /** Gives the call that the record belongs to, also if it has just ended. */
  observeProvider(record: ProviderRecord): ModelCall | undefined {
    const { event, injected = false } = record;
    this.prompts.observe(record);
    if (event === 'call') return this.#begin(record);
    const call = this.#calls.get(record.call);
    if (call === undefined) return undefined;
    if (injected) call.tampered = true;
    const ends = event === 'cancel' || (!injected && (event === 'end' || event === 'error'));
    if (!ends) return call;
    if (event === 'end' && call.purpose === 'summary') this.#summarised(call, record);
    this.#finish(call, record.atMicros);
    return call;
  }

  /** The process is gone; nobody waits for its calls. */
  processGone(now: Micros): void {
    for (const call of this.#calls.values()) this.#finish(call, now);
  }

  /** A run event at the gateway's leg, or as delivered where there is no other. */
  observeEvent(meaning: RunMeaning, send: Send, at: Position, now: Micros): void {
    if (meaning.type !== 'terminal') {
      this.#sends.accept(send, at);
      if (meaning.type === 'run-end') send.lifecycleEnded = true;
      return;
    }
    // a promise that was made does not make what is told later one
    if (!send.settled) send.terminal = meaning.state;
    else send.terminal ??= meaning.state;
    if (this.#isPromise(send)) this.#sends.accept(send, at);
    else this.#sends.settle(send, meaning.state, at, now);
  }

  /**
   * A final for a send that no model has seen says only that another run is to answer it, if there is one that can:
   * that of another send, under way when this one was sent.
   */
  #isPromise(send: Send): boolean {
    if (!this.#mergesSends || send.prompted || send.terminal !== 'final') return false;
    if (send.marker === undefined || send.control !== undefined) return false;
    return send.session.all.some(
      (host) =>
        host !== send && host.control === undefined && host.from !== Infinity && host.settledBy > send.from,
    );
  }

  /**
   * The sends whose text a run's prompt holds. Which of the open ones is the run's own does not show (an older one may
   * have been interrupted unseen), so each is taken to be merged into any before it. One that was told its final
   * before is settled by this.
   */
  #prompted(record: ProviderRecord, markers: readonly string[]): void {
    const open = new Set<Send>();
    for (const marker of markers) {
      for (const send of this.#sends.ofMarker(marker)) {
        send.prompted = true;
        if ((send.settled && send.settledAs !== 'merged') || send.from === Infinity) continue;
        if (send.terminal === 'final') this.#sends.settle(send, 'merged', record.i, record.atMicros);
        else if (!open.has(send)) {
          for (const host of open) if (host.key === send.key) (host.merged ??= new Set<Send>()).add(send);
          open.add(send);
        }
      }
    }
  }

  #begin(record: ProviderRecord): ModelCall {
    const { prompt, markers, texts, isUnmarked } = this.prompts.contents(record);
    let send: Send | undefined;
    let key: string | undefined;
    for (let at = markers.length - 1; at >= 0 && key === undefined; at--) {
      const marker = markers[at];
      const candidates = this.#sends.ofMarker(marker as string);
      const open = candidates.filter((one) => one.accepted && !one.settled);
      // one of which another text was refused, or came first, may carry that text's marker too
      const found =
        open.find((one) => one.marker === marker) ??
        open[0] ??
        (candidates.length === 1 ? candidates[0] : undefined);
      key = found?.key ?? candidates[0]?.key;
      if (record.purpose === 'run') send = found;
    }
    if (isUnmarked && key !== undefined && this.#hasUnmarked(key)) send = undefined;
    const now = record.atMicros;
    const { call, purpose, i } = record;
    key ??= this.#keyOf(texts);
    const begun: ModelCall = {
      call,
      purpose,
      key,
      send,
      record: i,
      prompt,
      markers,
      texts,
      openSends: purpose === 'summary' ? this.#openAmong(markers) : NOBODY,
      tampered: false,
    };
    this.#calls.set(call, begun);
    if (key !== undefined) {
      this.#fair.settling(key).hold(now);
      if (purpose === 'run') this.#fair.queueing(key).hold(now);
    }
    if (purpose === 'run' && this.#mergesSends) this.#prompted(record, markers);
    if (purpose === 'summary') {
      this.#summariesAsked.set(key, [...(this.#summariesAsked.get(key) ?? []), i]);
      for (const marker of markers)
        for (const one of this.#sends.ofMarker(marker))
          if (!begun.openSends.has(one)) one.summaryAsked = true;
    } else if (send !== undefined) {
      this.#sends.accept(send, i);
      if (!send.isCalled) {
        send.calledAt = now;
        send.calledRecord = i;
      }
    }
    return begun;
  }

  /** A message without a marker was asked to be taken, and may be the one that a run is of. */
  #hasUnmarked(key: string): boolean {
    return this.#sends.session(key).all.some(({ marker, settled }) => marker === undefined && !settled);
  }

  /** Those that were never at the model, or are there now. */
  #openAmong(markers: readonly string[]): ReadonlySet<Send> {
    const open = new Set<Send>();
    for (const marker of markers)
      for (const send of this.#sends.ofMarker(marker))
        if (!send.settled && !send.isCalled && !send.prompted) open.add(send);
    for (const { send } of this.#calls.values()) if (send?.settled === false) open.add(send);
    return open;
  }

  /** A prompt without a send's marker may still hold an earlier summary of its session. */
  #keyOf(texts: readonly string[]): string | undefined {
    for (const [key, summaries] of this.#summaries) {
      if (summaries.some((summary) => texts.some((text) => text.includes(summary.text)))) return key;
    }
    return undefined;
  }

  #finish(call: ModelCall, now: Micros): void {
    this.#calls.delete(call.call);
    if (call.key === undefined) return;
    this.#fair.settling(call.key).release(now);
    if (call.purpose === 'run') this.#fair.queueing(call.key).release(now);
  }

  /** A summary stands for its prompt's markers, and for those of the summaries whose text its prompt held. */
  #summarised(call: ModelCall, record: ProviderRecord): void {
    const { key } = call;
    const text = typeof record.text === 'string' ? record.text : '';
    if (key === undefined || text === '') return;
    const covers = new Set(call.markers);
    const earlier = this.#summaries.get(key) ?? [];
    for (const summary of earlier) {
      if (isShown(summary.text, call)) for (const marker of summary.covers) covers.add(marker);
    }
    const newest = call.markers
      .map((marker) => this.#sends.ofMarker(marker))
      .findLast((sends) => sends.length > 0);
    earlier.push({
      key,
      text,
      covers,
      at: record.atMicros,
      record: record.i,
      openSends: call.openSends,
      marker: /\[\[[^\]]+\]\]/.exec(text)?.[0],
      newest: newest?.length === 1 ? newest[0] : undefined,
    });
    this.#summaries.set(key, earlier);
  }
}

/** The call's prompt holds this text: of an earlier summary, which may have no marker to be found by. */
function isShown(text: string, { prompt, texts }: ModelCall): boolean {
  if (texts.some((one) => one.includes(text))) return true;
  return messagesOf(prompt).some(({ message }) => message.text === text);
}
