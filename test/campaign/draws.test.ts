import { describe, expect, it } from 'vitest';
import { DrawLog, firstDifferentDraw } from '../../src/campaign/draws.ts';

/** `['a 0.5', 'b 0.25']`: the draws of one execution, each the next of its stream. */
function logOf(draws: readonly string[]): DrawLog {
  const log = new DrawLog();
  const drawn = new Map<string, number>();
  for (const draw of draws) {
    const [stream = '', value] = draw.split(' ');
    const ordinal = drawn.get(stream) ?? 0;
    drawn.set(stream, ordinal + 1);
    log.add(stream, ordinal, Number(value));
  }
  return log;
}

describe('the first differing draw', () => {
  it.each([
    ['none, of the same draws', ['a 0.5', 'b 0.25'], ['a 0.5', 'b 0.25'], null],
    ['none, of no draws', [], [], null],
    [
      'another stream',
      ['a 0.5', 'a 0.1', 'b 0.25'],
      ['a 0.5', 'b 0.25', 'a 0.1'],
      { first: { stream: 'a', ordinal: 1, value: 0.1 }, second: { stream: 'b', ordinal: 0, value: 0.25 } },
    ],
    [
      'another value',
      ['a 0.5'],
      ['a 0.6'],
      { first: { stream: 'a', ordinal: 0, value: 0.5 }, second: { stream: 'a', ordinal: 0, value: 0.6 } },
    ],
    ['one too many', ['a 0.5'], [], { first: { stream: 'a', ordinal: 0, value: 0.5 }, second: null }],
    ['one missing', [], ['a 0.5'], { first: null, second: { stream: 'a', ordinal: 0, value: 0.5 } }],
  ])('is %s', (_name, first, second, expected) => {
    expect(firstDifferentDraw(logOf(first), logOf(second))).toEqual(expected);
  });

  it('is looked for among the first million', () => {
    const log = new DrawLog();
    for (let i = 0; i < 1_000_001; i++) log.add('a', i, 0.5);
    expect(log.length).toBe(1_000_000);
  });
});
