import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { badgeSchema } from '../../src/report/badge.ts';
import { runLineSchema } from '../../src/report/run-events.ts';
import { offences } from '../report/junit-rules.ts';
import { readXml } from '../report/small-xml.ts';
import { inProcess } from './in-process.ts';
import type { Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-machine-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const PATIENCE_MS = 120_000;
const out = (name: string): string => join(folder, name);

/** It numbers events for all connections together, so the first plan convicts it. */
function failing(name: string, ...more: readonly string[]): Promise<Ended> {
  const words = ['--gateway', 'numbers-per-process', '--seeds', '4', '--workers', '1', '--quiet'];
  return inProcess('run', ...words, '--out', out(name), ...more);
}

describe('gauntlet run --ndjson', () => {
  it(
    'prints a line for each thing that happens, and what people read to stderr',
    async () => {
      const { code, stdout, stderr } = await failing('lines', '--ndjson');
      expect(code).toBe(1);
      const events = stdout
        .trimEnd()
        .split('\n')
        .map((line) => runLineSchema.parse(JSON.parse(line)));
      expect(events[0]).toMatchObject({ type: 'begin', gateway: 'numbers-per-process', plans: 4 });
      expect(events.at(-1)).toMatchObject({ type: 'end', verdict: 'violation', exitCode: 1, plans: 4 });
      expect(events.some((one) => one.type === 'violation' && one.property === 'seq/contiguous')).toBe(true);
      expect(stderr).toContain('VIOLATION of seq/contiguous');
    },
    PATIENCE_MS,
  );

  it(
    'says the same twice, but for when, and how many plans a line comes after',
    async () => {
      const told = async (name: string): Promise<string> =>
        (await failing(name, '--ndjson')).stdout
          .replaceAll(/,"wallMs":\d+/g, '')
          .replaceAll(/^\{"type":"plans".*\n/gm, '');
      expect(await told('first')).toBe(await told('second'));
    },
    PATIENCE_MS,
  );

  it('is refused beside --json, in one line', async () => {
    const { code, stderr } = await failing('both', '--ndjson', '--json');
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^gauntlet: --json and --ndjson .*\n$/)]);
  });

  it('has a published schema, and so has the badge', async () => {
    for (const name of ['progress', 'badge'])
      expect(JSON.parse((await inProcess('schema', name)).stdout)).toHaveProperty('$schema');
  });
});

describe('the files of a run', () => {
  it(
    'are JUnit that Jenkins takes, and a badge that shields.io takes',
    async () => {
      await failing('files');
      expect(offences(readXml(readFileSync(join(out('files'), 'junit.xml'), 'utf8')))).toEqual([]);
      const badge = badgeSchema.parse(JSON.parse(readFileSync(join(out('files'), 'badge.json'), 'utf8')));
      expect(badge.message).toBe('violation, 4 plans');
    },
    PATIENCE_MS,
  );
});

describe('a run in a job on GitHub Actions', () => {
  it(
    'annotates what failed, and adds its summary to that of the job',
    async () => {
      const summary = join(folder, 'step.md');
      writeFileSync(summary, 'before\n');
      vi.stubEnv('GITHUB_ACTIONS', 'true');
      vi.stubEnv('GITHUB_STEP_SUMMARY', summary);
      const { code, stdout, stderr } = await failing('github', '--json');
      expect(code).toBe(1);
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      expect(stderr).toMatch(/^::error title=seq\/contiguous violated by numbers-per-process::/m);
      const written = readFileSync(join(out('github'), 'summary.md'), 'utf8');
      expect(readFileSync(summary, 'utf8')).toBe(`before\n${written}`);
    },
    PATIENCE_MS,
  );

  it(
    'ends with 3 when the summary of the job cannot be written, after its verdict',
    async () => {
      vi.stubEnv('GITHUB_ACTIONS', 'true');
      vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'none', 'step.md'));
      const { code, stdout, stderr } = await failing('unwritable');
      expect(code).toBe(3);
      expect(stdout).toContain('violation: 4 plans');
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
        /^gauntlet: GITHUB_STEP_SUMMARY .*cannot be written/,
      );
    },
    PATIENCE_MS,
  );

  it(
    'is a run like any other elsewhere',
    async () => {
      vi.stubEnv('GITHUB_ACTIONS', '');
      const { stderr } = await failing('elsewhere');
      expect(stderr).toBe('');
    },
    PATIENCE_MS,
  );
});
