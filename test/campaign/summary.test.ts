import { describe, expect, it } from 'vitest';
import { neverExercised, verdictOf } from '../../src/campaign/summary.ts';
import type { Mismatch, ReportedFinding, ScenarioResult } from '../../src/report/published.ts';

const VIOLATION: ReportedFinding = {
  property: 'seq/contiguous',
  cause: 'gap',
  state: 'idle',
  shrink: 'npx gauntlet shrink f.json',
  gateway: 'reference',
  plan: 'plan 3',
  sentence: 'a gap',
  records: [],
  evidence: [],
  file: 'x.json',
  replay: [],
  plans: 1,
  expected: false,
};

const SCENARIO: ScenarioResult = {
  name: 'x',
  file: 'x.yaml',
  incident: null,
  gateway: 'reference',
  verdict: 'pass',
  expected: 'pass',
  expectedProperty: null,
  properties: [],
  sentence: null,
  virtualMicros: 0,
  command: 'npx gauntlet run x.yaml --gateway reference',
  problem: null,
};

const MISMATCH: Mismatch = {
  plan: 'plan 3',
  gateway: 'reference',
  at: null,
  first: null,
  second: null,
  draw: null,
  digests: { first: 'a', second: 'b' },
  lost: [],
};

const CLEAN = {
  violations: [],
  scenarios: [SCENARIO],
  inconclusive: [],
  coverage: { missing: [] },
  determinism: { mismatches: [] },
  interrupted: false,
  plans: 1,
};
const CONVICTED: ScenarioResult = { ...SCENARIO, verdict: 'violation', expected: 'violation' };

describe('the verdict of a run', () => {
  it.each([
    ['pass when all is clean', CLEAN, 'pass'],
    ['pass when a conviction was expected', { ...CLEAN, scenarios: [CONVICTED] }, 'pass'],
    [
      'pass when an expected violation was written down',
      { ...CLEAN, violations: [{ ...VIOLATION, expected: true }] },
      'pass',
    ],
    ['violation when one was found', { ...CLEAN, violations: [VIOLATION] }, 'violation'],
    [
      'violation when a known failure no longer fails',
      { ...CLEAN, scenarios: [{ ...CONVICTED, verdict: 'pass' as const, problem: 'no longer fails' }] },
      'violation',
    ],
    [
      'violation when a known failure was not even exercised',
      {
        ...CLEAN,
        scenarios: [{ ...CONVICTED, verdict: 'inconclusive' as const, problem: 'no longer fails' }],
      },
      'violation',
    ],
    [
      'inconclusive when a scenario did not exercise what it should',
      {
        ...CLEAN,
        scenarios: [{ ...SCENARIO, verdict: 'inconclusive' as const, problem: 'never exercised a/b' }],
      },
      'inconclusive',
    ],
    [
      'inconclusive when a property was never exercised',
      { ...CLEAN, inconclusive: [{ property: 'a/b', reason: 'never' }] },
      'inconclusive',
    ],
    [
      'inconclusive when coverage was required and is not full',
      { ...CLEAN, coverage: { missing: ['x'] } },
      'inconclusive',
    ],
    [
      'inconclusive when an execution could not be repeated',
      { ...CLEAN, determinism: { mismatches: [MISMATCH] } },
      'inconclusive',
    ],
    ['inconclusive when it was interrupted', { ...CLEAN, interrupted: true }, 'inconclusive'],
    ['inconclusive when nothing ran', { ...CLEAN, plans: 0, scenarios: [] }, 'inconclusive'],
  ])('is %s', (_name, summary, verdict) => {
    expect(verdictOf(summary)).toBe(verdict);
  });
});

describe('what was never exercised', () => {
  const tally = {
    property: 'a/b',
    exercised: 0,
    passes: 0,
    violations: 0,
    inconclusive: 9,
    declared: 0,
    reason: 'it never happened',
    excused: [],
  };

  it('is every property without a pass or a violation, once there was a campaign', () => {
    const held = { ...tally, property: 'c/d', passes: 1 };
    const broken = { ...tally, property: 'e/f', violations: 1 };
    expect(neverExercised([tally, held, broken], true)).toEqual([
      { property: 'a/b', reason: 'it never happened' },
    ]);
    expect(neverExercised([tally], false)).toEqual([]);
    // what a dialect declared is nobody's fault, as long as no plan refuted it
    expect(neverExercised([{ ...tally, declared: 9 }], true)).toEqual([]);
    expect(neverExercised([{ ...tally, declared: 8 }], true)).toHaveLength(1);
  });
});
