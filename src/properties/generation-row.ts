/**
 * generation/row. Chosen reading: a row (read, pushed, or in a reset's answer) of a generation that followed another
 * must be clean as long as no send can have been accepted into it. Once there may be a turn, the row is judged by
 * status/coherent. An unknown send counts as possibly accepted. Version 2 added the count of compactions, version 3 that
 * it stays below that of the summaries which were asked for since the generation may have begun, turns or none.
 */
import type { ObservedRow } from '../dialect/observation.ts';
import type { Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import type { PendingRequest } from './model/connections.ts';
import type { Ending } from './model/rotations.ts';

export const generationRow: Property = {
  id: 'generation/row',
  version: 3,
  later: {
    2: ['the row of a fresh generation counts compactions'],
    3: ['a row counts compactions of an older generation'],
  },
  family: 'generation',
  statement:
    'Late start, end, error, usage and title writes of an older generation change nothing in the current row; a fresh row is clean until a turn of its own.',
  why: 'incident #88538; OpenClaw issue 119407',
  exercise: 'the sight of a row of a fresh generation before its first turn',
  watches: [
    { type: 'event', says: ['row'], leg: 'client' },
    { type: 'response', says: ['rows', 'reset'], leg: 'client' },
  ],
  start: (model) => new GenerationRow(model),
};

class GenerationRow extends FindingChecker {
  event({ record: { i }, meaning }: Of<'event'>): void {
    if (meaning.type === 'row' && meaning.row !== undefined)
      this.#judge(meaning.row, this.#beginningOf(meaning.row), i);
  }

  response({ record: { i }, answer }: Of<'response'>, { pending }: RequestAbout): void {
    const rows = answer?.type === 'rows' ? answer.rows : answer?.type === 'reset' ? [answer.row] : [];
    for (const row of rows) this.#judge(row, this.#beginningOf(row, pending), i);
  }

  #judge(row: ObservedRow, begun: Ending | undefined, record: number): void {
    // what came behind a command is its first turn, however long ago it was accepted
    if (begun === undefined || begun.refuted || begun.request?.kind === 'command') return;
    if (this.model.sends.possiblyAcceptedAfter(row.key, begun.earliest))
      return this.#countsOlder(row, begun, record);
    this.exercised++;
    const dirt = dirtOf(row);
    if (dirt === undefined) return;
    const sentence = `${row.key}: the row of ${row.generation === undefined ? 'a fresh generation' : `generation ${row.generation}`}, which has had no turn, ${dirt.sentence}`;
    this.add(dirt.cause, sentence, begun.record, record);
  }

  /** It has had turns, and may have been compacted since. */
  #countsOlder({ key, generation, compactionCount = 0 }: ObservedRow, begun: Ending, record: number): void {
    if (compactionCount === 0) return;
    const asked = this.model.runs.summariesAskedSince(key, begun.earliest);
    if (compactionCount <= asked) return;
    const sentence = `${key}: the row of generation ${generation ?? '(unnamed)'} counts ${compactionCount} compactions; ${asked} summaries were asked for since that may have begun`;
    this.add('a row counts compactions of an older generation', sentence, begun.record, record);
  }

  /**
   * What the row's generation began with. A row that names none is of the last one, if it was asked for when nothing
   * older can have been current; pushed, it may be of any.
   */
  #beginningOf({ key, generation }: ObservedRow, pending?: PendingRequest): Ending | undefined {
    const { generations } = this.model;
    if (generation !== undefined) return generations.begunBy(key, generation);
    const last = generations.lastEnding(key);
    return pending !== undefined && last?.reason === 'reset' && last.latest <= pending.from
      ? last
      : undefined;
  }
}

function dirtOf(row: ObservedRow): { cause: string; sentence: string } | undefined {
  if (row.status !== null)
    return { cause: 'the row of a fresh generation has a status', sentence: `says status ${row.status}` };
  if (row.hasActiveRun === true)
    return {
      cause: 'the row of a fresh generation has an active run',
      sentence: 'says it has an active run',
    };
  if (typeof row.startedAt === 'number')
    return { cause: 'the row of a fresh generation has times', sentence: 'has a start time' };
  if (typeof row.endedAt === 'number')
    return { cause: 'the row of a fresh generation has times', sentence: 'has an end time' };
  if ((row.totalTokens ?? 0) !== 0)
    return {
      cause: 'the row of a fresh generation has tokens',
      sentence: `counts ${row.totalTokens} tokens`,
    };
  if ((row.compactionCount ?? 0) !== 0)
    return {
      cause: 'the row of a fresh generation counts compactions',
      sentence: `counts ${row.compactionCount} compactions`,
    };
  return undefined;
}
