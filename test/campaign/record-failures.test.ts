import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { run } from '../../src/campaign/run.ts';
import type { ScenarioCase } from '../../src/campaign/scenario-run.ts';
import { exitOf } from '../../src/cli/run.ts';
import { digestOf } from '../../src/history/digest.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { junitXml } from '../../src/report/junit.ts';
import { plainPaint } from '../../src/report/paint.ts';
import type { RunReport } from '../../src/report/published.ts';
import { renderRun } from '../../src/report/terminal.ts';
import { fakePorts, passed, smallHistory, TARGET, violated, type FakeBehaviour } from './fake-executor.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCENARIO: ScenarioCase = {
  file: {
    file: 'x.yaml',
    scenario: scenarioSchema.parse({
      name: 'one',
      story: 'two',
      plan: { seed: 'scenario/7', clients: [{ id: 'alice' }] },
    }),
  },
  target: TARGET,
  expectedProperty: null,
};

/** A campaign of ten plans, or the scenario, which is plan 7 as well. */
async function ran(behaviour: FakeBehaviour, what: 'campaign' | 'scenario' = 'campaign'): Promise<RunReport> {
  const seed = 'gauntlet';
  const campaign = { seed, from: 1, to: 10, budgetMs: null, workers: 1 };
  return run(
    {
      target: TARGET,
      seed,
      cases: what === 'scenario' ? [SCENARIO] : [],
      campaign:
        what === 'scenario'
          ? null
          : { ...campaign, threads: 'when-they-pay' as const, check: 'none' as const },
      check: 'none',
      requireCoverage: false,
      baseline: null,
      recordExpected: true,
      out: new OutFolder(folder),
    },
    fakePorts(behaviour),
  );
}

/** Plan 7 is convicted in its first execution, and in the second not, or of something else. */
const FLEETING: FakeBehaviour = {
  outcome: (index, execution) =>
    index === 7 && execution === 1
      ? { verdicts: [violated('seq/contiguous'), violated('ack/durable')] }
      : {
          verdicts: [passed('seq/contiguous'), index === 7 ? violated('ack/durable') : passed('ack/durable')],
        },
  history: (index, execution) => smallHistory(index * 100 + execution),
};

describe('a finding that its plan does not show again', () => {
  it.each<['campaign' | 'scenario', string]>([
    ['campaign', "plan 7 of seed 'gauntlet'"],
    ['scenario', 'one'],
  ])(
    'comes out of a %s as not repeatable, named, with both digests and what was seen first',
    async (what, plan) => {
      const report = await ran(FLEETING, what);
      expect(report.determinism.mismatches).toMatchObject([
        {
          plan,
          gateway: 'reference',
          digests: { first: digestOf(smallHistory(701)), second: digestOf(smallHistory(702)) },
          lost: [{ property: 'seq/contiguous', cause: 'gap', sentence: 'seq/contiguous broke' }],
        },
      ]);
      expect(report.violations.map(({ property }) => property)).toEqual(['ack/durable']);
      expect(existsSync(report.violations[0]?.file ?? '')).toBe(true);
      expect(exitOf(report)).toBe(5);
    },
  );

  it('is no pass when it was all there was, also where both digests are the same', async () => {
    const once: FakeBehaviour = {
      outcome: (index, execution) =>
        index === 7 && execution === 1 ? { verdicts: [violated('seq/contiguous')] } : {},
    };
    const report = await ran(once);
    expect(report).toMatchObject({ verdict: 'inconclusive', violations: [] });
    expect(report.determinism.mismatches).toMatchObject([{ lost: [{ property: 'seq/contiguous' }] }]);
    expect(exitOf(report)).toBe(5);
  });

  it('is in every output', async () => {
    const report = await ran(FLEETING);
    const lost = 'only the first shows a violation of seq/contiguous (while idle): seq/contiguous broke';
    const shown = renderRun(report, { paint: plainPaint, quiet: true, out: folder, wallMicros: 1 });
    for (const text of [shown, summaryMarkdown(report), junitXml(report)]) expect(text).toContain(lost);
  });
});

describe('a finding that its plan shows again', () => {
  it('is written down once, and nothing is called unrepeatable', async () => {
    const report = await ran({
      outcome: (index) => (index === 7 ? { verdicts: [violated('seq/contiguous')] } : {}),
    });
    expect(report.violations).toMatchObject([{ property: 'seq/contiguous', plans: 1, evidence: [{ i: 1 }] }]);
    expect(report.determinism.mismatches).toEqual([]);
    expect(exitOf(report)).toBe(1);
  });
});
