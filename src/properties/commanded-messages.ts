/**
 * Messages whose command was taken off: what is left of one is the gateway's choice, and the same wherever it is shown
 * under one id. Memory: a few words of each such message.
 */
import type { ObservedEntry } from '../dialect/observation.ts';
import { hashString } from '../kernel/hash.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Send } from './model/sends.ts';
import type { EntryPlace } from './stored-texts.ts';
import { quoted } from './text-difference.ts';

/** A message as it was shown first. */
interface ShownMessage {
  readonly id: string;
  readonly hash: number;
  readonly beginning: string;
  readonly place: EntryPlace;
  readonly record: number;
}

/** Shown with another text than before. */
interface OtherText {
  readonly sentence: string;
  readonly before: number;
}

export class CommandedMessages {
  readonly #model: JudgeModel;
  readonly #shown = new Map<Send, ShownMessage>();

  constructor(model: JudgeModel) {
    this.#model = model;
  }

  /** Where gateways change what they show of a text, nothing can be said. */
  shown(key: string, entry: ObservedEntry, place: EntryPlace, record: number): OtherText | undefined {
    const { id, isCut, role, runId, text } = entry;
    if (role !== 'user' || isCut || runId === undefined) return undefined;
    const run = this.#model.sends.ofRun(runId, key);
    if (run?.control === undefined || this.#model.dialect.content.trimsShown) return undefined;
    const first = this.#shown.get(run);
    const hash = hashString(text);
    if (first?.id !== id) this.#shown.set(run, { id, hash, beginning: quoted(text), place, record });
    if (first?.id !== id || first.hash === hash) return undefined;
    const sentence = `the message of run ${run.runId} of ${run.key}, entry ${id}, is ${place} with the text ${quoted(text)} and was ${first.place} with ${first.beginning}`;
    return { sentence, before: first.record };
  }
}
