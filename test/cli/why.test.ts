import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFailure } from '../../src/campaign/failure-file.ts';
import { whyReportSchema } from '../../src/report/published-causality.ts';
import { inProcess as gauntlet } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-why-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The failure of a scenario that takes no time to execute. */
let file = '';
beforeAll(async () => {
  await gauntlet('run', '63374-reset-by-request', '--gateway', 'evicts-silently', '--out', folder);
  const [name] = readdirSync(join(folder, 'failures')).filter((one) => one.endsWith('.json'));
  file = join(folder, 'failures', name ?? '');
}, 120_000);

describe('why', () => {
  it('ends with 0, prints JSON that follows its schema, keeps it in the file, and names the reset', async () => {
    const ended = await gauntlet('why', file, '--json', '--workers', '1');
    expect(ended.code, ended.stderr).toBe(0);
    const { found } = whyReportSchema.parse(JSON.parse(ended.stdout));
    expect(found?.causality.executions).toBeLessThanOrEqual(1_000);
    expect(found?.causality.jump?.entry.words).toMatch(/ resets /);
    expect(readFailure(file).causality).toEqual(found?.causality);
    expect(ended.stderr).toContain('█');
  }, 240_000);

  it('gives the same from two threads as from one', async () => {
    const few = ['why', file, '--executions', '60', '--json'];
    const one = await gauntlet(...few, '--workers', '1');
    const two = await gauntlet(...few, '--workers', '2');
    expect(two.code, two.stderr).toBe(0);
    expect(two.stdout).toBe(one.stdout);
  }, 240_000);

  it('ends with 2 when the failure does not show again, and leaves the file alone', async () => {
    const before = readFileSync(file, 'utf8');
    const ended = await gauntlet('why', file, '--gateway', 'reference');
    expect(ended.code, ended.stderr).toBe(2);
    expect(ended.stdout).toMatch(/^fixed, not asked why: /);
    expect(readFileSync(file, 'utf8')).toBe(before);
  }, 120_000);
});
