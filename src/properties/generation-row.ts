/**
 * generation/row. Chosen reading: a row (read, pushed, or in a reset's answer) of a generation that followed another
 * must be clean as long as no send can have been accepted into it. Once there may be a turn, the row is judged by
 * status/coherent. An unknown send counts as possibly accepted.
 */
import type { Observation, ObservedRow } from '../dialect/observation.ts';
import { FindingChecker } from './findings.ts';
import type { Property } from './property.ts';
import type { Ending } from './terms/rotations.ts';

export const generationRow: Property = {
  id: 'generation/row',
  family: 'generation',
  statement:
    'Late start, end, error, usage and title writes of an older generation change nothing in the current row; a fresh row is clean until a turn of its own.',
  why: 'incident #88538; OpenClaw issue 119407',
  minimum: 1,
  exercise: 'the sight of a row of a fresh generation before its first turn',
  watches: [
    { type: 'event', says: ['row'], leg: 'client' },
    { type: 'response', says: ['rows', 'reset'], leg: 'client' },
  ],
  start: (terms) => new GenerationRow(terms),
};

class GenerationRow extends FindingChecker {
  observe(observation: Observation): void {
    const { record } = observation;
    if (observation.type === 'event') {
      const { told } = observation;
      if (told.type !== 'row' || told.row === undefined || observation.record.leg !== 'client') return;
      this.#judge(told.row, record.i);
    } else if (observation.type === 'response') {
      const { answer } = observation;
      if (answer === undefined || observation.record.leg !== 'client') return;
      if (answer.type === 'rows') for (const row of answer.rows) this.#judge(row, record.i);
      else if (answer.type === 'reset') this.#judge(answer.row, record.i);
    }
  }

  #judge(row: ObservedRow, record: number): void {
    const begun = this.#beginningOf(row);
    if (begun === undefined || begun.undone) return;
    if (this.terms.sends.possiblyAcceptedAfter(row.key, begun.earliest)) return;
    this.exercised++;
    const dirt = dirtOf(row);
    if (dirt === undefined) return;
    const sentence = `${row.key}: the row of ${row.generation === undefined ? 'a fresh generation' : `generation ${row.generation}`}, which has had no turn, ${dirt.sentence}`;
    this.add(`the row of a fresh generation ${dirt.cause}`, sentence, begun.record, record);
  }

  /**
   * What the row's generation began with. A row that names none is of the last one, if it was asked for when nothing
   * older can have been current; pushed, it may be of any.
   */
  #beginningOf({ key, generation }: ObservedRow): Ending | undefined {
    const { asked, generations } = this.terms;
    if (generation !== undefined) return generations.life(key, generation)?.begunBy;
    const last = generations.lastEnding(key);
    return asked !== undefined && last?.reason === 'reset' && last.latest <= asked.from ? last : undefined;
  }
}

function dirtOf(row: ObservedRow): { cause: string; sentence: string } | undefined {
  if (row.status !== null) return { cause: 'has a status', sentence: `says status ${row.status}` };
  if (row.hasActiveRun === true) return { cause: 'has an active run', sentence: 'says it has an active run' };
  if (row.startedAt !== null && row.startedAt !== undefined)
    return { cause: 'has times', sentence: 'has a start time' };
  if (row.endedAt !== null && row.endedAt !== undefined)
    return { cause: 'has times', sentence: 'has an end time' };
  if (row.totalTokens !== null && row.totalTokens !== undefined && row.totalTokens !== 0) {
    return { cause: 'has tokens', sentence: `counts ${row.totalTokens} tokens` };
  }
  return undefined;
}
