/**
 * How long an answer may take on this machine, now. Whoever shares its processors with many others gets less of them, and
 * is not hung for that: the limit is as many times longer as there is more to do than processors.
 */
import os from 'node:os';

/** Milliseconds. Where the system does not say how much there is to do (Windows), the limit itself. */
export function patienceMs(limitMs: number): number {
  const [lastMinute = 0] = os.loadavg();
  return limitMs * Math.max(1, lastMinute / os.availableParallelism());
}
