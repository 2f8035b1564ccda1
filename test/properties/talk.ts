/**
 * Histories of conversations, as prompt/faithful reads them: turns, what their models were asked and said, and how they
 * ended. A row gives the verdict, how often the property was exercised, and the whole evidence.
 */
import { describe, expect, test } from 'vitest';
import { OPENCLAW_CONTENT } from '../../src/dialect/content.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { PromptWriter, type PromptRole } from '../../src/history/recorded-prompt.ts';
import type { VerdictName } from '../../src/properties/property.ts';
import { KEY, aHistory, entry, message, type HistoryBuilder, type SendOptions } from './history-builder.ts';

export const OTHER = 'agent:main:other';
export const OPENCLAW: Partial<Dialect> = { content: OPENCLAW_CONTENT };
export const STEERING: Partial<Dialect> = { mergesSends: true };

type Said = string | { readonly role: PromptRole; readonly text: string };

export const reply = (text: string): Said => ({ role: 'assistant', text });
export const tool = (text: string): Said => ({ role: 'tool', text });
export const system = (text: string): Said => ({ role: 'system', text });

/** A history of conversations, whose prompts are recorded as a world records them. */
export class Talk {
  readonly history: HistoryBuilder;
  readonly #prompts = new PromptWriter();
  #calls = 0;

  constructor(dialect: Partial<Dialect> = {}, plan: Parameters<typeof aHistory>[0] = {}) {
    this.history = aHistory(plan, dialect).connect(1, { messages: [KEY, OTHER] });
  }

  send(runId: string, options: SendOptions = {}): this {
    this.history.send(1, runId, options);
    return this;
  }

  /** The model is asked. */
  ask(messages: readonly Said[], purpose: 'run' | 'summary' = 'run'): this {
    const call = ++this.#calls;
    const whole = messages.map((one) =>
      typeof one === 'string' ? { role: 'user' as const, text: one } : one,
    );
    this.history.provider('call', call, { purpose, prompt: this.#prompts.record(call, whole) });
    return this;
  }

  says(text: string, call = this.#calls): this {
    this.history.provider('delta', call, { text });
    return this;
  }

  gives(text: string, call = this.#calls): this {
    this.history.provider('tool', call, { text });
    return this;
  }

  /** The transcript keeps a tool result. */
  keeps(runId: string, text: string): this {
    this.history.event(
      1,
      message('g1', entry(runId, 2, { id: `${runId}-tool`, role: 'tool', text, marker: undefined })),
    );
    return this;
  }

  ends(runId: string, event: 'end' | 'error' = 'end', key = KEY): this {
    this.history.provider(event, this.#calls);
    return this.tells(runId, event === 'end' ? 'final' : 'error', key);
  }

  tells(runId: string, state: 'final' | 'error' | 'aborted', key = KEY): this {
    this.history.event(1, { type: 'terminal', runId, key, runSeq: 9, state });
    return this;
  }

  /** A whole turn: the message, the prompt, the reply, the end. */
  turn(runId: string, before: readonly Said[], text = `${runId} was answered`, key = KEY): this {
    return this.send(runId, { key })
      .ask([...before, `[[${runId}]]`])
      .says(text)
      .ends(runId, 'end', key);
  }

  summary(messages: readonly Said[], text: string): this {
    this.ask([...messages, 'Write a summary.'], 'summary');
    this.history.provider('end', this.#calls, { purpose: 'summary', text });
    return this;
  }

  do(what: (history: HistoryBuilder) => void): this {
    what(this.history);
    return this;
  }
}

export const A: readonly Said[] = ['[[a]]', reply('a was answered')];
export const B: readonly Said[] = ['[[b]]', reply('b was answered')];
export const one = (dialect?: Partial<Dialect>): Talk => new Talk(dialect).turn('a', []);
export const two = (dialect?: Partial<Dialect>): Talk => one(dialect).turn('b', A);
export const wrapped = (marker: string): string => `Sender (untrusted metadata)\n[10:00] [[${marker}]]`;

interface Evidence {
  readonly cause: string;
  /** The whole sentence. */
  readonly sentence: string;
  /** What the records are, in order. */
  readonly records: readonly string[];
}

type Row = readonly [
  says: string,
  talk: () => Talk,
  verdict: VerdictName,
  exercised: number,
  evidence?: Evidence,
];

/** What a record is, in a word. */
function wordOf(history: HistoryBuilder, record: number): string {
  const seen = history.observations[record];
  if (seen === undefined) return 'nothing';
  if (seen.type === 'provider') return `${seen.record.event} ${seen.record.call}`;
  if (seen.type === 'event')
    return `${seen.meaning.type} ${'runId' in seen.meaning ? seen.meaning.runId : ''}`;
  if (seen.type !== 'request' && seen.type !== 'response') return seen.type;
  const ask = seen.ask;
  return `${seen.type} ${ask?.type === 'send' ? ask.runId : ask?.type}`;
}

export const NAMES = `${KEY}: the prompt for run`;

export function judging(says: string, rows: readonly Row[]): void {
  describe(says, () => {
    for (const [title, talk, verdict, exercised, evidence] of rows)
      test(title, () => {
        const { history } = talk();
        const judged = history.judge('prompt/faithful');
        const found = judged.violations.map(({ cause, sentence, records }) => ({
          cause,
          sentence,
          records: records.map((record) => wordOf(history, record)),
        }));
        expect({ verdict: judged.verdict, exercised: judged.exercised, found }).toEqual({
          verdict,
          exercised,
          found: evidence === undefined ? [] : [evidence],
        });
      });
  });
}
