/**
 * Checkpoints: which summaries have replaced entries, as histories show them, and which archives of what they replaced
 * are listed. Compared by generation, or by key where a release resets in place and an archive does not say more.
 * Memory: an id per summary.
 */
import type { Generation, HistoryAnswer } from '../../dialect/observation.ts';
import type { Position } from './connections.ts';
import type { ListedArchive } from './transcripts.ts';

/** The compactions of one generation. */
export interface Compactions {
  readonly key: string;
  readonly generation: Generation;
  /** The record that showed each summary first, by the summary's id. */
  readonly summaries: Map<string, Position>;
}

export class Checkpoints {
  readonly #byGeneration = new Map<Generation, Compactions>();

  history({ key, generation, entries }: HistoryAnswer, record: Position): void {
    if (generation === undefined) return;
    for (const { compaction, id } of entries) {
      if (!compaction) continue;
      let known = this.#byGeneration.get(generation);
      if (known === undefined)
        this.#byGeneration.set(generation, (known = { key, generation, summaries: new Map() }));
      if (!known.summaries.has(id)) known.summaries.set(id, record);
    }
  }

  get all(): Iterable<Compactions> {
    return this.#byGeneration.values();
  }
}

/** The checkpoints of this generation among the archives; where these do not name it, those of its key. */
export function checkpointsOf(
  { key, generation }: Compactions,
  archives: ReadonlyMap<string, ListedArchive>,
): readonly ListedArchive[] {
  return [...archives.values()].filter(
    (one) =>
      one.info.reason === 'compaction' &&
      one.info.sessionKey === key &&
      (one.generation === undefined || one.generation === generation),
  );
}
