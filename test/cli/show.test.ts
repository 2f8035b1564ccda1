import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gauntlet, start, type Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-show-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECORDING = [
  {
    t: 0,
    c: 'ann',
    dir: 'in',
    f: { type: 'event', event: 'connect.challenge', payload: { ts: 1, nonce: 'n' } },
  },
  { t: 5, c: 'ann', dir: 'out', f: { type: 'req', id: '1', method: 'sessions.list', params: {} } },
  { t: 9, c: 'ann', dir: 'close', f: { code: 1006 } },
];

let failure = '';
let history = '';
beforeAll(async () => {
  const scenario = ['88538-generation-unknown', '--gateway', 'trusts-anonymous-lifecycle', '--out', folder];
  expect((await gauntlet('run', ...scenario)).code).toBe(0);
  const failures = join(folder, 'failures');
  const named = (start: string): string =>
    join(
      failures,
      readdirSync(failures).find((name) => name.startsWith(start) && !name.endsWith('.html')) ?? '',
    );
  [failure, history] = [named('generation-row'), named('history')];
}, 120_000);

function show(...args: readonly string[]): Promise<Ended> {
  return start(['show', ...args], { COLUMNS: '80' }).ended;
}

describe('gauntlet show', () => {
  it('draws a failure around its evidence, from the history beside it', async () => {
    const { code, stdout, stderr } = await show(failure);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^» +#\d+ .*◀/m);
    expect(stdout).toContain('payload.session.status = "failed"');
    expect(stdout).toContain('error (injected)');
    expect(stdout).not.toContain('executed again');
    // a path is never broken, however long it is
    const lines = stdout.split('\n').filter((line) => !line.startsWith(failure));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  }, 120_000);

  it('says when nothing but the protocol tells the dialect, unless one is named', async () => {
    const recording = join(folder, 'unknown-release.jsonl');
    const policy = { maxPayload: 1, maxBufferedBytes: 1, tickIntervalMs: 1 };
    const hello = { type: 'hello-ok', protocol: 4, server: { version: 'mine-1' }, features: {}, policy };
    const frames = [
      ...RECORDING.slice(0, 1),
      { t: 3, c: 'ann', dir: 'out', f: { type: 'req', id: '0', method: 'connect', params: {} } },
      { t: 4, c: 'ann', dir: 'in', f: { type: 'res', id: '0', ok: true, payload: hello } },
    ];
    writeFileSync(recording, frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    const guessed = await show(recording, '--width', '400');
    expect(guessed.stdout, guessed.stderr).toContain(
      'read as protocol@4, for which the protocol alone speaks',
    );
    const named = await show(recording, '--width', '400', '--dialect', 'protocol@4');
    expect(named.stdout, named.stderr).toContain('recorded by its clients');
    expect(named.stdout).not.toContain('protocol alone');
  }, 120_000);

  it('executes the plan again where there is no history, and says when it takes another course', async () => {
    const alone = join(folder, 'alone.json');
    cpSync(failure, alone);
    const again = await show(alone);
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain('executed again');
    expect(again.stdout).toMatch(/^» +#\d+ /m);
    const other = await show(alone, '--gateway', 'reference');
    expect(other.code).toBe(2);
    expect(other.stdout).toContain('generation/row is not violated on gateway reference now');
  }, 120_000);

  it('draws a history around what the judge finds, or around a record, for one client, session or run', async () => {
    const judged = await show(history);
    expect(judged.stdout).toMatch(/^» +#\d+ /m);
    const around = await show(history, '--around', '50', '--client', 'slack', '--neighbours', '3');
    expect(around.code).toBe(0);
    expect(around.stdout).toMatch(/^ +#50 /m);
    const run = await show(history, '--run', 'run-long', '--session', 'agent:main:main');
    expect(run.code).toBe(0);
  }, 120_000);

  it('draws a recording, which it does not judge', async () => {
    const recording = join(folder, 'recording.jsonl');
    writeFileSync(recording, RECORDING.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { code, stdout } = await show(recording, '--dialect', 'openclaw@2026.5.28');
    expect(code).toBe(0);
    expect(stdout).toContain('recorded by its clients: not judged');
    expect(stdout).toContain('event connect.challenge');
  }, 120_000);

  it('draws what passed, once its history was kept', async () => {
    const out = join(folder, 'kept');
    const kept = await gauntlet(
      'run',
      '--gateway',
      'reference',
      '--seeds',
      '3..3',
      '--keep-history',
      '--out',
      out,
    );
    expect(kept.code).toBeLessThanOrEqual(2);
    const [file = ''] = /(?<=^npx gauntlet show ).+$/m.exec(kept.stderr) ?? [];
    const { code, stdout } = await show(file);
    expect(code).toBe(0);
    expect(stdout).toContain('of reference');
    expect(JSON.parse(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '')).toMatchObject({
      target: 'reference',
    });
    const again = await gauntlet('replay', failure, '--keep-history', '--out', out);
    expect(again.stderr).toContain(join(out, 'histories', 'history-'));
  }, 120_000);

  it.each<[string, () => readonly string[], RegExp]>([
    ['a file that is not there', () => ['nothing.json'], /nothing\.json: no such file/],
    ['what is none of these', () => ['package.json'], /package\.json: no failure file/],
    [
      'a record that is not there',
      () => [history, '--around', '9999'],
      /has no record 9999: its records are 0 to/,
    ],
    [
      'a client that is not there',
      () => [history, '--client', 'slick'],
      /no client 'slick' \(did you mean 'slack'/,
    ],
    ['a case of what is no bundle', () => [history, '--case', 'x'], /is no bundle, so it has no case 'x'/],
    ['a folder that is no bundle', () => [folder], /no bundle: it holds no certificate\.json/],
  ])(
    'refuses %s with one line',
    async (_says, args, words) => {
      const { code, stdout, stderr } = await show(...args());
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(words);
      expect(stderr.trimEnd()).not.toContain('\n');
    },
    120_000,
  );

  it('refuses to keep more histories than anybody looks at', async () => {
    const { code, stderr } = await gauntlet('run', '--seeds', '51', '--keep-history', '--out', folder);
    expect(code).toBe(3);
    expect(stderr).toContain('keeps at most 50 histories');
  }, 120_000);
});
