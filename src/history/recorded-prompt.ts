/**
 * Prompts as a history keeps them: what a call shares with an earlier one by length and hash, the rest in full, so that
 * a history stays small although each prompt repeats the last one. Owns the writer and the reader of this form; both
 * remember the prompts of the last calls and nothing else. What a reader gives shares its messages with what it gave
 * before. Must not know: sessions, runs, or what a prompt means.
 */
import { mix } from '../kernel/hash.ts';
import { areSameText, markersOfText, recordText, textHash, type RecordedText } from './recorded-text.ts';

export type PromptRole = 'user' | 'assistant' | 'tool' | 'system';

/** One message of a prompt. */
export interface RecordedMessage {
  readonly role: PromptRole;
  readonly text: RecordedText;
}

export interface RecordedPrompt {
  /** The earlier call whose prompt begins alike, one of the 64 before this one; absent when none does. */
  readonly like?: number;
  /** So many messages of its prompt this one begins with; 0 without `like`. */
  readonly same: number;
  /** The hash of these messages. */
  readonly hash: number;
  /** What follows them. */
  readonly rest: readonly RecordedMessage[];
}

/** A call may be compared with so many calls before it. */
export const COMPARED_CALLS = 64;

const ROLE_WORD: Readonly<Record<PromptRole, number>> = { user: 1, assistant: 2, tool: 3, system: 4 };
const EMPTY_HASH = 0x3b9aca07;

/** The last message of a prompt, and through it all before it. Prompts that begin alike share their beginning. */
export class PromptMessages {
  readonly before: PromptMessages | undefined;
  readonly message: RecordedMessage;
  /** Messages up to this one. */
  readonly length: number;
  /** Of the messages up to this one; never negative. */
  readonly hash: number;
  #markers: readonly string[] | undefined;

  constructor(before: PromptMessages | undefined, message: RecordedMessage) {
    this.before = before;
    this.message = message;
    this.length = (before?.length ?? 0) + 1;
    this.hash = mix(mix(hashOf(before), ROLE_WORD[message.role]), textHash(message.text)) >>> 0;
  }

  /** The names of the markers in the text of the message, in order. */
  get markers(): readonly string[] {
    return (this.#markers ??= markersOfText(this.message.text));
  }
}

/** All messages of a prompt, in order. */
export function messagesOf(prompt: WholePrompt): PromptMessages[] {
  const messages: PromptMessages[] = [];
  for (let at = prompt; at !== undefined; at = at.before) messages.push(at);
  return messages.reverse();
}

/** A prompt: its last message; undefined when it has none. */
export type WholePrompt = PromptMessages | undefined;

function hashOf(prompt: WholePrompt): number {
  return prompt?.hash ?? EMPTY_HASH;
}

/** The prompts of the last calls, by call. */
class RecentPrompts<T> {
  readonly #byCall = new Map<number, T>();

  of(call: number): T | undefined {
    return this.#byCall.get(call);
  }

  /** Newest first. */
  entries(): [number, T][] {
    return [...this.#byCall].reverse();
  }

  add(call: number, prompt: T): void {
    this.#byCall.set(call, prompt);
    if (this.#byCall.size <= COMPARED_CALLS) return;
    for (const oldest of this.#byCall.keys()) {
      this.#byCall.delete(oldest);
      return;
    }
  }
}

/** Records the prompts of one history. */
export class PromptWriter {
  readonly #recent = new RecentPrompts<readonly PromptMessages[]>();

  /** A call is compared with that of the last 64 whose prompt begins alike for longest, the newest of several. */
  record(
    call: number,
    messages: readonly { readonly role: PromptRole; readonly text: string }[],
  ): RecordedPrompt {
    let like: number | undefined;
    let shared: readonly PromptMessages[] = [];
    let same = 0;
    for (const [earlier, prompt] of this.#recent.entries()) {
      // what both share with one another needs no second look
      let at = same > 0 && prompt[same - 1] === shared[same - 1] ? same : 0;
      while (at < messages.length && at < prompt.length && isSame(prompt[at], messages[at])) at++;
      if (at <= same) continue;
      like = earlier;
      shared = prompt;
      same = at;
    }
    const all = shared.slice(0, same);
    const hash = hashOf(all.at(-1));
    const rest = messages.slice(same).map(({ role, text }) => ({ role, text: recordText(text) }));
    for (const message of rest) all.push(new PromptMessages(all.at(-1), message));
    this.#recent.add(call, all);
    return like === undefined ? { same, hash, rest } : { like, same, hash, rest };
  }
}

function isSame(
  known: PromptMessages | undefined,
  message: { readonly role: PromptRole; readonly text: string } | undefined,
): boolean {
  if (known === undefined || message === undefined || known.message.role !== message.role) return false;
  return areSameText(known.message.text, message.text);
}

export type ReadPrompt =
  | { readonly ok: true; readonly prompt: WholePrompt }
  | { readonly ok: false; readonly reason: string };

/** Reads the prompts of one history back, which come in its order. */
export class PromptReader {
  readonly #recent = new RecentPrompts<WholePrompt>();

  /** The whole prompt of a call, or why what is recorded cannot be one. */
  read(call: number, { like, same, hash, rest }: RecordedPrompt): ReadPrompt {
    let prompt = like === undefined ? undefined : this.#recent.of(like);
    const what = `the beginning that call ${call} shares with ${like === undefined ? 'none' : `call ${like}`}`;
    if ((prompt?.length ?? 0) < same)
      return { ok: false, reason: `${what} is longer than that call's prompt` };
    while (prompt !== undefined && prompt.length > same) prompt = prompt.before;
    if (hashOf(prompt) !== hash) return { ok: false, reason: `${what} has another hash` };
    for (const message of rest) prompt = new PromptMessages(prompt, message);
    this.#recent.add(call, prompt);
    return { ok: true, prompt };
  }
}
