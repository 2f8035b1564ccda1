/**
 * Reads: hands what a delivered answer shows of sessions, transcripts, audit records and archives to those who keep
 * it. Keeps nothing.
 */
import type { Answer } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { PendingRequest, Position } from './connections.ts';
import type { Generations } from './generations.ts';
import type { Inputs } from './inputs.ts';
import type { Transcripts } from './transcripts.ts';

export class Reads {
  readonly #generations: Generations;
  readonly #transcripts: Transcripts;
  readonly #inputs: Inputs;

  constructor(generations: Generations, transcripts: Transcripts, inputs: Inputs) {
    this.#generations = generations;
    this.#transcripts = transcripts;
    this.#inputs = inputs;
  }

  /** `afterQuiet`: it was asked for after everything was quiet. */
  delivered(pending: PendingRequest, answer: Answer, afterQuiet: boolean, at: Position, now: Micros): void {
    this.#transcripts.reading(at, now, afterQuiet);
    switch (answer.type) {
      case 'history': {
        const { key, generation } = answer;
        if (generation !== undefined) this.#generations.of(key).read(generation, pending.from, pending.until);
        this.#transcripts.history(answer);
        this.#inputs.read(key, answer.inputs, afterQuiet, at, now);
        return;
      }
      case 'rows':
        for (const { key, generation } of answer.rows)
          if (generation !== undefined)
            this.#generations.of(key).read(generation, pending.from, pending.until);
        return;
      case 'audit':
        this.#generations.audited(answer.records, pending);
        return;
      case 'archives':
        this.#transcripts.listed(answer.archives);
        return;
      case 'history-page':
        this.#transcripts.historyPage(answer);
        return;
      case 'archive':
      case 'archive-page': {
        const { archive, entries, partial } = answer;
        const offset = answer.type === 'archive' ? 0 : answer.offset;
        this.#transcripts.archive(archive, offset, entries, partial);
        return;
      }
      default:
        return;
    }
  }
}
