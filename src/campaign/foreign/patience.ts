/**
 * How long an answer may take on this machine, now. Whoever shares its processors with many others gets less of them, and
 * is not hung for that: the limit is as many times longer as there is more to do than processors.
 */
import os from 'node:os';

/** Milliseconds. */
export function patienceMs(limitMs: number): number {
  const [lastMinute = 0] = os.loadavg();
  return limitMs * timesTooMuch(lastMinute);
}

/** So many times as much to do as processors, in the last minute or the last five; 1 where there is room, or nothing says it (Windows). */
export function crowding(): number {
  const [lastMinute = 0, lastFive = 0] = os.loadavg();
  return timesTooMuch(Math.max(lastMinute, lastFive));
}

function timesTooMuch(load: number): number {
  return Math.max(1, load / os.availableParallelism());
}
