import { describe, expect, it } from 'vitest';
import { assess } from '../../src/certify/assessment.ts';
import type { CaseRuns, Repetition } from '../../src/certify/case-run.ts';
import type { Requirement, ResolvedProfile } from '../../src/certify/profile.ts';
import type { ProbeResult } from '../../src/dialect/unobservable.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { passed, unexercised, violated } from '../campaign/fake-executor.ts';
import { SMALL_PROFILE } from './small-profile.ts';

const SEQ = 'seq/contiguous';

type PropertyRequirement = Extract<Requirement, { property: string }>;

function required(changes: Partial<PropertyRequirement> = {}): Requirement {
  return { id: 'test.seq', level: 'must', property: SEQ, cases: [], ...changes };
}

function profileOf(...requirements: readonly Requirement[]): ResolvedProfile {
  return { ...SMALL_PROFILE, requirements: [...requirements] };
}

function runs(id: string, ...repetitions: readonly (Verdict | Repetition)[]): CaseRuns {
  return {
    case: { id, name: id, file: `${id}.yaml`, incident: null, expectedProperty: SEQ, exercises: [SEQ] },
    repetitions: repetitions.map((one, at): Repetition =>
      'type' in one ? one : { type: 'judged', history: `${id}-${at}`, verdicts: [one] },
    ),
  };
}

const PASS = passed(SEQ);
const OPEN = unexercised(SEQ);
const BROKEN = violated(SEQ);
const BARRED: Repetition = { type: 'not-applicable', reason: 'it cannot be stopped' };
const MISSING: Repetition = { type: 'missing' };
const DEAD: Repetition = { type: 'unreachable', reason: 'nobody answered' };

function unseen(unobservable: ProbeResult): Verdict {
  return { ...OPEN, reason: 'x cannot show it: no counters', unobservable };
}

/** What was found, case by case, and what follows for a requirement that names these cases. */
const TABLE: readonly (readonly [string, readonly CaseRuns[], readonly string[], string, RegExp | null])[] = [
  ['every repetition passes', [runs('a', PASS, PASS, PASS)], ['a'], 'pass', null],
  ['one repetition is violated', [runs('a', PASS, BROKEN, PASS)], ['a'], 'violation', null],
  ['a case that is not named is violated', [runs('a', PASS), runs('b', BROKEN)], ['a'], 'violation', null],
  ['passes are mixed with others', [runs('a', PASS, OPEN, PASS)], ['a'], 'inconclusive', /a: 2 of 3 rep/],
  ['passes are mixed, in no named case', [runs('a', PASS, OPEN)], [], 'inconclusive', /1 of 2/],
  ['one case passes and another is mixed', [runs('a', PASS, OPEN), runs('b', PASS, PASS)], [], 'pass', null],
  ['nothing exercises it', [runs('a', OPEN), runs('b', OPEN)], [], 'inconclusive', /no case exercised it: a/],
  [
    'one named case does not exercise it',
    [runs('a', PASS), runs('b', OPEN)],
    ['a', 'b'],
    'inconclusive',
    /^b/,
  ],
  ['a named case was not run', [runs('a', PASS)], ['a', 'c'], 'inconclusive', /case c was not run/],
  ['a run is missing', [runs('a', PASS, MISSING)], ['a'], 'inconclusive', /interrupted/],
  ['the target was dead once', [runs('a', PASS, DEAD)], ['a'], 'inconclusive', /nobody answered/],
  ['one of two cases cannot be run', [runs('a', BARRED), runs('b', PASS)], ['a', 'b'], 'pass', null],
  ['no case can be run', [runs('a', BARRED)], ['a'], 'inconclusive', /no case of it can be run here/],
  [
    'a true declaration, tested once',
    [runs('a', unseen({ type: 'untested' }), unseen({ type: 'holds' }))],
    ['a'],
    'not-applicable',
    /no counters/,
  ],
  ['an untested one', [runs('a', unseen({ type: 'untested' }))], ['a'], 'inconclusive', /nothing tested/],
  [
    'a declaration that one history shows to be false',
    [runs('a', unseen({ type: 'holds' }), unseen({ type: 'fails', sentence: 'it is listed', record: 7 }))],
    ['a'],
    'inconclusive',
    /no counters/,
  ],
  [
    'a violation beside a declaration',
    [runs('a', unseen({ type: 'holds' })), runs('b', BROKEN)],
    ['a'],
    'violation',
    null,
  ],
];

describe('a requirement', () => {
  it.each(TABLE)('judges: %s', (_name, cases, named, verdict, reason) => {
    const { requirements } = assess(profileOf(required({ cases: [...named] })), cases);
    expect(requirements[0]).toMatchObject({ id: 'test.seq', subject: SEQ, verdict });
    if (reason === null) expect(requirements[0]?.reason).toBeNull();
    else expect(requirements[0]?.reason).toMatch(reason);
  });

  it('says how often it was violated and where the proof is', () => {
    const { requirements } = assess(profileOf(required()), [runs('a', BROKEN, PASS, BROKEN)]);
    expect(requirements[0]?.repetitions).toEqual([
      { case: 'a', of: 3, violation: 2, pass: 1, inconclusive: 0 },
    ]);
    expect(requirements[0]?.evidence).toEqual([
      { case: 'a', repetition: 1, history: 'a-0', sentence: `${SEQ} broke`, cause: 'gap', records: [1] },
      { case: 'a', repetition: 3, history: 'a-2', sentence: `${SEQ} broke`, cause: 'gap', records: [1] },
    ]);
  });

  it('shows the record that makes a declaration false', () => {
    const fails = unseen({ type: 'fails', sentence: 'it is listed', record: 7 });
    const { requirements } = assess(profileOf(required()), [runs('a', fails)]);
    expect(requirements[0]?.evidence).toMatchObject([{ sentence: 'it is listed', records: [7] }]);
  });
});

describe('the same digest', () => {
  const same: Requirement = { id: 'test.same', level: 'must', check: 'same-digest', cases: [] };
  const judged = (history: string): Repetition => ({ type: 'judged', history, verdicts: [PASS] });

  it.each<[string, readonly Repetition[], string, RegExp | null]>([
    ['equal histories', [judged('x'), judged('x')], 'pass', null],
    ['two histories', [judged('x'), judged('x'), judged('y')], 'violation', null],
    ['one history', [judged('x')], 'inconclusive', /one execution shows nothing/],
    ['one that is missing', [judged('x'), judged('x'), MISSING], 'inconclusive', /interrupted/],
  ])('judges %s', (_name, repetitions, verdict, reason) => {
    const [result] = assess(profileOf(same), [runs('a', ...repetitions)]).requirements;
    expect(result?.verdict).toBe(verdict);
    if (reason !== null) expect(result?.reason).toMatch(reason);
    if (verdict === 'violation')
      expect(result?.evidence).toMatchObject([
        { repetition: 3, sentence: expect.stringContaining('x and y') as unknown },
      ]);
  });
});

describe('the verdict', () => {
  const should = required({ id: 'test.should', level: 'should' });
  const other = required({ id: 'test.other', property: 'ack/durable' });

  it.each<[string, readonly Requirement[], readonly CaseRuns[], string]>([
    ['a pass when everything that must hold does', [required()], [runs('a', PASS)], 'pass'],
    [
      'a violation when something that must hold does not',
      [required(), other],
      [runs('a', BROKEN)],
      'violation',
    ],
    [
      'inconclusive when something that must hold is open',
      [required(), other],
      [runs('a', PASS)],
      'inconclusive',
    ],
    [
      'not changed by what only should hold',
      [required({ property: 'a/b' }), should],
      [runs('a', passed('a/b')), runs('b', BROKEN)],
      'pass',
    ],
    ['inconclusive when nothing is required', [should], [runs('a', PASS)], 'inconclusive'],
    [
      'inconclusive when nothing applies',
      [required()],
      [runs('a', unseen({ type: 'holds' }))],
      'inconclusive',
    ],
  ])('is %s', (_name, requirements, cases, verdict) => {
    expect(assess(profileOf(...requirements), cases).verdict).toBe(verdict);
  });
});

describe('a case', () => {
  it.each<[string, CaseRuns, string, RegExp | null]>([
    ['passes', runs('a', PASS, PASS), 'pass', null],
    ['is violated by one repetition', runs('a', PASS, BROKEN), 'violation', /violated seq\/contiguous/],
    [
      'is open when one repetition exercises nothing',
      runs('a', PASS, OPEN),
      'inconclusive',
      /^never exercised seq\/contiguous$/,
    ],
    [
      'says of what it does not show that the profile does not ask for it',
      {
        case: { ...runs('a').case, exercises: [SEQ, 'a/b'] },
        repetitions: [{ type: 'judged', history: 'x', verdicts: [PASS, unexercised('a/b')] }],
      },
      'inconclusive',
      /^never exercised a\/b \(the profile does not ask for a\/b\)$/,
    ],
    ['cannot be run', runs('a', BARRED, BARRED), 'not-applicable', /cannot be stopped/],
    [
      'owes nothing that its dialect cannot show',
      {
        ...runs('a'),
        repetitions: [{ type: 'judged', history: 'x', verdicts: [unseen({ type: 'holds' }), passed('a/b')] }],
      },
      'pass',
      null,
    ],
  ])('%s', (_name, one, verdict, reason) => {
    const [result] = assess(profileOf(required()), [one]).cases;
    expect(result?.verdict).toBe(verdict);
    if (reason === null) expect(result?.reason).toBeNull();
    else expect(result?.reason).toMatch(reason);
  });

  it('lists everything that it caught, and is violated only by what is required', () => {
    const both: CaseRuns = {
      ...runs('a'),
      repetitions: [{ type: 'judged', history: 'x', verdicts: [PASS, violated('ack/durable')] }],
    };
    expect(assess(profileOf(required()), [both]).cases[0]).toMatchObject({
      verdict: 'pass',
      violated: ['ack/durable'],
      expectedProperty: SEQ,
    });
  });
});

describe('what was left unjudged', () => {
  const hollow = (count: number): Verdict => ({
    ...PASS,
    excused: [{ thing: 'send', because: 'they were cut', count }],
  });

  it('is added up over cases and repetitions', () => {
    const { requirements } = assess(profileOf(required()), [
      runs('a', hollow(2), PASS, MISSING),
      runs('b', hollow(3)),
    ]);
    expect(requirements[0]?.excused).toEqual([{ thing: 'send', because: 'they were cut', count: 5 }]);
  });

  it('is not mentioned where there is nothing', () => {
    expect(assess(profileOf(required()), [runs('a', PASS)]).requirements[0]).not.toHaveProperty('excused');
  });
});
