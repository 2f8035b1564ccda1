import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { ForeignProcess } from '../../src/campaign/foreign/foreign-process.ts';
import { crowding, patienceMs } from '../../src/campaign/foreign/patience.ts';

const folder = mkdtempSync(join(os.tmpdir(), 'gauntlet-patience-'));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** So many want to run on the machine. */
function crowd(many: number): void {
  vi.spyOn(os, 'loadavg').mockReturnValue([many, 0, 0]);
}

describe('the patience with a process', () => {
  it('is the limit on a machine with room, and as much longer as one is crowded', () => {
    const processors = os.availableParallelism();
    crowd(0);
    expect(patienceMs(3_000)).toBe(3_000);
    crowd(processors);
    expect(patienceMs(3_000)).toBe(3_000);
    crowd(5 * processors);
    expect(patienceMs(3_000)).toBe(15_000);
  });

  it('is a matter of the last minute, and what a certificate says of its machine of the last five, too', () => {
    const processors = os.availableParallelism();
    vi.spyOn(os, 'loadavg').mockReturnValue([0, 4 * processors, 9 * processors]);
    expect(patienceMs(3_000)).toBe(3_000);
    expect(crowding()).toBe(4);
    crowd(0);
    expect(crowding()).toBe(1);
  });

  it('does not take for hung what a crowded machine has had no time for', async () => {
    const file = join(folder, 'gateway.mjs');
    // it takes longer to load than the limit is
    writeFileSync(
      file,
      "for (let k = 0; k < 2e8; k++);\nexport const gateway = { name: 'mine', boot() {} };\n",
    );
    vi.stubEnv('GAUNTLET_HANG_MS', '1');
    crowd(1e6);
    const patient = new ForeignProcess(file, undefined);
    await expect(patient.module).resolves.toMatchObject({ name: 'mine' });
    patient.stop(new Error('over'));
    crowd(0);
    await expect(new ForeignProcess(file, undefined).module).rejects.toThrow(/hung/);
  });
});
