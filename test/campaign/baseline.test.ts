import { describe, expect, it } from 'vitest';
import { Baseline, parseBaseline } from '../../src/campaign/baseline.ts';

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
      'seq/contiguous of the baseline no longer fails: take it out',
    ]);
  });

  it.each([
    ['2026-11-30', true],
    ['2026-11-29', false],
  ])('accepts until the end of %s: %j', (until, accepts) => {
    const baseline = new Baseline([{ ...KNOWN[0], property: 'seq/contiguous', reason: '#12', until }], TODAY);
    expect(baseline.accepts({ property: 'seq/contiguous', cause: 'jump' })).toBe(accepts);
    expect(baseline.stale(PROPERTIES)).toEqual(
      accepts ? [] : ['the baseline accepted seq/contiguous until 2026-11-29'],
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
