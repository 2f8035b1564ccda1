/** Watchers that are shown everything, to compare with those that are shown what they asked for. */
import type { Watcher } from '../../src/properties/watch-lists.ts';
import type { Observation } from '../../src/dialect/observation.ts';

const TYPES: Readonly<Record<Observation['type'], true>> = {
  plan: true,
  connection: true,
  request: true,
  response: true,
  event: true,
  garbage: true,
  provider: true,
  process: true,
  disk: true,
  fault: true,
  operation: true,
  phase: true,
  clock: true,
  log: true,
};
const watches = Object.keys(TYPES) as Observation['type'][];

/** The same watchers, each watching everything. */
export function attentive<T extends Watcher>(watchers: readonly T[]): readonly T[] {
  return watchers.map((watcher) => ({ ...watcher, watches }));
}
