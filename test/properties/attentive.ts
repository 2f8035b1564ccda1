/** Watchers that are shown more, to compare with those that are shown what they asked for. */
import type { Watch, Watcher } from '../../src/properties/watch-lists.ts';
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
const ALL = Object.keys(TYPES) as Observation['type'][];

/** The same watchers, each watching everything, but for legs: a type that is watched at one leg only stays so. */
export function attentive<T extends Watcher>(watchers: readonly T[]): readonly T[] {
  return watchers.map((watcher) => ({
    ...watcher,
    watches: ALL.map((type) => {
      const watched = watcher.watches.filter((watch) => typeof watch !== 'string' && watch.type === type);
      const [leg, ...others] = new Set(
        watched.map((watch) => (typeof watch !== 'string' && 'leg' in watch ? watch.leg : undefined)),
      );
      return leg === undefined || others.length > 0 ? type : ({ type, leg } as Watch);
    }),
  }));
}
