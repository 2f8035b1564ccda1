import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { listReportSchema } from '../../src/report/list-report.ts';
import { runReportSchema, type RunReport } from '../../src/report/published.ts';
import { gauntlet, ROOT, start } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-outcomes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const out = (name: string): string => join(folder, name);

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function reportIn(name: string): RunReport {
  return runReportSchema.parse(JSON.parse(readFileSync(join(out(name), 'report.json'), 'utf8')));
}

const bad = GATEWAYS.find((entry) => entry.kind === 'bad')?.name ?? '';
const calm = 'name: A calm day\nstory: Nothing happens.\nplan:\n  clients: [{ id: alice }]\n';
const CATALOGUE = JSON.stringify(join(ROOT, 'src/gateway/catalogue.ts'));

/** Scenarios with real limits on every correct gateway. */
const PATIENCE_MS = 120_000;

describe('a run ends', () => {
  it('with 0 when everything asked for passed, writing its three reports', async () => {
    const ended = await gauntlet(
      'run',
      file('calm.yaml', calm),
      '--gateway',
      'reference',
      '--out',
      out('calm'),
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(reportIn('calm').verdict).toBe('pass');
    for (const name of ['junit.xml', 'summary.md']) expect(existsSync(join(out('calm'), name))).toBe(true);
    expect(ended.stdout + ended.stderr).not.toContain('\u001b');
  });

  it(
    'with 0 when a scenario convicts the gateway it names, and with 1 when that gateway passes',
    async () => {
      const [expected, surprise] = await Promise.all([
        gauntlet('run', '7442', '--out', out('expected')),
        gauntlet(
          'run',
          '--out',
          out('surprise'),
          file(
            'surprise.yaml',
            calm.replace('plan:', `convicts: [{ gateway: ${bad}, property: ack/durable }]\nplan:`),
          ),
        ),
      ]);
      expect(expected.code, expected.stdout).toBe(0);
      expect(
        reportIn('expected').scenarios.some(
          (one) => one.verdict === 'violation' && one.expected === 'violation',
        ),
      ).toBe(true);
      expect(surprise.code).toBe(1);
      expect(surprise.stdout).toContain('a known failure that no longer fails');
    },
    PATIENCE_MS,
  );

  it('with 2 when coverage is required and a few plans cannot give it', async () => {
    const few = ['run', '--seeds', '3', '--check-determinism', 'none', '--quiet'];
    const ended = await gauntlet(...few, '--require-coverage', '--out', out('uncovered'));
    expect(ended.code, ended.stdout + ended.stderr).toBe(2);
    const { coverage, verdict } = reportIn('uncovered');
    expect(verdict).toBe('inconclusive');
    for (const sentence of coverage.missing) expect(ended.stdout).toContain(`not covered ${sentence}\n`);
    expect(coverage.missing.length).toBeGreaterThanOrEqual(coverage.empty.length);
  });

  it('with 1 on a violation', async () => {
    const ended = await gauntlet('run', '--gateway', bad, '--seeds', '120', '--json', '--out', out('bad'));
    expect(ended.code).toBe(1);
    const report = runReportSchema.parse(JSON.parse(ended.stdout));
    expect(report.violations[0]).toMatchObject({ gateway: bad, expected: false });
    expect(existsSync(report.violations[0]?.file ?? '')).toBe(true);
    expect(ended.stderr).toContain('VIOLATION');
  });

  it('with 2 when what should be exercised was not', async () => {
    const scenario = file('idle.yaml', calm.replace('plan:', 'exercises: [compaction/responsive]\nplan:'));
    const ended = await gauntlet('run', scenario, '--gateway', 'reference', '--out', out('idle'));
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain('never exercised compaction/responsive');
  });

  it('with 4 when the gateway is dead before hello', async () => {
    const [mute, throwing] = await Promise.all([
      gauntlet(
        'run',
        '--seeds',
        '2',
        '--out',
        out('mute'),
        '--gateway',
        file('mute.mjs', "export const gateway = { name: 'mute', boot() {} };\n"),
      ),
      gauntlet(
        'run',
        '--seeds',
        '2',
        '--out',
        out('throwing'),
        '--gateway',
        file(
          'throwing.mjs',
          "export const gateway = { name: 'throwing', boot() { throw new Error('no disk'); } };\n",
        ),
      ),
    ]);
    expect([mute.code, throwing.code]).toEqual([4, 4]);
    expect(mute.stdout).toMatch(
      /^VIOLATION of target\/alive on gateway mute [^]*gateway 'mute' never answered a connect/m,
    );
    expect(throwing.stdout).toMatch(
      /^VIOLATION of target\/alive on gateway throwing [^]*the gateway threw Error: no disk at .*throwing\.mjs:1:\d+/m,
    );
    for (const name of ['mute', 'throwing']) expect(existsSync(join(out(name), 'report.json'))).toBe(true);
  });

  it('with 5 when two executions of one plan differ, naming the first differing record', async () => {
    const moody = `import { GATEWAYS } from ${CATALOGUE};
let boots = 0;
const reference = GATEWAYS.find((one) => one.name === 'reference').gateway;
export const gateway = { name: 'moody', boot(host) { host.log('info', 'boot ' + boots++); reference.boot(host); } };
`;
    const gateway = file('moody.ts', moody);
    const ended = await gauntlet(
      'run',
      '--gateway',
      gateway,
      '--seeds',
      '1',
      '--check-determinism',
      'all',
      '--out',
      out('moody'),
    );
    expect(ended.code, ended.stderr).toBe(5);
    expect(ended.stdout).toMatch(/NOT REPEATABLE: .* differ from record \d+ on/);
    expect(ended.stdout).toMatch(/first .*log info: boot \d+\n.*second .*log info: boot \d+/);
  });

  it('with 130 when it is interrupted, having written what there is', async () => {
    const { child, ended } = start(['run', '--time', '60s', '--workers', '1', '--out', out('cut')]);
    await expect.poll(() => existsSync(out('cut')), { timeout: 15_000, interval: 20 }).toBe(true);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(reportIn('cut').interrupted).toBe(true);
  });
});

describe('a report', () => {
  it('is the same to the byte on one worker and on two', async () => {
    const run = (workers: string) =>
      gauntlet(
        'run',
        '--gateway',
        bad,
        '--seeds',
        '1..40',
        '--workers',
        workers,
        '--json',
        '--out',
        out('workers'),
      );
    const [one, two] = [await run('1'), await run('2')];
    expect(two.stdout).toBe(one.stdout);
  });
});

describe('list, explain and schema', () => {
  it('print JSON that follows its schema', async () => {
    const [list, explain, schema, plain] = await Promise.all([
      gauntlet('list', '--json'),
      gauntlet('explain', 'seq/contiguous', '--json'),
      gauntlet('schema', 'run'),
      gauntlet('list'),
    ]);
    expect([list.code, explain.code, schema.code, plain.code]).toEqual([0, 0, 0, 0]);
    const listed = listReportSchema.parse(JSON.parse(list.stdout));
    expect(listed.gateways.map((one) => one.kind)).toEqual(
      expect.arrayContaining(['reference', 'good', 'bad']),
    );
    expect(JSON.parse(explain.stdout)).toMatchObject({ kind: 'property', name: 'seq/contiguous' });
    expect(JSON.parse(schema.stdout)).toMatchObject({ type: 'object' });
    expect(plain.stdout).toContain('seq/contiguous');
    expect(plain.stdout).toMatch(
      /reference@1\+steering +as reference@1, but a second message may be steered/,
    );
  });

  it('explain every kind of name', async () => {
    const names = ['seq/contiguous', 'link.cut', bad, 'ordered', 'simulated@1', 'openclaw@2026.9.6'];
    const explained = await Promise.all(names.map((name) => gauntlet('explain', name)));
    expect(explained.map((one) => one.code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(explained.map((one) => one.stdout.split('\n')[0])).toEqual([
      'seq/contiguous (property)',
      'link.cut (fault)',
      `${bad} (gateway)`,
      'ordered@2 (profile)',
      'simulated@1 (profile)',
      'openclaw@2026.9.6 (dialect)',
    ]);
    expect(explained[5]?.stdout).toContain('\n  positions have gaps, and parts of one entry share theirs\n');
    expect(explained[5]?.stdout).toContain('cannot show:\n');
    expect(explained[3]?.stdout).toContain('ordered.seq-contiguous (must): seq/contiguous');
  });
});
