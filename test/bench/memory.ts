/** The memory of this process, as far as a benchmark needs it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Collects all garbage now, which takes milliseconds. */
export function collectGarbage(): void {
  gc();
}

/** Bytes that live objects take, garbage collected first. */
export function liveBytes(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** The most memory that the system ever gave this process, in bytes. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
