/**
 * Conversations: of each session, what its runs said and were asked, what summaries were made of, and the prompt that its
 * model was shown last. Knows what a later prompt must hold: settled turns of the generation, until a summary stands for
 * them. Must not know: which property asks.
 */
import { PromptMessages, type WholePrompt } from '../history/recorded-prompt.ts';
import type { ProviderRecord } from '../history/record.ts';
import { markerOf, SUMMARY_MARKER } from '../protocol/marker.ts';
import { NEVER, type Position } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import { isOlder, type Ending } from './model/rotations.ts';
import type { ModelCall } from './model/runs.ts';
import type { Send } from './model/sends.ts';
import {
  RememberedTexts,
  RememberedTurn,
  type PromptItem,
  type RememberedSummary,
} from './remembered-turn.ts';
import { ShownPrompt, type ShownMessage } from './shown-prompt.ts';

/** What the prompt of a summary call held. */
type SummaryInput = Pick<RememberedSummary, 'from' | 'newest'> & { readonly held: ReadonlySet<PromptItem> };

export class PromptedSession {
  readonly key: string;
  readonly prompt = new ShownPrompt();
  /** Turns that are not settled, as far as was looked. */
  readonly open = new Set<RememberedTurn>();
  /** Settled ones that later prompts must hold, in order of their ends. */
  owed: RememberedTurn[] = [];
  /** What such summaries stand for in prompts. */
  readonly under = new Map<RememberedSummary, PromptItem[]>();
  /** Summaries without a marker of their own. */
  readonly unmarked: RememberedSummary[] = [];
  isSummarised = false;
  /** The turn that its model was asked for last. */
  lastAsked: RememberedTurn | undefined;
  #ending: Ending | undefined;
  #endingAt: Position = NEVER;

  constructor(key: string) {
    this.key = key;
  }

  /** Leaves out what came before this ending, also of what the prompt before is known to hold. */
  sift(ending: Ending): void {
    if (this.#ending === ending && this.#endingAt === ending.earliest) return;
    this.#ending = ending;
    this.#endingAt = ending.earliest;
    for (const turn of this.owed)
      if (isOlder(turn.send, ending))
        for (const one of [turn.message, ...turn.said]) this.prompt.release(one);
    this.owed = this.owed.filter(({ message }) => message.isOwed);
    this.prompt.forget();
  }
}

export class Conversations {
  readonly #model: JudgeModel;
  readonly #texts: RememberedTexts;
  readonly #turns = new Map<Send, RememberedTurn>();
  readonly #byKey = new Map<string, PromptedSession>();
  readonly #inputs = new Map<number, SummaryInput>();
  readonly #byMarker = new Map<string, RememberedSummary>();
  #lastCrash: Position = NEVER;

  constructor(model: JudgeModel) {
    this.#model = model;
    this.#texts = new RememberedTexts(model.dialect.content);
  }

  of(key: string): PromptedSession {
    let conversation = this.#byKey.get(key);
    if (conversation === undefined) this.#byKey.set(key, (conversation = new PromptedSession(key)));
    return conversation;
  }

  turnOf(send: Send): RememberedTurn {
    let turn = this.#turns.get(send);
    if (turn === undefined) {
      this.#turns.set(send, (turn = new RememberedTurn(send)));
      this.of(send.key).open.add(turn);
    }
    return turn;
  }

  /**
   * Who said this text does not depend on a guess: it is long enough, nobody else in its session said the same, and no
   * other send has a marker of its turn.
   */
  isCertain({ isShared, isShort, turn: { send } }: PromptItem): boolean {
    return !isShared && !isShort && !send.reaccepted && send.marker !== undefined && !send.sharesMarker;
  }

  /** Who said this text, in any session. */
  find({ message: { role, text } }: PromptMessages): readonly PromptItem[] {
    return role === 'assistant' || role === 'tool' ? this.#texts.find(role, text) : [];
  }

  crashed(at: Position): void {
    this.#lastCrash = at;
  }

  /** What a call said, or how it ended. */
  observe({ event, injected, text }: ProviderRecord, { call, key, purpose, send }: ModelCall): void {
    if (injected === true) return;
    if (purpose === 'summary') {
      if (event === 'end' && key !== undefined && typeof text === 'string') this.#summarised(call, key, text);
      if (event === 'end' || event === 'error' || event === 'cancel') this.#inputs.delete(call);
      return;
    }
    const turn = send === undefined ? undefined : this.#turns.get(send);
    if (turn === undefined) return;
    if (event === 'delta' && text !== undefined) turn.says(text);
    else if (event === 'tool' && text !== undefined) turn.gotResult(text);
    else if (event === 'start' && this.#model.dialect.content.retry === 'rewinds') turn.restart();
    else if (event === 'end' || event === 'error' || event === 'cancel')
      turn.ended(event === 'end', this.#texts);
  }

  /** A summary is asked for. */
  summarise(call: ModelCall): void {
    const { key } = call;
    if (key === undefined) return;
    const held = new Set<PromptItem>();
    const from = new Set<RememberedSummary>();
    for (let at = promptOf(call); at !== undefined; at = at.before) {
      const { repeats, summaries } = this.read(at, key);
      for (const one of summaries) from.add(one);
      // of what was said more than once in one text any may be meant
      const said = this.find(at).filter(({ turn }) => turn.send.key === key);
      for (const one of said.length > 1 ? said : repeats) {
        held.add(one);
        if (this.#model.dialect.content.summarisesAsText) for (const said of one.turn.said) held.add(said);
      }
    }
    const sends = [...held].map(({ turn }) => turn.send);
    const older = [...from].flatMap(({ newest }) => newest ?? []);
    const newest = [...sends, ...older].reduce<Send | undefined>(later, undefined);
    this.#inputs.set(call.call, { held, from: [...from], newest });
  }

  #summarised(call: number, key: string, text: string): void {
    const input = this.#inputs.get(call);
    if (input === undefined || text === '') return;
    const summary = this.#summaryOf(key, text);
    const { from, held, newest } = input;
    summary.from = [...summary.from, ...from];
    summary.newest = newest === undefined ? summary.newest : later(summary.newest, newest);
    for (const one of held) if (!one.summaries.includes(summary)) one.summaries = [...one.summaries, summary];
    this.of(key).isSummarised = true;
  }

  #summaryOf(key: string, text: string): RememberedSummary {
    const { unmarked } = this.of(key);
    const marker = /\[\[(summary-[^\]]*)\]\]/.exec(text)?.[1];
    const known =
      marker === undefined ? unmarked.find((one) => one.text === text) : this.#byMarker.get(marker);
    if (known !== undefined) return known;
    const summary: RememberedSummary = { key, text, from: [], newest: undefined };
    if (marker === undefined) unmarked.push(summary);
    else this.#byMarker.set(marker, summary);
    return summary;
  }

  /** What one message of a prompt of this session repeats. */
  read(message: PromptMessages, key: string): Omit<ShownMessage, 'message'> {
    const { role } = message.message;
    const summaries = this.#summariesIn(message, key);
    if (role === 'user') {
      const repeats = message.markers.flatMap((marker) => {
        const sends = this.#model.sends.ofMarker(marker).filter((send) => send.key === key);
        return sends.map((send) => this.turnOf(send).message);
      });
      return { repeats: repeats.length > 1 ? [...new Set(repeats)] : repeats, summaries };
    }
    const said = this.find(message).filter(({ turn }) => turn.send.key === key);
    // of runs that said the same each is there as often as the text is
    const unseen = said.filter(({ times }) => times === 0);
    const one = unseen.find(({ isOwed }) => isOwed) ?? unseen[0] ?? said.at(-1);
    return { repeats: one === undefined ? [] : [one], summaries };
  }

  #summariesIn({ markers, message: { role, text } }: PromptMessages, key: string): RememberedSummary[] {
    const marked = markers
      .filter((name) => name.startsWith(SUMMARY_MARKER))
      .flatMap((name) => this.#byMarker.get(name) ?? []);
    if (role === 'assistant' || role === 'tool' || typeof text !== 'string') return marked;
    const unmarked = this.#byKey.get(key)?.unmarked.filter((one) => text.includes(one.text)) ?? [];
    return unmarked.length === 0 ? marked : [...marked, ...unmarked];
  }

  /** The model of a session is shown the prompt of a run; gives how many messages it shares with the one before. */
  shown(conversation: PromptedSession, call: ModelCall, look: (at: number) => void = ignore): number {
    const { key, open, owed, prompt } = conversation;
    const ending = this.#model.generations.lastEnding(key);
    for (const turn of open) {
      const { send } = turn;
      if (!send.settled) continue;
      open.delete(turn);
      turn.settled();
      if (!this.#isOwed(turn)) continue;
      owed.push(turn);
      prompt.owe(turn.message);
      if (send.settledAs !== 'final' || !turn.endedWell || turn.isShared) continue;
      for (const one of turn.said) if (one.role === 'assistant' || turn.keepsResults) prompt.owe(one);
    }
    if (ending !== undefined) conversation.sift(ending);
    return prompt.show(promptOf(call), (message) => this.read(message, key), look);
  }

  /** That somebody was told how it ended does not make it a turn: a model must have been asked. */
  #isOwed({ calls, send }: RememberedTurn): boolean {
    if (send.marker === undefined || send.reaccepted) return false;
    if (send.settledAs === 'final' || send.settledAs === 'merged') return true;
    return calls > 0 && send.settledAs !== 'kept' && this.#model.dialect.content.promptsShowFailed;
  }

  /** There is an earlier turn to remember, as far as `counts` looks at it. */
  remembers({ key, owed }: PromptedSession, asking: Send, counts: (one: PromptItem) => boolean): boolean {
    const rotatedBy = this.#model.generations.rotatedBy(key);
    if (asking.from <= rotatedBy || this.#model.dailyRule) return false;
    return owed.some(({ message, send }) => canBeDemanded(send, asking, rotatedBy) && counts(message));
  }

  /**
   * Of what this prompt must hold the first that it lacks, as far as `counts` looks at it. What may belong to another
   * generation is left alone, and a reply may be lost in a crash.
   */
  missing(
    { key, prompt, under }: PromptedSession,
    asking: Send,
    counts: (one: PromptItem) => boolean,
  ): PromptItem | undefined {
    const rotatedBy = this.#model.generations.rotatedBy(key);
    if (asking.from <= rotatedBy || this.#model.dailyRule) return undefined;
    const held = prompt.heldSummaries();
    for (const [summary, covered] of under) {
      if (held.has(summary)) continue;
      for (const one of covered) if (one.isOwed && one.times === 0) prompt.lacking.add(one);
      under.delete(summary);
    }
    let missing: PromptItem | undefined;
    for (const one of prompt.lacking) {
      const { send } = one.turn;
      if (!canBeDemanded(send, asking, rotatedBy) || !counts(one)) continue;
      if (one.role !== 'user' && one.turn.lastCall < this.#lastCrash) continue;
      const summary = one.summaries.findLast((known) => held.has(known));
      if (summary === undefined) {
        if (missing === undefined || isBefore(one, missing)) missing = one;
        continue;
      }
      prompt.lacking.delete(one);
      const covered = under.get(summary);
      if (covered === undefined) under.set(summary, [one]);
      else covered.push(one);
    }
    return missing;
  }
}

/** Of an earlier turn of the same generation, whose message no other send can be taken for. */
function canBeDemanded(send: Send, asking: Send, rotatedBy: Position): boolean {
  if (send === asking || send.from <= rotatedBy) return false;
  return !send.reaccepted && send.marker !== undefined && !send.sharesMarker;
}

function later(latest: Send | undefined, send: Send): Send {
  return latest === undefined || send.acceptedBy > latest.acceptedBy ? send : latest;
}

/** Its turn was accepted earlier, or it is the message of the turn. */
function isBefore({ role, turn }: PromptItem, other: PromptItem): boolean {
  return turn === other.turn ? role === 'user' : turn.send.acceptedBy < other.turn.send.acceptedBy;
}

function ignore(): void {}

/** The prompt; of a history that shows no texts, what it shows: markers of users' messages, and texts of summaries. */
function promptOf({ markers, prompt, texts }: ModelCall): WholePrompt {
  if (prompt !== undefined) return prompt;
  let last: WholePrompt;
  for (const text of texts) last = new PromptMessages(last, { role: 'system', text });
  for (const marker of markers) last = new PromptMessages(last, { role: 'user', text: markerOf(marker) });
  return last;
}
