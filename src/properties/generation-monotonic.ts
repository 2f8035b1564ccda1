/**
 * generation/monotonic. A read convicts only when the generation it shows was over before the read began. An end
 * that no delivered answer promised may be refuted by a crash. Where a release says no generation, nothing is read.
 * Version 2 added answers that contradict other frames.
 */
import type { Generation } from '../dialect/observation.ts';
import type { Of, RequestAbout } from './about.ts';
import type { Position } from './model/connections.ts';
import { FindingChecker, type Property } from './property.ts';

export const generationMonotonic: Property = {
  id: 'generation/monotonic',
  version: 2,
  later: { 2: ['a reset was answered with what it ended'] },
  family: 'generation',
  statement: 'An acknowledged reset or delete stays: a key never points back at an ended generation.',
  why: 'found on OpenClaw 2026.5.28 (13 of 14 tries); OpenClaw issues 10331, 127027, 146692',
  exercise: 'a read of a session after an acknowledged reset or delete',
  watches: [
    { type: 'event', says: ['notice'] },
    { type: 'response', says: ['reset'] },
    { type: 'response', says: ['history', 'rows', 'audit'], leg: 'client' },
  ],
  start: (model) => new GenerationMonotonic(model),
};

class GenerationMonotonic extends FindingChecker {
  event(): void {
    this.#contradicted();
  }

  response({ record: { leg }, answer }: Of<'response'>, { pending: { from } }: RequestAbout): void {
    for (const { key, generation, endedRecord, record, restarted } of this.model.generations.log.staleReads) {
      const sentence = `${key} points at generation ${generation} again, which had ended`;
      const cause = 'an ended generation came back';
      this.add(restarted ? `${cause} after a restart` : cause, sentence, endedRecord, record);
    }
    this.#contradicted();
    if (leg !== 'client') return;
    if (answer?.type === 'history') this.#read(answer.key, answer.generation, from);
    else if (answer?.type === 'rows')
      for (const { key, generation } of answer.rows) this.#read(key, generation, from);
  }

  #contradicted(): void {
    for (const { by, ending, generation, records } of this.model.generations.log.contradictions) {
      if (by !== 'answer') continue;
      const sentence = `the answer to a reset of ${ending.key} names generation ${generation}, which another frame says it ended: they contradict each other`;
      this.add('a reset was answered with what it ended', sentence, ...records);
    }
  }

  /** One that was asked for after the end, and says what the key points at: after a delete, that may be nothing. */
  #read(key: string, generation: Generation | undefined, from: Position): void {
    const ending = this.model.generations.lastEnding(key);
    if (ending?.acknowledged !== true || ending.latest >= from) return;
    if (generation !== undefined || ending.reason === 'delete') this.exercised++;
  }
}
