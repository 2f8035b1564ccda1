import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bisectReportSchema } from '../../src/report/published-bisection.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-bisect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BAD = 'writes-stale-lifecycle';
let failure = '';

beforeAll(async () => {
  const scenario = 'scenarios/incidents/88538-late-end-after-reset.yaml';
  await inProcess('run', scenario, '--gateway', BAD, '--quiet', '--out', folder);
  const found = readdirSync(join(folder, 'failures')).find((name) => /^generation-row.*\.json$/.test(name));
  failure = join(folder, 'failures', found ?? '');
}, 60_000);

describe('gauntlet bisect', () => {
  it('says with which gateway a failure begins, and ends with 0', async () => {
    const between = ['awaits', 'trusts-anonymous-lifecycle', 'resumes-runs'];
    const ends = ['--good', 'reference', '--bad', BAD];
    const { code, stdout, stderr } = await inProcess('bisect', failure, ...ends, '--between', ...between);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(
      `it begins with ${BAD}; the last one before it that passes is resumes-runs\n4 targets of 5 tried`,
    );
    expect(stdout).toContain(`  ${BAD}: fails\n      agent:main:main: the row of generation`);
  });

  it('prints what its schema says', async () => {
    const { code, stdout } = await inProcess('bisect', failure, '--good', 'awaits', '--bad', BAD, '--json');
    expect(code).toBe(0);
    expect(bisectReportSchema.parse(JSON.parse(stdout))).toMatchObject({
      property: 'generation/row',
      candidates: 2,
      change: { good: 'awaits', bad: BAD },
      between: [],
    });
  });

  it('searches nothing where an end is not what it is said to be, and ends with 2', async () => {
    const { code, stdout } = await inProcess('bisect', failure, '--good', BAD, '--bad', 'reference');
    expect(code).toBe(2);
    expect(stdout).toContain(`nothing was searched: ${BAD} was to pass`);
  });

  it.each([
    [['--good', 'reference'], /name both ends: --good TARGET, which passes, and --bad TARGET, which fails/],
    [['--good', 'reference', '--bad', 'nix'], /unknown gateway 'nix'/],
    [['--good', 'reference', '--bad', BAD, '--between', 'nix'], /unknown gateway 'nix'/],
  ])('refuses %j in one line, before anything is executed', async (options, line) => {
    const { code, stdout, stderr } = await inProcess('bisect', failure, ...options);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(line);
  });
});
