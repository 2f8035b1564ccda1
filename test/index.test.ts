import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GATEWAYS, judgePlan, plans, type Gateway, type Plan } from '../src/index.ts';

const correct = gatewayOf('reference');
const mistaken = gatewayOf('numbers-per-process');

function gatewayOf(name: string): Gateway {
  const entry = GATEWAYS.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no gateway ${name}`);
  return entry.gateway;
}

/** The properties that convict a gateway of one's own under this plan. */
async function convictions(plan: Plan, gateway: Gateway): Promise<readonly string[]> {
  const { verdicts } = await judgePlan(plan, gateway);
  return verdicts.filter(({ verdict }) => verdict === 'violation').map(({ property }) => property);
}

describe('a property test of one’s own', () => {
  it('passes on a gateway that keeps its promises', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ maxOperations: 8 }), async (plan) => {
        expect(await convictions(plan, correct)).toEqual([]);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  it('fails on one that does not, with a plan that is small', async () => {
    const found = await fc.check(
      fc.asyncProperty(plans({ maxOperations: 8 }), async (plan) => {
        expect(await convictions(plan, mistaken)).toEqual([]);
      }),
      { seed: 1, numRuns: 200 },
    );
    const [plan] = found.counterexample ?? [];
    if (plan === undefined) throw new Error('nothing was found');
    expect(await convictions(plan, mistaken)).toContain('seq/contiguous');
    expect(plan.clients.length + plan.operations.length + plan.faults.length).toBeLessThanOrEqual(4);
  });
});
