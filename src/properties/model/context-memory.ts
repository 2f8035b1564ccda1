/**
 * What the prompts of one session are to hold, and what one prompt holds: the state of context/continuous. A prompt
 * that holds a summary holds all it was made of, so what the newest summary covers is counted, not looked at again.
 * Must not know: what is judged. Memory: one entry per run of the current generation.
 */
import type { Position } from './connections.ts';
import { isOlder, type Ending } from './rotations.ts';
import type { ModelCall, Summary } from './runs.ts';
import type { Send } from './sends.ts';

/** A run that was told its final. */
export interface Past {
  readonly send: Send;
  readonly marker: string;
  readonly incarnation: number;
}

export class ContextMemory {
  /** In the order of their ends, and so of incarnations. */
  #past: Past[] = [];
  /** How many of them were compared with the ending that is named next. */
  #sifted = 0;
  #ending: Ending | undefined;
  #endingAt: Position = -1;
  /** How many of them, from the first on, this summary covers. */
  #covered = 0;
  #summary: Summary | undefined;
  /** The latest acceptance among these. */
  #coveredFrom: Position = -1;

  get past(): readonly Past[] {
    return this.#past;
  }

  /** How many runs, from the first on, this prompt has by the summary it holds. */
  coveredIn(prompt: Prompt): number {
    return this.#summary !== undefined && prompt.holds(this.#summary) ? this.#covered : 0;
  }

  get covered(): number {
    return this.#covered;
  }

  get coveredFrom(): Position {
    return this.#coveredFrom;
  }

  add(past: Past): void {
    this.#past.push(past);
  }

  /** Leaves out what came before this ending. */
  sift(ending: Ending): void {
    if (this.#ending !== ending || this.#endingAt !== ending.earliest) this.#sifted = 0;
    this.#ending = ending;
    this.#endingAt = ending.earliest;
    for (; this.#sifted < this.#past.length; this.#sifted++) {
      if (!isOlder((this.#past[this.#sifted] as Past).send, ending)) continue;
      this.#past = this.#past.filter(({ send }) => !isOlder(send, ending));
      this.#uncover();
      this.#sifted = this.#past.length;
      return;
    }
  }

  /** The run after those that are covered is covered by this summary. */
  cover(summary: Summary): void {
    if (summary !== this.#summary && this.#covered > 0) {
      // what the last summary covered is looked at once more
      this.#uncover();
      return;
    }
    this.#summary = summary;
    const { send } = this.#past[this.#covered++] as Past;
    this.#coveredFrom = Math.max(this.#coveredFrom, send.from);
  }

  #uncover(): void {
    this.#covered = 0;
    this.#summary = undefined;
    this.#coveredFrom = -1;
  }
}

/** The prompt of one call. */
export class Prompt {
  readonly #call: ModelCall;
  #markers: ReadonlySet<string> | undefined;
  readonly #summaries = new Map<Summary, boolean>();

  constructor(call: ModelCall) {
    this.#call = call;
  }

  has(marker: string): boolean {
    this.#markers ??= new Set(this.#call.markers);
    return this.#markers.has(marker);
  }

  /** One of its texts holds the summary's. */
  holds(summary: Summary): boolean {
    let held = this.#summaries.get(summary);
    if (held === undefined) {
      held = this.#call.texts.some((text) => text.includes(summary.text));
      this.#summaries.set(summary, held);
    }
    return held;
  }
}
