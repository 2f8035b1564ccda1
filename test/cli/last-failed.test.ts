import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runReportSchema, type RunReport } from '../../src/report/published.ts';
import { inProcess } from './in-process.ts';

const out = mkdtempSync(join(tmpdir(), 'gauntlet-last-'));
afterAll(() => rmSync(out, { recursive: true }));

async function run(
  ...words: readonly string[]
): Promise<{ readonly stderr: string; readonly report: RunReport }> {
  const { stdout, stderr } = await inProcess('run', ...words, '--out', out, '--json');
  return { stderr, report: runReportSchema.parse(JSON.parse(stdout)) };
}

const files = (): readonly string[] =>
  readdirSync(join(out, 'failures')).filter((name) => name.endsWith('.json'));

it('executes what failed in the last run, alone or first, under its own name and file', async () => {
  const bad = ['--gateway', 'numbers-per-process'];
  const { report: first } = await run(...bad, '--seeds', '3');
  expect(first.verdict).toBe('violation');
  const written = files();
  const { report: again } = await run(...bad, '--last-failed');
  expect(again.campaign).toBeNull();
  expect(again.scenarios.map(({ name }) => name)).toContain(
    "plan 1 of seed 'gauntlet', which violated seq/contiguous",
  );
  expect(
    again.scenarios.every(({ verdict, expected }) => verdict === 'violation' && expected === 'pass'),
  ).toBe(true);
  // the same failure is the same file, and so is how it is made anew from its seed
  expect(files()).toEqual(written);
  expect(again.violations[0]?.replay[0]).toBe(first.violations[0]?.replay[0]);
  const { report: both } = await run(...bad, '--failed-first', '--seeds', '1');
  expect(both.scenarios).toHaveLength(again.scenarios.length);
  expect(both.campaign).toMatchObject({ from: 1, to: 1 });
});

it('executes all where nothing of this gateway failed, and says so', async () => {
  const { report, stderr } = await run('--gateway', 'reference', '--failed-first', '--seeds', '1');
  expect(stderr).toMatch(/^nothing of reference failed the last time: all is run\n/);
  expect(report).toMatchObject({ violations: [], scenarios: [], campaign: { from: 1, to: 1 } });
});

it('runs a failure file as a scenario, which a gateway without the mistake passes', async () => {
  const [file = ''] = files();
  const { report } = await run(join(out, 'failures', file), '--gateway', 'reference');
  expect(report.scenarios.map(({ verdict, problem }) => ({ verdict, problem }))).toEqual([
    { verdict: 'pass', problem: null },
  ]);
});

it.each([
  [['--last-failed', '--seeds', '3'], /takes no scenarios, --seeds or --time/],
  [['--last-failed', '7442'], /takes no scenarios/],
  [['--last-failed', '--failed-first'], /choose one of --last-failed and --failed-first/],
])('refuses %s', async (words, message) => {
  const { code, stderr } = await inProcess('run', ...words, '--out', out);
  expect(code).toBe(3);
  expect(stderr).toMatch(message);
});
