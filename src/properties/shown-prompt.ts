/**
 * The prompt that the model of one session was shown last, message by message, with what each one repeats. Prompts that
 * begin alike share their messages: only what differs from the prompt before is read.
 * Must not know: what is judged. Memory: a few words per message of that prompt.
 */
import type { PromptMessages, WholePrompt } from '../history/recorded-prompt.ts';
import type { PromptItem, RememberedSummary } from './remembered-turn.ts';

/** One message, and what it repeats. */
export interface ShownMessage {
  readonly message: PromptMessages;
  readonly repeats: readonly PromptItem[];
  readonly summaries: readonly RememberedSummary[];
}

/** What a message repeats. */
export type ReadMessage = (message: PromptMessages) => Omit<ShownMessage, 'message'>;

export class ShownPrompt {
  readonly #messages: ShownMessage[] = [];
  /** Of these no prompt holds any, and later ones must. */
  readonly lacking = new Set<PromptItem>();
  #length = 0;
  /** How often it holds each summary. */
  readonly #summaries = new Map<RememberedSummary, number>();

  get messages(): readonly ShownMessage[] {
    return this.#messages;
  }

  /**
   * Takes the next prompt; gives how many messages it shares with the one before. `look` is called for each other one,
   * when it and those before it are in place.
   */
  show(prompt: WholePrompt, read: ReadMessage, look: (at: number) => void): number {
    this.#length = prompt?.length ?? 0;
    const fresh: PromptMessages[] = [];
    let at = prompt;
    while (at !== undefined && this.#messages[at.length - 1]?.message !== at) {
      fresh.push(at);
      at = at.before;
    }
    const shared = at?.length ?? 0;
    this.#drop(shared);
    for (const message of fresh.reverse()) {
      const { repeats, summaries } = read(message);
      for (const one of repeats) {
        one.times++;
        this.lacking.delete(one);
      }
      for (const one of summaries) this.#count(one, 1);
      this.#messages.push({ message, repeats, summaries });
      look(message.length - 1);
    }
    return shared;
  }

  /** The next prompt is read from its first message on. */
  forget(): void {
    this.#drop(0);
  }

  #drop(from: number): void {
    for (const { repeats, summaries } of this.#messages.splice(from)) {
      for (const one of repeats) if (--one.times === 0 && one.isOwed) this.lacking.add(one);
      for (const one of summaries) this.#count(one, -1);
    }
  }

  #count(summary: RememberedSummary, more: number): void {
    const times = (this.#summaries.get(summary) ?? 0) + more;
    if (times === 0) this.#summaries.delete(summary);
    else this.#summaries.set(summary, times);
  }

  /** The summaries that it holds, and those that they were made of. */
  heldSummaries(): ReadonlySet<RememberedSummary> {
    const held = new Set(this.#summaries.keys());
    // a set goes on with what is added meanwhile
    for (const one of held) for (const older of one.from) held.add(older);
    return held;
  }

  /** Later prompts must hold this. */
  owe(one: PromptItem): void {
    one.isOwed = true;
    if (one.times === 0) this.lacking.add(one);
  }

  /** They need not any more. */
  release(one: PromptItem): void {
    one.isOwed = false;
    this.lacking.delete(one);
  }

  /** Such as `at 2 of 5`. */
  placeOf(at: number): string {
    return `at ${at + 1} of ${this.#length}`;
  }
}
