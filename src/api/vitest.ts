/**
 * `gateway-gauntlet/vitest`: a gateway's own suite. Registers one test for each scenario that comes with Gauntlet, and one
 * for each property, judged over as many plans as are asked for. Needs vitest 3.2 or newer. Since 0.1.0.
 *
 *   import { gatewaySuite } from 'gateway-gauntlet/vitest';
 *   import { gateway } from './gateway.ts';
 *   gatewaySuite('mine', () => gateway, { plans: 500, file: 'src/gateway.ts' });
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { KNOWN_NAMES } from '../campaign/known-names.ts';
import { judgePlan, type JudgePlanOptions } from '../campaign/judge-plan.ts';
import { loadPackagedScenarios } from '../campaign/scenarios.ts';
import type { Gateway } from '../gateway/port.ts';
import type { Plan } from '../plan/plan.ts';
import { propertiesOf } from '../properties/judge.ts';
import { SIMULATED_PROFILE } from '../properties/profile.ts';
import { gatewayMatchers } from './matchers.ts';
import { SuiteCampaign } from './suite-campaign.ts';
import { scenarioProblem } from './suite-scenario.ts';

/** What a suite does: which plans, which scenarios, and what is known not to hold. */
export interface SuiteOptions extends Omit<JudgePlanOptions, 'keep'> {
  /** Any text; the same text draws the same plans. Default: `gauntlet`, as on the command line. */
  readonly seed?: string;
  /** How many plans, or which: `[from, to]`, both included, counted from 1. Default: 200, some ten seconds. */
  readonly plans?: number | readonly [from: number, to: number];
  /** The scenarios that come with Gauntlet. Default: yes. */
  readonly scenarios?: boolean;
  /**
   * What is known not to hold, by property, each with the reason. Two-sided: the test of a waived property fails when
   * it holds (or is exercised, where it never was) after all.
   */
  readonly waivers?: Readonly<Record<string, string>>;
  /** The gateway's module as the command line would be given it, for the commands that are printed. */
  readonly file?: string;
  /**
   * Milliseconds of wall time for all plans together, and for each other test. Default: ten minutes; nothing that is judged
   * depends on it.
   */
  readonly timeoutMs?: number;
}

/** `gateway` is called once. Throws RangeError for options that name nothing. */
export function gatewaySuite(name: string, gateway: () => Gateway, options: SuiteOptions = {}): void {
  const { profile = SIMULATED_PROFILE, waivers = {}, timeoutMs = 600_000 } = options;
  const properties = propertiesOf(profile);
  const unknown = Object.keys(waivers).find((id) => !properties.some((property) => property.id === id));
  if (unknown !== undefined)
    throw new RangeError(`a waiver for '${unknown}', which is no property that is judged`);
  const target = gateway();
  const campaign = new SuiteCampaign(target, options);

  describe(name, () => {
    if (options.scenarios !== false)
      describe('scenarios', () => {
        for (const { scenario } of loadPackagedScenarios(KNOWN_NAMES).filter((one) => isCampaigns(one.file)))
          it(scenario.name, { timeout: timeoutMs }, async () => {
            await nextTurn();
            const outcome = await judgePlan(scenario.plan, target, { ...options, keep: true });
            const problem = scenarioProblem(scenario, outcome, options, waivers);
            if (problem !== undefined) expect.fail(problem);
          });
      });

    describe(campaign.title, () => {
      beforeAll(() => campaign.run(), timeoutMs);
      for (const { id } of properties)
        it(id, { timeout: timeoutMs }, async () => {
          const problem = await campaign.problem(id, waivers[id]);
          if (problem !== undefined) expect.fail(problem);
        });
    });
  });
}

/** Scenarios of certificates are for real gateways. */
function isCampaigns(file: string): boolean {
  return !/(?:^|\/)scenarios\/certify\//.test(file);
}

/** Adds `toHoldUnder` and `toViolate` to vitest's `expect`. */
export function extendExpect(): void {
  expect.extend(gatewayMatchers);
}

declare module 'vitest' {
  // vitest's own shape: its type parameter has to be named as there
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> {
    toHoldUnder(plan: Plan, options?: JudgePlanOptions): Promise<void>;
    toViolate(property: string, plan: Plan, options?: JudgePlanOptions): Promise<void>;
  }
}
