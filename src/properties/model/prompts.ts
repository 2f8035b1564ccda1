/**
 * Prompts and texts as the history shows them: the whole prompt of each call, whether the history shows calls to the model
 * at all, which one of a gateway with a model of its own does not, and what was said, which one of version 1 does not. Prompts that begin alike share their messages. Memory: the prompts of
 * the last calls. Must not know: what is judged.
 */
import { messagesOf, PromptReader, type WholePrompt } from '../../history/recorded-prompt.ts';
import { textBytes } from '../../history/recorded-text.ts';
import type { PlanRecord, ProviderRecord } from '../../history/record.ts';
import { SUMMARY_MARKER } from '../../protocol/marker.ts';

/** What a prompt holds, by its markers. */
export interface PromptContents {
  /** The messages; undefined where the history does not show them, or where there are none. */
  readonly prompt: WholePrompt;
  /** The names of all markers, in order. */
  readonly markers: readonly string[];
  /** The texts that hold the marker of a summary. */
  readonly texts: readonly string[];
  /** What the user said last has no marker: whose it is does not show. */
  readonly isUnmarked: boolean;
}

const HOLDS_SUMMARY = `[[${SUMMARY_MARKER}`;

export class Prompts {
  readonly #reader = new PromptReader();
  /** UTF-8 bytes of what the delta or tool result under way says; 0 of anything else. */
  saidBytes = 0;
  /** Undefined: no record has said yet. */
  #recordsCalls: boolean | undefined;
  #shown = false;
  #missing: string | undefined;

  /** Why that no call is seen does not mean that there was none; undefined: it does. */
  get whyNoCalls(): string | undefined {
    if (this.#recordsCalls === true) return undefined;
    return this.#recordsCalls === false
      ? 'the gateway calls a model of its own, which the history does not show'
      : 'the history shows no call to a model';
  }

  /** Why properties that need texts cannot be judged on the history so far; undefined: they can. */
  get whyNoTexts(): string | undefined {
    if (this.#missing !== undefined) return this.#missing;
    return this.#shown ? undefined : (this.whyNoCalls ?? 'the history shows no call to a model');
  }

  /** Takes the record that begins a history. */
  plan({ modelHidden }: PlanRecord): void {
    this.#recordsCalls = modelHidden !== true;
  }

  /** Takes any record of a provider. */
  observe({ event, text, bytes = 0 }: ProviderRecord): void {
    this.saidBytes = 0;
    this.#recordsCalls = true;
    if (event !== 'delta' && event !== 'tool') return;
    this.saidBytes = text === undefined ? bytes : textBytes(text);
    if (text === undefined) this.#missing ??= 'the history does not show what was said (an older format)';
  }

  /** Takes the record of a call and gives what its prompt holds. */
  contents({ call, prompt, promptMarkers = [], promptTexts = [] }: ProviderRecord): PromptContents {
    if (prompt === undefined) {
      this.#missing ??= 'the history does not show what the model was asked (an older format)';
      return { prompt: undefined, markers: promptMarkers, texts: promptTexts, isUnmarked: false };
    }
    const read = this.#reader.read(call, prompt);
    if (!read.ok) {
      this.#missing ??= `the history is damaged: ${read.reason}`;
      return { prompt: undefined, markers: [], texts: [], isUnmarked: false };
    }
    this.#shown = true;
    const markers: string[] = [];
    const texts: string[] = [];
    let isUnmarked = false;
    for (const { markers: own, message } of messagesOf(read.prompt)) {
      markers.push(...own);
      const { text } = message;
      if (message.role === 'user') isUnmarked = own.length === 0;
      if (own.length > 0 && typeof text === 'string' && text.includes(HOLDS_SUMMARY)) texts.push(text);
    }
    return { prompt: read.prompt, markers, texts, isUnmarked };
  }
}
