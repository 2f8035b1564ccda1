import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateClock } from '../../src/serve/state-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-clock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the clock of a state folder', () => {
  it('goes on in the next life where the last one left it', () => {
    const before = stateClock(folder, 0).monotonicMicros();
    const after = stateClock(folder, 0).monotonicMicros();
    expect(before).toBeGreaterThanOrEqual(0);
    expect(after).toBeGreaterThan(before);
    expect(Number.isInteger(after)).toBe(true);
  });

  it('follows the wall clock over a reboot of the machine', () => {
    const nanos = String(process.hrtime.bigint() + 1_000_000_000_000_000n);
    writeFileSync(join(folder, 'clock.json'), JSON.stringify({ nanos, wallMillis: Date.now() - 60_000 }));
    expect(stateClock(folder, 0).monotonicMicros()).toBeGreaterThanOrEqual(60_000_000);
  });

  it('begins anew when its file is damaged', () => {
    for (const text of ['', '{', '[]', 'null', '{"nanos":"x","wallMillis":1}']) {
      writeFileSync(join(folder, 'clock.json'), text);
      expect(stateClock(folder, 0).monotonicMicros()).toBeLessThan(60_000_000);
    }
  });

  it('moves the wall clock by its offset and no other', () => {
    const shifted = stateClock(folder, -86_400_000);
    const now = Date.now();
    expect(shifted.wallMillis()).toBeGreaterThanOrEqual(now - 86_400_000);
    expect(shifted.wallMillis()).toBeLessThan(now - 86_000_000);
    expect(shifted.monotonicMicros()).toBeLessThan(60_000_000);
  });
});
