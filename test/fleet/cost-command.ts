/**
 * `npm run bench:fleet`: what a range costs the coordinator and Redis, at three sizes, without and with a seed database. Plans of the
 * reference gateway, executed here; a real Redis. CPU time of this process, so that a busy machine changes little.
 */
import { runChunk, type ChunkResult } from '../../src/campaign/chunk.ts';
import { Ledger } from '../../src/campaign/ledger.ts';
import { MergedPlans } from '../../src/campaign/merged-plans.ts';
import { WatchedPlans } from '../../src/campaign/seeds/watched-plans.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { packedCheckpoint } from '../../src/fleet/checkpoint.ts';
import { FleetStore } from '../../src/fleet/fleet-store.ts';
import { fleetLibraries } from '../../src/fleet/libraries.ts';
import type { FleetRange } from '../../src/fleet/plan-range.ts';
import { RangeQueue } from '../../src/fleet/range-queue.ts';
import { packedResult, unpackedResult } from '../../src/fleet/range-result.ts';
import { redisAddress } from '../../src/fleet/redis-address.ts';
import { RedisServer } from './redis-server.ts';

const SEED = 'gauntlet';
const EXECUTED = 400;
const SIZES = [50, 100, 200];
const RANGES = 40;
const WAITING = 256;

const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const target = namedTarget('reference');
const began = cpuMillis();
const executed = await runChunk(STANDARD_EXECUTOR, target, {
  seed: SEED,
  check: 'sample',
  from: 1,
  to: EXECUTED,
});
const perPlan = (cpuMillis() - began) / EXECUTED;
console.log(`a plan: ${perPlan.toFixed(1)} ms of a core`);

const redis = await RedisServer.start();
const libraries = await fleetLibraries(redisAddress({ redis: redis.address }));
const store = new FleetStore(libraries.connect(), 'cost');
try {
  const queue = new RangeQueue(libraries, store.queuePrefix, 'cost', 'a'.repeat(16));
  // what a queue and its connections take by themselves
  await queue.add([range(WAITING, 100)]);
  const before = await store.usedBytes();
  await queue.add(Array.from({ length: WAITING }, (_, at) => range(at, 100)));
  console.log(
    `a range that waits: ${Math.round(((await store.usedBytes()) - before) / WAITING)} bytes in Redis`,
  );
  await queue.obliterate();
  await queue.close();
  for (const hasDatabase of [false, true]) for (const size of SIZES) await measure(size, hasDatabase);
} finally {
  await store.close();
  await redis.stop();
}

function range(at: number, size: number): FleetRange {
  return { of: 'campaign', from: at * size + 1, to: (at + 1) * size };
}

/** The plans that were executed, as if there were as many as are asked for. */
function chunkOf({ from, to }: FleetRange): ChunkResult {
  const plans = Array.from({ length: to - from + 1 }, (_, at) => executed.plans[(from - 1 + at) % EXECUTED]);
  return { from, plans: plans as ChunkResult['plans'], mismatches: [], broken: null };
}

async function measure(size: number, hasDatabase: boolean): Promise<void> {
  const ledger = new Ledger(hasDatabase ? new WatchedPlans(SEED) : undefined);
  const merged = new MergedPlans({ seed: SEED, target, ledger, onProgress: () => undefined });
  const id = `cost-${size}-${hasDatabase}`;
  await store.lead(id, 'me', 600_000);
  const results = Array.from({ length: RANGES }, (_, at) =>
    packedResult({ chunk: chunkOf(range(at, size)), coreMicros: 1 }, SEED),
  );
  for (const [at, bytes] of results.entries()) await store.saveResult(id, range(at, size), bytes);
  let checkpointBytes = 0;
  let millis = 0;
  for (let at = 0; at < RANGES; at++) {
    // the first half is compiled with
    const start = at < RANGES / 2 ? undefined : cpuMillis();
    const one = range(at, size);
    const { chunk } = unpackedResult((await store.result(id, one)) ?? Buffer.alloc(0), one);
    merged.add(chunk);
    const rest = {
      number: at + 1,
      campaign: { outstanding: Array.from({ length: WAITING }, (_, k) => range(at + k, size)), next: 1 },
      canary: { outstanding: [], next: 1 },
      noticedAt: 1,
      poisoned: [],
      cuts: 0,
      coreMicros: 1,
    };
    const bytes = packedCheckpoint({ ledger, merged }, rest);
    if (!(await store.commit(id, 'me', at + 1, bytes))) throw new Error('another one coordinates');
    await store.dropResult(id, one);
    checkpointBytes = bytes.length;
    if (start !== undefined) millis += cpuMillis() - start;
  }
  await store.release(id, 'me');
  const each = millis / (RANGES / 2);
  const resultBytes = results.reduce((sum, { length }) => sum + length, 0) / RANGES;
  console.log(
    [
      `ranges of ${size}${hasDatabase ? ', seed database' : ''}: ${each.toFixed(1)} ms to merge one`,
      `${(each / size).toFixed(3)} ms a plan`,
      `result ${Math.round(resultBytes)} bytes, ${Math.round(resultBytes / size)} a plan`,
      `checkpoint ${checkpointBytes} bytes`,
      `1 coordinator per ${Math.round((perPlan * size) / each)} cores`,
    ].join('; '),
  );
}
