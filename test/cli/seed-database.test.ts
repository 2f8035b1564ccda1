/** `--seed-database`: what a run leaves there, and what the next one begins with. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runReportSchema, type RunReport } from '../../src/report/published.ts';
import { seedsReportSchema } from '../../src/report/seeds-report.ts';
import { inProcess } from './in-process.ts';
import type { Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-seeds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BAD = 'numbers-per-process';
const seeds = join(folder, 'seeds');
const out = join(folder, 'out');

/** The text of each file, by its path. */
function filesIn(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

/** But for what it cost. */
function comparable(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(filesIn(path)).map(([name, text]) => [name, text.replace(/"coreMicros": \S+,/, '')]),
  );
}

function run(...words: readonly string[]): Promise<Ended> {
  return inProcess('run', '--gateway', BAD, '--out', out, '--seed-database', seeds, '--json', ...words);
}

function reportOf({ stdout }: Ended): RunReport {
  return runReportSchema.parse(JSON.parse(stdout));
}

describe('a seed database', () => {
  let first: RunReport;
  let left: Readonly<Record<string, string>>;
  beforeAll(async () => {
    first = reportOf(await run('--seeds', '4', '--commit', 'one'));
    left = filesIn(seeds);
  });

  it('is given what failed and what was reached, and the run itself', () => {
    const names = Object.keys(left);
    expect(new Set(names.map((name) => name.split('/').slice(0, 2).join('/')))).toEqual(
      new Set([`${BAD}/failing`, `${BAD}/reached`, `${BAD}/runs`]),
    );
    expect(names.filter((name) => name.includes('/runs/'))).toHaveLength(1);
    const [entry = ''] = names.filter((name) => name.includes('/failing/'));
    expect(JSON.parse(left[entry] ?? '')).toMatchObject({
      seed: 'gauntlet',
      found: { commit: 'one' },
      kinds: expect.arrayContaining([expect.objectContaining({ property: 'seq/contiguous' })]) as unknown,
    });
  });

  it('is what the next run begins with, each plan once and those that fail first', async () => {
    const report = reportOf(await run('--seeds', '9..9', '--commit', 'two'));
    expect(first.scenarios).toEqual([]);
    const kept = report.scenarios.map((one) => one.kept);
    const sorted = [...kept].sort(
      (a, b) => ['failing', 'reached'].indexOf(a ?? '') - ['failing', 'reached'].indexOf(b ?? ''),
    );
    expect(kept).toEqual(sorted);
    expect(kept).toContain('failing');
    const names = report.scenarios.map(({ command }) => command);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toMatch(/--seed gauntlet --seeds (\d)\.\.\1$/);
    expect(report.scenarios[0]).toMatchObject({ verdict: 'violation', expected: 'pass' });
    const runs = Object.entries(filesIn(seeds)).filter(([name]) => name.includes('/runs/'));
    const open = runs.map(([, text]) => (JSON.parse(text) as { open: { since: { commit: string } }[] }).open);
    expect(open.flat().map(({ since }) => since.commit)).toContain('one');
  });

  it('is the same whether one machine ran or three shards were merged', async () => {
    const [whole, merged] = [join(folder, 'whole'), join(folder, 'merged')];
    for (const copy of [whole, merged]) cpSync(seeds, copy, { recursive: true });
    // the folder is part of what a report says
    const at = join(folder, 'at');
    const into = ['--gateway', BAD, '--seeds', '5..12', '--seed-database', at, '--quiet'];
    // a commit that git knows has a time of its own
    const commit = ['--commit', execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()];
    cpSync(whole, at, { recursive: true });
    const alone = await inProcess('run', ...into, ...commit, '--out', join(folder, 'alone'));
    expect(alone.code).toBe(1);
    const expected = {
      database: comparable(at),
      report: readFileSync(join(folder, 'alone', 'report.json'), 'utf8'),
    };
    rmSync(at, { recursive: true });
    cpSync(merged, at, { recursive: true });
    const parts = [1, 2, 3].map((part) => join(folder, `part-${part}`));
    for (const [position, part] of parts.entries())
      await inProcess('run', ...into, '--shard', `${position + 1}/3`, '--out', part);
    expect(filesIn(at)).toEqual(filesIn(merged));
    const database = ['--seed-database', at, ...commit, '--quiet'];
    const other = await inProcess('merge', ...parts, ...database.slice(2), '--out', join(folder, 'other'));
    expect(other.code).toBe(3);
    expect(other.stderr).toMatch(/the shards were made with another content of the seed database/);
    const done = await inProcess('merge', ...parts, ...database, '--out', join(folder, 'alone'));
    expect(done).toMatchObject({ code: 1 });
    expect(comparable(at)).toEqual(expected.database);
    expect(readFileSync(join(folder, 'alone', 'report.json'), 'utf8')).toBe(expected.report);
  }, 60_000);

  it('is shown with its growth and its open failures, also as a page', async () => {
    const page = join(folder, 'seeds.html');
    const { code, stdout } = await inProcess('seeds', seeds, '--json', '--page', page);
    expect(code).toBe(0);
    const report = seedsReportSchema.parse(JSON.parse(stdout));
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
    const [target] = report.targets;
    expect(report.targets).toHaveLength(1);
    expect(target?.runs.map(({ ran }) => ran.commit)).toEqual(['one', 'two']);
    expect(target?.runs[0]?.plans).toBe(4);
    expect(target?.runs[0]?.plansPerCoreHour).toBeGreaterThan(0);
    expect(target?.open.map(({ property }) => property)).toContain('seq/contiguous');
    expect(target?.failing[0]?.command).toMatch(
      / run --gateway numbers-per-process --seed gauntlet --seeds /,
    );
    const { stdout: text } = await inProcess('seeds', seeds);
    expect(text).toMatch(
      /^numbers-per-process\n {2}kept: \d failing, 0 mended, \d+ plans? that reached most\n/,
    );
    expect(text).toMatch(/seq\/contiguous \(.*, while \S+\): open since one, 0 days\n/);
    const nowhere = await inProcess('seeds', join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ code: 3 });
    expect(nowhere.stderr).toMatch(/nowhere: no such folder\n$/);
  });

  it('lets go of what another generator drew, and says so', async () => {
    const [name = ''] = Object.keys(filesIn(seeds)).filter((one) => one.includes('/failing/'));
    const text = readFileSync(join(seeds, name), 'utf8');
    writeFileSync(join(seeds, name), text.replace(/"plan": "\w+"/, '"plan": "0000000000000000"'));
    const ended = await run('--seeds', '900..900');
    expect(ended.stderr).toContain(
      `${seeds}: 1 of its seeds give other plans in this version of Gauntlet, and are left out\n`,
    );
    expect(Object.values(filesIn(seeds)).join('')).not.toContain('0000000000000000');
  });
});

describe('what is no seed database', () => {
  const broken = join(folder, 'broken');
  const failing = join(broken, BAD, 'failing');
  const entry = join(failing, '0123456789abcdef.json');
  const good = { formatVersion: 1, seed: 's', index: 1, plan: '0'.repeat(16), events: 1, fingerprint: 'f' };
  const found = { commit: 'c', at: '2026-03-01T00:00:00Z' };

  it.each([
    ['<<<<<<< HEAD\n', /0123456789abcdef\.json: not JSON: /],
    ['{"formatVersion":9}', /an entry of a seed database of format 9; this version reads format 1$/],
    [JSON.stringify(good), /not an entry of a seed database: the key 'found' is missing$/],
    [JSON.stringify({ ...good, found, extra: 1 }), /not an entry of a seed database: unknown key 'extra'$/],
    [JSON.stringify({ ...good, found }), /is about another plan than its name says$/],
  ])('is refused in one line: %s', async (text, message) => {
    mkdirSync(failing, { recursive: true });
    writeFileSync(entry, text);
    const { code, stderr } = await inProcess(
      'run',
      '-g',
      BAD,
      '-n',
      '1',
      '-o',
      out,
      '--seed-database',
      broken,
    );
    expect(code).toBe(3);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
  });

  it('is refused where it is a file', async () => {
    const { code, stderr } = await inProcess(
      'run',
      '-g',
      BAD,
      '-n',
      '1',
      '-o',
      out,
      '--seed-database',
      entry,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/: a file, and a seed database is a folder\n$/);
  });

  it.each(['--help', '-x', 'a b', ''])('has no commit %j', async (commit) => {
    const { code, stderr } = await inProcess('run', '-g', BAD, '-n', '1', '-o', out, `--commit=${commit}`);
    expect(code).toBe(3);
    expect(stderr).toMatch(/is no name of a commit/);
  });
});
