import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../src/page/browser/json-difference.ts';

function shown(value: unknown, older?: unknown): readonly string[] {
  return jsonLines(value, older).map(
    ({ depth, text, state, was }) =>
      `${state === 'same' ? ' ' : state[0]} ${'  '.repeat(depth)}${text}${was === undefined ? '' : ` <- ${was}`}`,
  );
}

describe('the lines of a JSON value', () => {
  it('say nothing of a difference where there is nothing to compare with', () => {
    expect(shown({ a: 1, b: [true, null], c: {} })).toEqual([
      '  {',
      '    "a": 1,',
      '    "b": [',
      '      true,',
      '      null',
      '    ],',
      '    "c": {}',
      '  }',
    ]);
  });

  it('say what is new, what changed and from what, and what is gone', () => {
    expect(
      shown({ same: 1, row: { status: 'done', at: 5 } }, { same: 1, row: { status: null }, old: 'x' }),
    ).toEqual([
      '  {',
      '    "same": 1,',
      '    "row": {',
      'c     "status": "done", <- null',
      'n     "at": 5',
      '    }',
      'g   "old": "x"',
      '  }',
    ]);
  });

  it('tell a value from an object, and a list from one', () => {
    expect(shown({ a: 1 }, { a: { b: 2 } })).toEqual(['  {', 'c   "a": 1 <- {…}', '  }']);
    expect(shown([], {})).toEqual(['  []']);
    expect(shown({ a: [1] }, { a: 1 })).toContain('n     1');
  });

  it('stay few and short, whatever there is', () => {
    expect(jsonLines(Array.from({ length: 100_000 }, (_, k) => k))).toHaveLength(203);
    expect(jsonLines('x'.repeat(1_000_000))[0]?.text.length).toBeLessThan(2_100);
  });
});
