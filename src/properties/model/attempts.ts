/**
 * Attempts: what the model said and did in a run, in one life of the process, as a gateway of the dialect is to show it:
 * trimmed and joined where the dialect trims and joins. The calls of a run add up to one attempt, unless the dialect
 * rewinds: then each call begins a new one. Where sends may be merged, it is not known whose the next call of a session
 * is while others of it may be under way: all these are unknown, and nobody can tell their texts apart.
 * Memory: the texts of runs under way, and a few MiB of those that ended; of what is older, length and hash remain.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { ProviderRecord } from '../../history/record.ts';
import { textLength, type RecordedText } from '../../history/recorded-text.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Position } from './connections.ts';
import type { ModelCall } from './runs.ts';
import { SaidText } from './said-text.ts';
import type { Send, Sends } from './sends.ts';

/** UTF-16 code units of text that are kept of attempts that ended. */
const KEPT_UNITS = 4 * 1024 * 1024;

/** How a call ended; `gone`: with the process. */
export type AttemptEnd = 'end' | 'error' | 'cancel' | 'gone';

export class Attempt {
  readonly send: Send;
  readonly incarnation: number;
  /** The record of its first call, and when it was. */
  readonly record: Position;
  readonly beganAt: Micros;
  /** All that was said, as it is to be shown. */
  readonly said = new SaidText();
  /** Where blocks of text begin in it: where it begins, and behind each tool call that parts two blocks. */
  readonly blocks: number[] = [0];
  /** Results of tools, in order. */
  tools: RecordedText[] = [];
  /** How its last call ended; undefined: it goes on. */
  end: AttemptEnd | undefined;
  /** The record that shows it; of a call that goes on, the record of the call. */
  lastRecord: Position;
  /** It failed, or said nothing, while nobody was connected whom that concerns. */
  isUntold = false;
  /** What the model said about its failure. */
  failure: string | undefined;
  /** Which run it is of, or what was said, cannot be told. */
  isUnknown = false;
  /** Of its texts, only length and hash are known. */
  isForgotten = false;
  readonly #rules: Dialect['content'];
  /** White space at the end of a block, which is shown once something follows it. */
  #held = '';
  #isParted = false;

  constructor(send: Send, { i, atMicros, incarnation }: ProviderRecord, rules: Dialect['content']) {
    this.send = send;
    this.incarnation = incarnation;
    this.record = i;
    this.lastRecord = i;
    this.beganAt = atMicros;
    this.#rules = rules;
  }

  /** UTF-16 code units that are kept of it. */
  get units(): number {
    return this.tools.reduce((units, tool) => units + textLength(tool), this.said.length);
  }

  /** It said nothing so far. */
  get isSilent(): boolean {
    return this.said.length === 0;
  }

  say(text: RecordedText): void {
    if (!this.#rules.trimsShown || typeof text !== 'string') {
      this.said.add(text);
      return;
    }
    const begins = this.#isParted || this.isSilent;
    const shown = this.#held + (begins ? text.trimStart() : text);
    const kept = shown.trimEnd();
    this.#held = shown.slice(kept.length);
    if (kept === '') return;
    if (this.#isParted) {
      this.said.add(this.#rules.betweenBlocks);
      this.blocks.push(this.said.length);
      this.#isParted = false;
    }
    this.said.add(kept);
  }

  /** A tool gave this result. */
  gave(result: RecordedText): void {
    this.tools.push(result);
    if (!this.#rules.trimsShown || this.isSilent) return;
    this.#isParted = true;
    this.#held = '';
  }

  /** `part` stands at this position, white space at its end left out where the dialect trims. */
  shows(at: number, part: string): boolean {
    return this.said.standsAt(at, this.#rules.trimsShown ? part.trimEnd() : part);
  }

  forget(): void {
    this.said.forget();
    this.tools = [];
    this.isForgotten = true;
  }
}

const NONE: readonly Attempt[] = [];

export class Attempts {
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  /** Of calls under way. */
  readonly #byCall = new Map<number, Attempt>();
  readonly #bySend = new Map<Send, Attempt[]>();
  /** The newest of each session, where sends may be merged. */
  readonly #last = new Map<string, Attempt>();
  /** Ended, oldest first, and what is kept of them. */
  readonly #ended = new Set<Attempt>();
  #endedUnits = 0;

  constructor(dialect: Dialect, sends: Sends) {
    this.#dialect = dialect;
    this.#sends = sends;
  }

  /** The attempts of a run, in order. */
  of(send: Send): readonly Attempt[] {
    return this.#bySend.get(send) ?? NONE;
  }

  /** The last attempt of a run; undefined: the history shows none, or cannot show whose a call is. */
  last(send: Send): Attempt | undefined {
    const attempt = this.#bySend.get(send)?.at(-1);
    return attempt === undefined || attempt.isUnknown || !this.isKnown(send) ? undefined : attempt;
  }

  /** What the model is asked and says for it can be told from what it does for others. */
  isKnown(send: Send): boolean {
    const { marker, reaccepted } = send;
    return marker !== undefined && !reaccepted && this.#sends.ofMarker(marker).length === 1;
  }

  /** `call`: the call that the record belongs to. */
  observe(record: ProviderRecord, call: ModelCall | undefined): void {
    if (record.event === 'call') {
      if (call?.send !== undefined) this.#begin(call.send, record);
      else if (record.purpose === 'run' && this.#dialect.mergesSends) this.#mix(undefined, call?.key);
      return;
    }
    const attempt = this.#byCall.get(record.call);
    if (attempt === undefined || record.injected === true) return;
    const { event, text } = record;
    switch (event) {
      case 'start':
        return;
      case 'delta':
        if (text === undefined) attempt.isUnknown = true;
        else attempt.say(text);
        return;
      case 'tool':
        if (text === undefined) attempt.isUnknown = true;
        else attempt.gave(text);
        return;
      case 'end':
      case 'error':
      case 'cancel':
        attempt.failure = record.message;
        this.#end(record.call, attempt, event, record.i);
    }
  }

  /** The process is gone; nobody hears what its calls still say. */
  processGone(at: Position): void {
    for (const [call, attempt] of this.#byCall) this.#end(call, attempt, 'gone', at);
  }

  #begin(send: Send, record: ProviderRecord): void {
    const attempts = this.#bySend.get(send) ?? [];
    const latest = attempts.at(-1);
    const { content, mergesSends } = this.#dialect;
    let attempt = latest;
    if (
      attempt === undefined ||
      attempt.incarnation !== record.incarnation ||
      send.settled ||
      content.retry === 'rewinds'
    ) {
      attempt = new Attempt(send, record, content);
      attempts.push(attempt);
      this.#bySend.set(send, attempts);
    }
    this.#resume(attempt);
    attempt.end = undefined;
    attempt.lastRecord = record.i;
    // an older format shows neither
    if (record.prompt === undefined) attempt.isUnknown = true;
    this.#byCall.set(record.call, attempt);
    if (!mergesSends) return;
    this.#mix(attempt, send.key);
    // a run that takes up a message gives up its call for another one
    const before = this.#last.get(send.key);
    if (before !== undefined && before !== attempt && before.end !== 'end' && before.end !== 'error')
      before.isUnknown = attempt.isUnknown = true;
    this.#last.set(send.key, attempt);
  }

  /** A call is of the run of any send that may be under way in its session; `key`: of any session, where it is not known. */
  #mix(attempt: Attempt | undefined, key: string | undefined): void {
    for (const sends of [this.#sends.unsettled, this.#sends.undetermined])
      for (const other of sends) {
        if ((key !== undefined && other.key !== key) || other === attempt?.send) continue;
        if (attempt !== undefined) attempt.isUnknown = true;
        const theirs = this.#bySend.get(other)?.at(-1);
        if (theirs !== undefined) theirs.isUnknown = true;
      }
  }

  #end(call: number, attempt: Attempt, end: AttemptEnd, at: Position): void {
    this.#byCall.delete(call);
    attempt.end = end;
    attempt.lastRecord = at;
    this.#ended.add(attempt);
    this.#endedUnits += attempt.units;
    for (const oldest of this.#ended) {
      if (this.#endedUnits <= KEPT_UNITS) return;
      if (!oldest.send.settled) continue;
      this.#resume(oldest);
      oldest.forget();
    }
  }

  #resume(attempt: Attempt): void {
    if (this.#ended.delete(attempt)) this.#endedUnits -= attempt.units;
  }
}
