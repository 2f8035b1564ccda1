import { describe, expect, it } from 'vitest';
import type { Round, ShrunkFailure } from '../../src/campaign/selftest-hunt.ts';
import { selftestReport, type Hunted, type SelftestFindings } from '../../src/campaign/selftest-summary.ts';
import { TARGET } from './fake-executor.ts';

const SHRUNK: ShrunkFailure = {
  property: 'a/b',
  cause: 'gap',
  entries: 4,
  entriesBefore: 30,
  executions: 9,
  minimal: 'proven',
};

/** A gateway that took so many plans to convict in each round; null: it survived, undefined: it was cut off. */
function hunted(name: string, rounds: readonly (number | null | undefined)[], entries?: number): Hunted {
  return {
    quarry: { target: { ...TARGET, name }, wanted: ['a/b'] },
    rounds: rounds.map((convictedAt, at): Round | undefined =>
      convictedAt === undefined
        ? undefined
        : {
            seed: `selftest/r${at + 1}`,
            convictedAt,
            plans: convictedAt ?? 100,
            by: new Map(convictedAt === null ? [] : [['a/b', 1]]),
            shrunk: entries === undefined ? null : { ...SHRUNK, entries },
            checked: 2,
            mismatches: [],
          },
    ),
  };
}

const FINDINGS: SelftestFindings = {
  seed: 'selftest',
  budget: 100,
  without: [],
  whole: true,
  properties: ['a/b'],
  hunted: [hunted('skips', [40, 2, 7])],
  canary: hunted('canary', [90]),
  sweeps: [],
  interrupted: false,
};

describe('the summary of a selftest', () => {
  it('has the median and the worst of the rounds, and adds up what was executed', () => {
    const summary = selftestReport(FINDINGS);
    expect(summary).toMatchObject({ verdict: 'green', problems: [], plans: 40 + 2 + 7 + 90 });
    expect(summary.determinism.checked).toBe(8);
    expect(summary.gateways).toMatchObject([
      { convicted: true, rounds: [40, 2, 7], medianPlans: 7, worstPlans: 40, plans: 49 },
    ]);
    expect(summary.gateways[0]?.counts).toEqual([{ property: 'a/b', plans: 3 }]);
  });

  it('calls a property idle only when every known-bad gateway was hunted', () => {
    const properties = ['a/b', 'c/d'];
    expect(selftestReport({ ...FINDINGS, properties }).problems).toMatchObject([{ name: 'c/d' }]);
    expect(selftestReport({ ...FINDINGS, properties, whole: false }).problems).toEqual([]);
  });

  it('is red when a single round survived, which is then the worst', () => {
    const summary = selftestReport({ ...FINDINGS, hunted: [hunted('skips', [40, null, 7])] });
    expect(summary.verdict).toBe('red');
    expect(summary.problems.map(({ sentence }) => sentence)).toEqual([
      'survived a budget of 100 plans in 1 of 3 rounds: no conviction by a/b; convicted by a/b',
    ]);
    expect(summary.gateways).toMatchObject([{ convicted: false, medianPlans: 40, worstPlans: null }]);
  });

  it('has the median size of the failures that were made smaller', () => {
    const sizes = [11, 3, 5].map((entries) => hunted(`${entries}`, [1], entries));
    expect(selftestReport({ ...FINDINGS, hunted: sizes }).medianEntries).toBe(5);
    expect(selftestReport(FINDINGS).medianEntries).toBeNull();
  });

  it('leaves out what was cut off, and blames no property for it', () => {
    const cut = { ...FINDINGS, hunted: [hunted('skips', [40, undefined, 7])], interrupted: true };
    const nothing = selftestReport({ ...cut, canary: hunted('canary', [undefined]) });
    expect(nothing).toMatchObject({ verdict: 'inconclusive', gateways: [], canary: null, plans: 47 });
    const survivor = hunted('loses', [null]);
    expect(selftestReport({ ...cut, hunted: [...cut.hunted, survivor] }).verdict).toBe('red');
  });
});
