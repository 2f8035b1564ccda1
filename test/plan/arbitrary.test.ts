import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plans } from '../../src/plan/arbitrary.ts';
import { countEntries } from '../../src/plan/edits.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';

function hasReset(plan: Plan): boolean {
  return plan.operations.some((one) => one.do === 'reset');
}

describe('plans', () => {
  it('gives valid plans with nothing left to fill in', () => {
    fc.assert(
      fc.property(plans(), (plan) => {
        expect(planSchema.parse(plan)).toEqual(plan);
      }),
    );
  });

  it('gives the same plans for the same seed', () => {
    expect(fc.sample(plans(), { seed: 7, numRuns: 20 })).toEqual(
      fc.sample(plans(), { seed: 7, numRuns: 20 }),
    );
    expect(fc.sample(plans(), { seed: 8, numRuns: 1 })).not.toEqual(
      fc.sample(plans(), { seed: 7, numRuns: 1 }),
    );
  });

  it('gives plans that differ in kind', () => {
    const drawn = fc.sample(plans(), { seed: 1, numRuns: 200 });
    expect(drawn.some((plan) => plan.faults.length === 0)).toBe(true);
    expect(drawn.some((plan) => plan.faults.length > 2)).toBe(true);
    expect(new Set(drawn.map((plan) => plan.seed)).size).toBe(200);
  });

  it.each<[string, Parameters<typeof plans>[0], (plan: Plan) => boolean]>([
    [
      'only',
      { only: ['resets', 'deletes'] },
      (plan) => plan.faults.length === 0 && plan.clients.length === 1,
    ],
    ['without', { without: ['resets'] }, (plan) => !hasReset(plan)],
    ['always', { always: ['daily-rule'] }, (plan) => plan.rules.dailyResetMinute !== null],
    [
      'always before without',
      { always: ['daily-rule'], without: ['daily-rule'] },
      (plan) => plan.rules.dailyResetMinute !== null,
    ],
    ['maxOperations', { maxOperations: 2 }, (plan) => plan.operations.length <= 2],
    ['limits', { limits: { maxPayloadBytes: 9_999 } }, (plan) => plan.limits.maxPayloadBytes === 9_999],
  ])('respects the option %s', (_name, options, respects) => {
    fc.assert(fc.property(plans(options), (plan) => respects(planSchema.parse(plan))));
  });

  it('shrinks to valid plans that are smaller or plainer', () => {
    fc.assert(
      fc.property(plans(), fc.nat(40), (plan, at) => {
        const shrunk = plans().shrink(plan, undefined).getNthOrLast(at)?.value;
        if (shrunk === undefined) return;
        expect(planSchema.safeParse(shrunk).error).toBeUndefined();
        expect(countEntries(shrunk)).toBeLessThanOrEqual(countEntries(plan));
        expect(shrunk).not.toEqual(plan);
      }),
    );
  });

  it('shrinks to the one operation that matters', () => {
    const { counterexample } = fc.check(
      fc.property(plans(), (plan) => !hasReset(plan)),
      { seed: 3, numRuns: 500 },
    );
    const smallest = counterexample?.[0];
    expect(smallest === undefined ? undefined : countEntries(smallest)).toBe(1);
    expect(smallest?.clients).toHaveLength(1);
    expect(smallest?.operations).toMatchObject([{ do: 'reset', client: smallest?.clients[0]?.id }]);
  });

  it('knows whether a value of another origin can be shrunk', () => {
    const [plan] = fc.sample(plans(), { seed: 1, numRuns: 1 });
    expect(plans().canShrinkWithoutContext(plan)).toBe(true);
    expect(plans().canShrinkWithoutContext({ ...plan, clients: [] })).toBe(false);
  });
});
