/**
 * Which time entries were pushed with, until a read shows them, to be compared with the time that is stored. Of the
 * newest generation of each session. Memory: a small record for each entry that was pushed and not read yet.
 */
import type { Generation, ObservedEntry } from '../dialect/observation.ts';
import type { Position } from './model/connections.ts';

export interface PushedTime {
  readonly id: string;
  readonly at: number;
  readonly record: Position;
}

interface Unread {
  readonly generation: Generation;
  readonly times: Map<string, PushedTime>;
}

export class PushedTimes {
  readonly #unread = new Map<string, Unread>();

  pushed(key: string, generation: Generation, { id, at }: ObservedEntry, record: Position): void {
    if (at === undefined) return;
    let unread = this.#unread.get(key);
    if (unread?.generation !== generation)
      this.#unread.set(key, (unread = { generation, times: new Map<string, PushedTime>() }));
    if (!unread.times.has(id)) unread.times.set(id, { id, at, record });
  }

  /** A read shows these entries; gives one that was pushed with another time than it has, and that. */
  read(
    key: string,
    generation: Generation,
    entries: readonly ObservedEntry[],
  ): readonly [PushedTime, number] | undefined {
    const unread = this.#unread.get(key);
    if (unread?.generation !== generation || unread.times.size === 0) return undefined;
    let differs: readonly [PushedTime, number] | undefined;
    for (const { id, at } of entries) {
      const pushed = unread.times.get(id);
      if (pushed === undefined || at === undefined) continue;
      unread.times.delete(id);
      if (pushed.at !== at) differs ??= [pushed, at];
    }
    return differs;
  }
}
