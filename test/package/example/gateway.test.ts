import fc from 'fast-check';
import { judgePlan, plans } from 'gateway-gauntlet';
import { planSchema } from 'gateway-gauntlet/plans';
import { extendExpect, gatewaySuite } from 'gateway-gauntlet/vitest';
import { expect, it } from 'vitest';
import { gateway, silent } from './gateway.js';

extendExpect();
gatewaySuite('mine', () => gateway, { plans: 60, file: 'gateway.ts' });

it('ticks while nothing happens', { timeout: 600_000 }, async () => {
  const quiet = planSchema.parse({
    clients: [{ id: 'web' }],
    operations: [{ id: 'look', do: 'list', client: 'web', atMs: 120_000 }],
  });
  await expect(gateway).toHoldUnder(quiet);
  await expect(silent).toViolate('tick/regular', quiet);
});

it('holds under plans that its own fast-check draws', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plans({ without: ['daily-rule'] }), async (plan) => {
      const { verdicts } = await judgePlan(plan, gateway);
      expect(verdicts.filter((one) => one.verdict === 'violation')).toEqual([]);
    }),
    { numRuns: 5 },
  );
});
