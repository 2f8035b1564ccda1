/**
 * The peer of the world: fast-check's scheduler, which chooses the order in which promises resolve. A thousand promises
 * that are resolved already are scheduled and awaited: by `waitIdle`, which its documentation asks for, and by
 * `waitAll`, which is deprecated (it does not wait for what a task schedules) and cheaper.
 */
import fc, { type Scheduler } from 'fast-check';
import type { Subject } from './subject.ts';

const PROMISES = 1_000;

/** An event is one scheduled promise that resolved. */
export function fastCheckIdle(): Subject {
  return scheduling('fast-check scheduler, waitIdle()', (scheduler) => scheduler.waitIdle());
}

export function fastCheckAll(): Subject {
  return scheduling('fast-check scheduler, waitAll()', (scheduler) => scheduler.waitAll());
}

function scheduling(name: string, wait: (scheduler: Scheduler) => Promise<void>): Subject {
  let seed = 0;
  return {
    name,
    unit: 'events',
    portion: async () => {
      const [scheduler] = fc.sample(fc.scheduler(), { numRuns: 1, seed: seed++ });
      if (scheduler === undefined) throw new Error('fast-check gave no scheduler');
      let resolved = 0;
      const count = (): void => void resolved++;
      for (let k = 0; k < PROMISES; k++) void scheduler.schedule(Promise.resolve(k)).then(count);
      await wait(scheduler);
      return resolved;
    },
  };
}
