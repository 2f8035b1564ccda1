import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runReportSchema } from '../../src/report/published.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('gauntlet run --baseline', () => {
  const BAD = ['--gateway', 'numbers-per-process', '--seeds', '20', '--workers', '1', '--out', folder];

  async function runWith(baseline: string, ...args: readonly string[]) {
    const file = join(folder, 'known.yaml');
    writeFileSync(file, baseline);
    const ended = await inProcess('run', ...args, '--json', '--baseline', file);
    return { ...ended, report: runReportSchema.parse(JSON.parse(ended.stdout)) };
  }

  it('ends with 0 while only what is known fails, and stays a violation', async () => {
    const { code, report } = await runWith('- { property: seq/contiguous, reason: "#12" }', ...BAD);
    expect(report.verdict).toBe('violation');
    expect(report.baseline).toEqual({
      verdict: expect.stringMatching(/^(pass|inconclusive)$/) as string,
      accepted: [{ property: 'seq/contiguous', cause: null, reason: '#12' }],
      stale: [],
    });
    expect(code).toBe(report.baseline?.verdict === 'pass' ? 0 : 2);
  }, 60_000);

  it('ends with 1 when something else fails', async () => {
    const { code, report } = await runWith('- { property: list/complete, reason: "#13" }', ...BAD);
    expect(code).toBe(1);
    expect(report.baseline?.accepted).toEqual([]);
  }, 60_000);

  it('ends with 1 when what is known no longer fails', async () => {
    const words = ['--gateway', 'reference', '--seeds', '20', '--workers', '1', '--out', folder];
    const { code, report } = await runWith('- { property: seq/contiguous, reason: "#12" }', ...words);
    expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: 'pass' });
    expect(report.baseline?.stale).toEqual(['seq/contiguous of the baseline no longer fails: take it out']);
  }, 60_000);
});
