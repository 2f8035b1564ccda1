/**
 * The clock of a state folder: its monotonic time began when the folder was first served and goes on over restarts,
 * since what a gateway stored may carry it. Owns `clock.json` in the folder. Its limit: over a reboot of the machine
 * it follows the wall clock, and it does not see a reboot that came before the machine had been up as long again.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Micros } from '../kernel/time.ts';
import type { HostClock } from '../gateway/port.ts';

const NAME = 'clock.json';

interface Beginning {
  /** On the machine's monotonic clock, in nanoseconds since it was started. */
  readonly nanos: bigint;
  readonly wallMillis: number;
}

/** `wallOffsetMs` is added to the machine's wall clock. */
export function stateClock(folder: string, wallOffsetMs: number): HostClock {
  const path = join(folder, NAME);
  const now: Beginning = { nanos: process.hrtime.bigint(), wallMillis: Date.now() };
  const began = read(path) ?? now;
  if (began === now) write(path, now);
  const rebooted = now.nanos < began.nanos;
  const before: Micros = rebooted ? Math.max(0, now.wallMillis - began.wallMillis) * 1000 : 0;
  const origin = rebooted ? now.nanos : began.nanos;
  return {
    monotonicMicros: () => before + Number((process.hrtime.bigint() - origin) / 1000n),
    wallMillis: () => Date.now() + wallOffsetMs,
  };
}

function read(path: string): Beginning | undefined {
  try {
    const { nanos, wallMillis } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    if (typeof nanos !== 'string' || typeof wallMillis !== 'number') return undefined;
    return { nanos: BigInt(nanos), wallMillis };
  } catch {
    // never served, or damaged: time begins anew
    return undefined;
  }
}

function write(path: string, { nanos, wallMillis }: Beginning): void {
  writeFileSync(`${path}.part`, JSON.stringify({ nanos: String(nanos), wallMillis }));
  renameSync(`${path}.part`, path);
}
