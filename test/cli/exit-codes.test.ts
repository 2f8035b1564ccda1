import { describe, expect, it } from 'vitest';
import { InputError, PlanError, TargetError } from '../../src/input/problem.ts';
import { EXIT, worst } from '../../src/cli/exit-codes.ts';
import { problemOf, UsageError } from '../../src/cli/problem.ts';

describe('exit codes', () => {
  it('let the worst win in the order 130, 5, 3, 4, 1, 2, 0', () => {
    const order = [130, 5, 3, 4, 1, 2, 0] as const;
    order.forEach((code, i) => expect(worst(order.slice(i).toReversed())).toBe(code));
    expect(worst([])).toBe(EXIT.clean);
  });

  it.each([
    ['a usage error', new UsageError('no'), 3],
    ['bad input', new InputError('x.yaml:1:2: no'), 3],
    ['a dead target', new TargetError('no'), 4],
    ['a plan that threw', new PlanError('plan 3', new Error('no')), 5],
    ['anything else', new TypeError('no'), 5],
    ['a thrown text', 'no', 5],
  ])('are given to %s, without a stack', (_name, thrown, exit) => {
    const problem = problemOf(thrown, false);
    expect(problem.exit).toBe(exit);
    expect(problem.lines.join('\n')).not.toMatch(/^\s+at /m);
  });

  it('come with a stack only for a bug, and only on request', () => {
    expect(problemOf(new TypeError('no'), true).lines.join('\n')).toMatch(/^\s+at /m);
    expect(problemOf(new UsageError('no'), true).lines).toHaveLength(1);
  });

  it('leave a place at the start of its line', () => {
    expect(problemOf(new InputError(['x.yaml:1:2: no', 'plain']), false).lines).toEqual([
      'x.yaml:1:2: no',
      'gauntlet: plain',
    ]);
  });
});
