/**
 * A thread that renews the lease of a coordinator, which executes and explains failures for longer than a lease at times. It
 * stops when it was not told for too long that the coordinator itself goes on.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Redis } from 'ioredis';

const { address, script, key, coordinator, everyMs, leaseMs, silenceMs } =
  /** @type {{ address: import('ioredis').RedisOptions, script: string, key: string, coordinator: string, everyMs: number, leaseMs: number, silenceMs: number }} */ (
    workerData
  );
const redis = new Redis({ ...address, maxRetriesPerRequest: null });
redis.on('error', () => undefined);

let heardAt = performance.now();
parentPort?.on('message', () => {
  heardAt = performance.now();
});
setInterval(() => {
  if (performance.now() - heardAt < silenceMs)
    redis.eval(script, 1, key, coordinator, leaseMs).catch(() => undefined);
}, everyMs);
