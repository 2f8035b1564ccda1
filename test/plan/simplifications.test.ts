import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEntries } from '../../src/plan/edits.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { simplifications } from '../../src/plan/simplifications.ts';

const plans = fc.string({ minLength: 1, maxLength: 8 }).map((seed) => generatePlan(seed));

/** Takes the first candidate of everything, as if each were accepted. */
function plainest(plan: Plan): Plan {
  return simplifications(plan).reduce((current, plainer) => plainer(current)[0] ?? current, plan);
}

describe('a simplification', () => {
  it('gives other plans, each as the schema says and with no entry more or fewer', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const plainer of simplifications(plan))
          for (const candidate of plainer(plan)) {
            expect(planSchema.parse(candidate)).toEqual(candidate);
            expect(countEntries(candidate)).toBe(countEntries(plan));
          }
      }),
      { numRuns: 10 },
    );
  });

  it('comes to an end when its first candidates are taken', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const plain = plainest(plainest(plan));
        expect(plainest(plain)).toEqual(plain);
        expect(plain).toMatchObject({ ties: 'fifo', seed: plan.seed, rules: { dailyResetMinute: null } });
        expect(new Set(plain.operations.map(({ client }) => client)).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a time', { atMs: 4317 }, [4000, 4300]],
    ['a round time', { atMs: 4000 }, []],
  ])('rounds %s', (_name, timing, expected) => {
    const plan = planSchema.parse({
      clients: [{ id: 'web' }],
      operations: [{ do: 'list', id: 'a', client: 'web', ...timing }],
    });
    const times = simplifications(plan).flatMap((plainer) =>
      plainer(plan).map((one) => one.operations[0]?.atMs),
    );
    expect(times.filter((one) => one !== timing.atMs)).toEqual(expected);
  });
});
