import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareReportSchema } from '../../src/report/compare-report.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCENARIO = 'scenarios/incidents/88538-late-end-after-reset.yaml';
/** It writes a late end into the row of the next generation. */
const GATEWAY = 'writes-stale-lifecycle';
let failure = '';
let history = '';

beforeAll(async () => {
  await inProcess('run', SCENARIO, '--gateway', GATEWAY, '--quiet', '--out', folder);
  const names = readdirSync(join(folder, 'failures'));
  const named = (start: string): string =>
    join(folder, 'failures', names.find((name) => name.startsWith(start) && !name.endsWith('.html')) ?? '');
  [failure, history] = [named('generation-row'), named('history')];
}, 60_000);

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('gauntlet compare', () => {
  it('shows what a gateway did otherwise than another on the same plan, and ends with 1', async () => {
    const { code, stdout, stderr } = await inProcess('compare', failure, '--gateway', 'reference');
    expect(code, stderr).toBe(1);
    expect(stdout).toContain('slack in agent:main:main: alike 10 times, then different\n');
    expect(stdout).toContain('  b sees no more\n');
    expect(stdout).toMatch(/"status":"done"/);
  });

  it('says that a plan that was executed again, or the same history, is the same, and ends with 0', async () => {
    const { code, stdout } = await inProcess('compare', failure);
    expect([code, stdout]).toEqual([0, expect.stringContaining('same: ')]);
    expect((await inProcess('compare', failure, history, '--reads')).code).toBe(0);
    expect((await inProcess('compare', history, failure)).code).toBe(0);
  });

  it('compares a history with the plan of a failure on another gateway', async () => {
    expect((await inProcess('compare', history, failure, '--gateway', 'reference')).code).toBe(1);
  });

  it('executes a plan again whose history is not beside it', async () => {
    const alone = join(folder, 'alone.json');
    cpSync(failure, alone);
    const { code, stdout } = await inProcess('compare', alone, history);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^ *npx gauntlet replay ${alone}$`, 'm')),
    ]);
  });

  it('prints JSON as its schema says', async () => {
    const { code, stdout } = await inProcess('compare', failure, '-g', 'reference', '--json', '-C', '1');
    expect(code).toBe(1);
    const report = compareReportSchema.parse(JSON.parse(stdout));
    expect(report.outcome).toBe('different');
    expect(report.divergences[0]?.before).toHaveLength(1);
    const { stdout: schema } = await inProcess('schema', 'compare');
    expect(JSON.parse(schema)).toHaveProperty('properties.divergences');
  });

  it('is inconclusive about histories that show nothing', async () => {
    const [header = ''] = readFileSync(history, 'utf8').split('\n');
    const { digest: _, ...about } = JSON.parse(header) as Record<string, unknown>;
    const empty = file('empty.jsonl', `${JSON.stringify(about)}\n`);
    const { code, stdout } = await inProcess('compare', empty, empty);
    expect([code, stdout]).toEqual([2, expect.stringContaining('inconclusive: ')]);
  });

  it.each<[string, () => string[], RegExp]>([
    ['one history alone', () => [history], /is a history: name a second one/],
    ['a file that is not there', () => [join(folder, 'none.jsonl'), history], /none\.jsonl: no such/],
    ['a folder', () => [folder, history], /no history|a folder/],
    ['what is no history', () => [file('text.jsonl', 'hello\n'), history], /text\.jsonl:1:1: /],
    ['what is no failure', () => [file('list.json', '[]'), history], /list\.json: no failure file/],
    [
      'a changed history',
      () => [
        file('changed.jsonl', readFileSync(history, 'utf8').replace('"status":"done"', '"status":"odd"')),
        history,
      ],
      /changed\.jsonl:1:1: the history was changed/,
    ],
    ['a strange context', () => [failure, '--context', '-3'], /^gauntlet: --context '-3'/],
    ['an unknown gateway', () => [failure, '--gateway', 'refrence'], /did you mean 'reference'/],
  ])('refuses %s in one line', async (_what, words, said) => {
    const { code, stdout, stderr } = await inProcess('compare', ...words());
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
