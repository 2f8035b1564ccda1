import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFailure } from '../../src/campaign/failure-file.ts';
import { explanationReportSchema } from '../../src/report/published-explanation.ts';
import { inProcess as gauntlet } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-explained-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The failure of a scenario that takes no time to execute. */
let file = '';
beforeAll(async () => {
  const out = join(folder, 'run');
  await gauntlet('run', '63374-reset-by-request', '--gateway', 'evicts-silently', '--out', out);
  const [name] = readdirSync(join(out, 'failures')).filter((one) => one.endsWith('.json'));
  file = join(out, 'failures', name ?? '');
}, 120_000);

describe('explain of a failure file', () => {
  it('ends with 0, prints JSON that follows its schema, and keeps it in the smaller failure file', async () => {
    const ended = await gauntlet('explain', file, '--json', '--out', join(folder, 'out'));
    expect(ended.code, ended.stderr).toBe(0);
    const { explained } = explanationReportSchema.parse(JSON.parse(ended.stdout));
    expect(explained?.shrinking).not.toBeNull();
    expect(explained?.explanation.executions).toBeLessThanOrEqual(200);
    expect(readFailure(explained?.file ?? '').explanation).toEqual(explained?.explanation);
    expect(ended.stderr).toContain(explained?.explanation.sentence.slice(0, 40));

    const before = readFileSync(explained?.file ?? '', 'utf8');
    const again = await gauntlet('explain', explained?.file ?? '', '--quiet');
    expect(again.code, again.stderr).toBe(0);
    expect(readFileSync(explained?.file ?? '', 'utf8')).toBe(before);
  }, 120_000);

  it('ends with 2 when the failure does not show again, and says why', async () => {
    const ended = await gauntlet('explain', file, '--gateway', 'reference', '--out', join(folder, 'none'));
    expect(ended.code, ended.stderr).toBe(2);
    expect(ended.stdout).toMatch(/^fixed, not explained: /);
  }, 120_000);

  it('takes a file whose name says nothing', async () => {
    const copy = join(folder, 'seq');
    writeFileSync(copy, readFileSync(file));
    const ended = await gauntlet('explain', copy, '--max-executions', '5', '--out', join(folder, 'few'));
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('5 executions of at most 5: the budget ran out');
  }, 120_000);
});
