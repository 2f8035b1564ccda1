import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolated } from '../../src/live/isolation.ts';
import { plans } from '../../src/plan/arbitrary.ts';
import { planSchema } from '../../src/plan/plan.ts';

describe('isolated', () => {
  it('gives every session and operation a name of its own, and leaves a plan that is one', () => {
    fc.assert(
      fc.property(plans(), (plan) => {
        const own = isolated(plan, 'x1');
        expect(planSchema.safeParse(own).success).toBe(true);
        for (const operation of own.operations) {
          expect(operation.id).toMatch(/-x1$/);
          if ('session' in operation) expect(operation.session).toMatch(/-x1$/);
        }
        for (const { follows } of own.clients) for (const key of follows) expect(key).toMatch(/-x1$/);
        for (const fault of own.faults) if ('session' in fault) expect(fault.session).toMatch(/-x1$/);
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing but names', () => {
    fc.assert(
      fc.property(plans(), (plan) => {
        const back = JSON.stringify(isolated(plan, 'x1')).replaceAll('-x1"', '"');
        expect(back).toBe(JSON.stringify(plan));
      }),
      { numRuns: 50 },
    );
  });
});
