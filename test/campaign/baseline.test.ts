import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Baseline, parseBaseline } from '../../src/campaign/baseline.ts';
import { runReportSchema } from '../../src/report/published.ts';
import { inProcess } from '../cli/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROPERTIES = new Set(['seq/contiguous', 'list/complete']);
const KNOWN = [{ property: 'seq/contiguous', reason: '#12' }];
const TODAY = '2026-11-30';

describe('a baseline', () => {
  it('accepts what it names, for the reason it names', () => {
    const baseline = new Baseline([{ property: 'list/complete', cause: 'left out', reason: '#12' }], TODAY);
    expect(baseline.accepts({ property: 'list/complete', cause: 'still there' })).toBe(false);
    expect(baseline.accepted).toEqual([]);
    expect(baseline.accepts({ property: 'list/complete', cause: 'left out' })).toBe(true);
    expect(baseline.accepted).toHaveLength(1);
    expect(baseline.stale(PROPERTIES)).toEqual([]);
  });

  it('says what no longer fails, unless there was no occasion to', () => {
    const baseline = new Baseline(KNOWN, TODAY);
    expect(baseline.stale(new Set(['list/complete']))).toEqual([]);
    expect(baseline.stale(PROPERTIES)).toEqual([
      "the baseline's seq/contiguous no longer fails: take it out",
    ]);
  });

  it.each([
    ['2026-11-30', true],
    ['2026-11-29', false],
  ])('accepts until the end of %s: %j', (until, accepts) => {
    const baseline = new Baseline([{ ...KNOWN[0], property: 'seq/contiguous', reason: '#12', until }], TODAY);
    expect(baseline.accepts({ property: 'seq/contiguous', cause: 'jump' })).toBe(accepts);
    expect(baseline.stale(PROPERTIES)).toEqual(
      accepts ? [] : ["the baseline's seq/contiguous was accepted until 2026-11-29"],
    );
  });

  it.each([
    ['- { property: seq/contigous, reason: x }', "known.yaml:1:15: unknown property 'seq/contigous'"],
    ['- { property: seq/contiguous }', 'known.yaml:1:3: '],
    ["- { property: seq/contiguous, reason: ' ' }", 'say why it is known'],
    ['- { property: target/alive, reason: x }', 'cannot be accepted'],
    ['- { property: seq/contiguous, reason: x, until: tomorrow }', 'a date such as 2026-12-31'],
  ])('is refused where it is wrong: %s', (text, message) => {
    expect(() => parseBaseline('known.yaml', text, PROPERTIES)).toThrow(message);
  });

  it('may be empty', () => {
    expect(parseBaseline('known.yaml', '', PROPERTIES)).toEqual([]);
  });
});

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
    expect(report.baseline?.stale).toEqual(["the baseline's seq/contiguous no longer fails: take it out"]);
  }, 60_000);
});
