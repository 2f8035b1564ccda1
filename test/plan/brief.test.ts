import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { briefPlan } from '../../src/plan/brief.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';

describe('a brief plan', () => {
  it('reads back as the plan it was made from', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
        const plan = generatePlan(seed);
        expect(planSchema.parse(briefPlan(plan))).toEqual(plan);
      }),
      { numRuns: 20 },
    );
  });

  it('says what a person would, and nothing that goes without saying', () => {
    const written: PlanInput = {
      limits: { maxPayloadBytes: 4096 },
      clients: [{ id: 'web' }, { id: 'slow', role: 'slow', latencyMs: [0, 5] }],
      operations: [
        { do: 'send', id: 'a', client: 'web', session: 'main', atMs: 5 },
        {
          do: 'send',
          id: 'b',
          client: 'web',
          session: 'main',
          atMs: 6,
          turn: { steps: [], end: { type: 'never' } },
        },
        { do: 'list', id: 'c', client: 'slow', after: { operation: 'a', event: 'sent' } },
      ],
      faults: [{ kind: 'process.crash', id: 'f', when: { on: 'disk.append' } }],
    };
    expect(briefPlan(planSchema.parse(written))).toEqual(written);
  });
});
