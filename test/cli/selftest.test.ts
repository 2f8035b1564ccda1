import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitOf, quarry } from '../../src/cli/selftest.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import { selftestReportSchema, type Mismatch, type SelftestReport } from '../../src/report/published.ts';
import { RED } from '../report/small-selftest.ts';
import { gauntlet, start, type Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-selftest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const out = (name: string): string => join(folder, name);
const LEFT_OUT = 'seq/contiguous';
const SMALL = ['selftest', '--budget', '1', '--rounds', '1', '--plans', '2', '--no-shrink'];
/** Processes of their own, with threads of their own, on a machine that does other things too. */
const PATIENCE_MS = 60_000;

function reportIn(name: string): SelftestReport {
  return selftestReportSchema.parse(JSON.parse(readFileSync(join(out(name), 'selftest.json'), 'utf8')));
}

function namesOf(kind: GatewayEntry['kind']): string[] {
  return GATEWAYS.filter((entry) => entry.kind === kind).map(({ name }) => name);
}

describe('gauntlet selftest', () => {
  const small: Ended[] = [];

  beforeAll(async () => {
    for (const workers of ['1', '2'])
      small.push(
        await gauntlet(
          ...SMALL,
          '--without',
          LEFT_OUT,
          '--workers',
          workers,
          '--json',
          '--out',
          out('small'),
        ),
      );
  }, PATIENCE_MS);

  it('ends with 1 when known-bad gateways survive', () => {
    for (const { code, stderr } of small) {
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('survived a budget of 1 plans');
    }
  });

  it('prints and writes the same on one worker and on two', () => {
    const [one, two] = small.map(({ stdout }) => stdout);
    expect(two).toBe(one);
    expect(reportIn('small')).toEqual(JSON.parse(small[1]?.stdout ?? ''));
    expect(existsSync(join(out('small'), 'selftest.md'))).toBe(true);
  });

  it('hunts every known-bad gateway and sweeps all others, without the property that was left out', () => {
    const report = reportIn('small');
    expect(report.gateways.map(({ name }) => name)).toEqual(namesOf('bad'));
    expect(report.good.map(({ name, plans }) => [name, plans])).toEqual(
      namesOf('good').map((name) => [name, 1]),
    );
    expect(report.properties.map(({ id }) => id)).toEqual(
      PROPERTIES.map(({ id }) => id).filter((id) => id !== LEFT_OUT),
    );
    expect(report.without).toEqual([LEFT_OUT]);
    expect(JSON.stringify([report.gateways, report.violations])).not.toContain(`"${LEFT_OUT}"`);
  });

  it('ends with 130 when it is interrupted, having written what there is', async () => {
    const { child, ended } = start(['selftest', '--workers', '1', '--out', out('cut')]);
    await expect.poll(() => existsSync(out('cut')), { timeout: 15_000, interval: 20 }).toBe(true);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(reportIn('cut').interrupted).toBe(true);
  });
});

describe('the exit code of a selftest', () => {
  const GREEN: SelftestReport = { ...RED, verdict: 'green' };
  const mismatch: Mismatch = {
    plan: 'plan 1',
    gateway: 'reference',
    at: null,
    first: null,
    second: null,
    draw: null,
    digests: { first: 'a', second: 'b' },
    lost: [],
  };

  it.each<readonly [string, SelftestReport, number]>([
    ['0 when it is green', GREEN, 0],
    ['1 when it is red', RED, 1],
    [
      '5 when something was not repeatable',
      { ...RED, determinism: { checked: 1, mismatches: [mismatch] } },
      5,
    ],
    ['130 when it was interrupted', { ...RED, interrupted: true }, 130],
  ])('is %s', (_name, summary, code) => {
    expect(exitOf(summary)).toBe(code);
  });
});

describe('what must convict a known-bad gateway', () => {
  const reference = GATEWAYS.find(({ kind }) => kind === 'reference') as GatewayEntry;
  const entry = { ...reference, convictedBy: ['a/b', 'c/d', 'e/f'] };

  it.each([
    ['the property meant for it', ['c/d'], ['a/b']],
    ['any other of its own where that one is left out', ['a/b'], ['c/d', 'e/f']],
    ['anything where all its own are left out', ['a/b', 'c/d', 'e/f'], []],
  ])('is %s', (_name, without, wanted) => {
    expect(quarry(entry, without).wanted).toEqual(wanted);
  });
});
