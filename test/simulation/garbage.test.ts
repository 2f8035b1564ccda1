import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { tuneEngine } from '../../src/cli/engine.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { createRecorder } from '../../src/history/history.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';

/** They fit into the young generation. */
const WORLDS = 50;
/** A world with one client is 45 kB; chance's own closures are 15 of them, where they are not compiled yet. */
const KEPT_BYTES = 28_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;
tuneEngine();

describe('a world that is over', () => {
  it('is garbage to the young generation: nothing that holds it was made old', () => {
    const plan = planSchema.parse({ seed: 'garbage', clients: [{ id: 'web' }], operations: [] });
    const run = (worlds: number): void => {
      for (let k = 0; k < worlds; k++) simulate(plan, referenceGateway, createRecorder({ keep: false }));
    };
    run(4 * WORLDS);
    collect();
    run(WORLDS);
    // what the first copies, the second makes old
    collect({ type: 'minor' });
    collect({ type: 'minor' });
    const left = getHeapStatistics().used_heap_size;
    collect();
    const kept = left - getHeapStatistics().used_heap_size;
    expect(kept / WORLDS).toBeLessThan(KEPT_BYTES);
  });
});
