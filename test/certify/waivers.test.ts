import { describe, expect, it } from 'vitest';
import type { RequirementResult } from '../../src/certify/certificate.ts';
import { applyWaivers, parseWaivers, type Waiver } from '../../src/certify/waivers.ts';
import { exitOf } from '../../src/cli/certified.ts';
import { InputError } from '../../src/input/problem.ts';
import { certified } from './small-certificate.ts';
import { SMALL_PROFILE } from './small-profile.ts';

const TODAY = '2026-11-21';
const LATE = '88538-late-end-after-reset';

function read(text: string): readonly Waiver[] {
  return parseWaivers('waivers.yaml', text, SMALL_PROFILE);
}

function result(
  id: string,
  verdict: RequirementResult['verdict'],
  ...failing: readonly string[]
): RequirementResult {
  const cases = failing.length > 0 ? failing : [LATE];
  return {
    id,
    level: 'must',
    subject: 'generation/row',
    verdict,
    reason: null,
    evidence: [],
    repetitions: cases.map((name) => ({
      case: name,
      of: 3,
      violation: verdict === 'violation' ? 2 : 0,
      pass: verdict === 'pass' ? 3 : 1,
      inconclusive: 0,
    })),
  };
}

const ROW = { requirement: 'small.row', reason: 'known, ticket 7' };

describe('waivers', () => {
  it('are read with their reasons', () => {
    expect(read('- { requirement: small.row, reason: known, until: 2026-12-31 }\n')).toEqual([
      { requirement: 'small.row', reason: 'known', until: '2026-12-31' },
    ]);
    expect(read('')).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no list', 'requirement: small.row\n', 'waivers.yaml:1:1: '],
    ['no reason', '- { requirement: small.row }\n', "waivers.yaml:1:3: [0]: the key 'reason' is missing"],
    [
      'an empty reason',
      "- { requirement: small.row, reason: ' ' }\n",
      'waivers.yaml:1:37: [0].reason: say why',
    ],
    [
      'an unknown key',
      '- { requirement: small.row, reason: x, who: me }\n',
      "waivers.yaml:1:40: [0]: unknown key 'who'",
    ],
    [
      'a mistyped requirement',
      '- { requirement: small.rows, reason: x }\n',
      "waivers.yaml:1:18: no requirement 'small.rows' in small@1 (did you mean 'small.row'?)",
    ],
    [
      'an unknown case',
      '- { requirement: small.row, case: none, reason: x }\n',
      "waivers.yaml:1:35: no case 'none' in small@1",
    ],
    ['no date', '- { requirement: small.row, reason: x, until: soon }\n', 'waivers.yaml:1:47: [0].until: '],
  ])('are refused with their place: %s', (_name, text, line) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(line);
  });

  it.each<[string, RequirementResult, readonly Waiver[], object]>([
    [
      'accept a violation',
      result('small.row', 'violation'),
      [ROW],
      { waived: [{ requirement: 'small.row', case: null, reason: ROW.reason }], unwaived: [], stale: [] },
    ],
    [
      'accept it in one case only',
      result('small.row', 'violation', LATE, '63374-reset-by-request'),
      [{ ...ROW, case: LATE }],
      {
        waived: [{ requirement: 'small.row', case: LATE, reason: ROW.reason }],
        unwaived: ['small.row'],
        stale: [],
      },
    ],
    [
      'are stale when nothing fails any more',
      result('small.row', 'pass'),
      [ROW],
      {
        waived: [],
        unwaived: [],
        stale: ['the waiver of small.row is not needed any more: it no longer fails'],
      },
    ],
    [
      'are stale when their case does not fail any more',
      {
        ...result('small.row', 'violation', 'other'),
        repetitions: [
          { case: 'other', of: 3, violation: 1, pass: 2, inconclusive: 0 },
          { case: LATE, of: 3, violation: 0, pass: 3, inconclusive: 0 },
        ],
      },
      [{ ...ROW, case: LATE }],
      { unwaived: ['small.row'], stale: [expect.stringContaining(`in ${LATE} is not needed`) as unknown] },
    ],
    [
      'are neither used nor stale while nobody knows',
      result('small.row', 'inconclusive'),
      [ROW],
      { waived: [], unwaived: [], stale: [] },
    ],
    [
      'hold on their last day',
      result('small.row', 'violation'),
      [{ ...ROW, until: TODAY }],
      { unwaived: [], stale: [] },
    ],
    [
      'hold no longer after it',
      result('small.row', 'violation'),
      [{ ...ROW, until: '2026-11-20' }],
      { waived: [], unwaived: ['small.row'], stale: ['the waiver of small.row ended on 2026-11-20'] },
    ],
  ])('%s', (_name, requirement, waivers, outcome) => {
    expect(applyWaivers({ requirements: [requirement] }, waivers, TODAY)).toMatchObject(outcome);
  });

  it('change what a verb ends with and never the verdict', async () => {
    const certification = await certified('writes-stale-lifecycle');
    const { certificate } = certification;
    const exit = (waivers: readonly Waiver[]) =>
      exitOf(certification, applyWaivers(certificate, waivers, TODAY));
    expect(certificate.verdict).toBe('violation');
    expect(exit([])).toBe(1);
    expect(exit([ROW])).toBe(0);
    expect(exit([ROW, { ...ROW, requirement: 'small.notified' }])).toBe(1);
    expect(exitOf({ ...certification, unreachable: 1 }, applyWaivers(certificate, [ROW], TODAY))).toBe(4);
    expect(exitOf({ ...certification, interrupted: true }, applyWaivers(certificate, [], TODAY))).toBe(130);
  });

  it('chosen cases that pass end with 0, whatever others would have shown', async () => {
    const certification = await certified('reference');
    const { certificate } = certification;
    const of = (verdict: 'pass' | 'inconclusive', complete: boolean) =>
      exitOf(
        {
          ...certification,
          certificate: {
            ...certificate,
            complete,
            verdict: 'inconclusive',
            cases: certificate.cases.map((one) => ({ ...one, verdict })),
          },
        },
        { waived: [], unwaived: [], stale: [] },
      );
    expect(of('pass', false)).toBe(0);
    expect(of('inconclusive', false)).toBe(2);
    expect(of('pass', true)).toBe(2);
  });
});
