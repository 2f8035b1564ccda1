import { describe, expect, it } from 'vitest';
import { attemptOn, bisect, type Bisection } from '../../src/campaign/bisect.ts';
import type { Target } from '../../src/campaign/target.ts';
import { InputError } from '../../src/input/problem.ts';
import type { Verdict } from '../../src/properties/property.ts';
import type { BisectedTarget } from '../../src/report/published-bisection.ts';
import { fakeExecutor, gapFailure, passed, TARGET, unexercised, violated } from './fake-executor.ts';

/** `.`: passes, `x`: fails, `?`: cannot be tried; the targets are named by their places. */
function found(results: string, signal?: AbortSignal): Promise<Bisection> {
  const targets = results.split('').map((_, at) => String(at));
  const resultOf: Readonly<Record<string, BisectedTarget['result']>> = {
    '.': 'passes',
    x: 'fails',
    '?': 'untried',
  };
  return bisect(
    targets,
    (target) =>
      Promise.resolve({ target, result: resultOf[results[Number(target)] ?? ''] ?? 'untried', sentence: '' }),
    signal,
  );
}

function tried({ attempts }: Bisection): readonly number[] {
  return attempts.map(({ target }) => Number(target));
}

describe('a bisection', () => {
  it.each([
    ['.x', '0', '1'],
    ['..........x', '9', '10'],
    ['.xxxxxxxxxx', '0', '1'],
    ['.....xxxxxx', '4', '5'],
  ])('finds where it begins: %s', async (results, good, bad) => {
    const bisection = await found(results);
    expect(bisection).toMatchObject({ change: { good, bad }, between: [], interrupted: false });
    expect(bisection.attempts.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(results.length)));
    expect(new Set(tried(bisection)).size).toBe(bisection.attempts.length);
  });

  it('tries the ends first, and nothing else where one is not what it is said to be', async () => {
    expect(tried(await found('...'))).toEqual([0, 2]);
    expect(await found('...')).toMatchObject({ change: null, between: [] });
    expect(tried(await found('xxx'))).toEqual([0]);
    expect(tried(await found('?.x'))).toEqual([0]);
  });

  it('steps around what cannot be tried', async () => {
    expect(await found('..??xx')).toMatchObject({ change: { good: '1', bad: '4' }, between: ['2', '3'] });
    expect(await found('..?.xx')).toMatchObject({ change: { good: '3', bad: '4' }, between: [] });
    expect(await found('.????x')).toMatchObject({
      change: { good: '0', bad: '5' },
      between: ['1', '2', '3', '4'],
    });
  });

  it('ends where it is interrupted, and says nothing that it does not know', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await found('...xxx', controller.signal)).toMatchObject({ change: null, interrupted: true });
  });
});

describe('one target of a bisection', () => {
  const failure = gapFailure(fakeExecutor().generate('gauntlet/7'));

  function attempted(verdicts: readonly Verdict[], open = (): Target => TARGET): Promise<BisectedTarget> {
    const { execute, profile } = fakeExecutor({ outcome: () => ({ verdicts }) });
    return attemptOn(failure, 'it', { execute, profile, open: async () => open() });
  }

  it('fails where the same property is violated for the same reason', async () => {
    expect(await attempted([violated('seq/contiguous')])).toMatchObject({
      target: TARGET.name,
      result: 'fails',
    });
  });

  it('passes where that property holds, whatever else is violated', async () => {
    const verdicts = [passed('seq/contiguous'), violated('ack/durable')];
    expect(await attempted(verdicts)).toMatchObject({ result: 'passes' });
  });

  it.each<[string, () => Promise<BisectedTarget>, RegExp]>([
    ['it was not exercised', () => attempted([unexercised('seq/contiguous')]), /cannot be judged/],
    [
      'the reason is another',
      () =>
        attempted(
          [violated('seq/contiguous')].map((one) => ({
            ...one,
            violations: one.violations.map((each) => ({ ...each, cause: 'another' })),
          })),
        ),
      /for another reason/,
    ],
    [
      'it cannot be opened',
      () =>
        attempted([], () => {
          throw new InputError('there is none');
        }),
      /there is none/,
    ],
    [
      'the plan does not fit',
      () => attempted([], () => ({ ...TARGET, misfits: () => ['it needs two gateways'] })),
      /cannot execute this plan: it needs two gateways/,
    ],
  ])('cannot be told where %s', async (_, attempt, sentence) => {
    const { result, sentence: said } = await attempt();
    expect(result).toBe('untried');
    expect(said).toMatch(sentence);
  });
});
