/** Matchers for `expect.extend`, of vitest or of Jest: one plan, one gateway. */
import { judgePlan, type JudgePlanOptions } from '../campaign/judge-plan.ts';
import type { Gateway } from '../gateway/port.ts';
import type { Plan } from '../plan/plan.ts';
import { findingTexts } from './finding-text.ts';

/** What `expect.extend` takes of a matcher, in vitest and in Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** `toHoldUnder(plan)` and `toViolate(property, plan)`, each of a gateway, for `expect.extend`. */
export const gatewayMatchers = {
  /**
   * `await expect(gateway).toHoldUnder(plan)`: no property is violated. A plan that exercises nothing holds too: for what
   * must have happened, look at the verdicts of `judgePlan`.
   */
  async toHoldUnder(gateway: Gateway, plan: Plan, options: JudgePlanOptions = {}): Promise<MatcherResult> {
    const texts = findingTexts(await judgePlan(plan, gateway, { ...options, keep: true }), options);
    return {
      pass: texts.length === 0,
      message: () =>
        texts.length === 0
          ? `${gateway.name} violates no property under this plan`
          : `${gateway.name}\n\n${texts.join('\n\n')}`,
    };
  },

  /** `await expect(gateway).toViolate('seq/contiguous', plan)`: for gateways that are wrong on purpose. */
  async toViolate(
    gateway: Gateway,
    property: string,
    plan: Plan,
    options: JudgePlanOptions = {},
  ): Promise<MatcherResult> {
    const outcome = await judgePlan(plan, gateway, { ...options, keep: true });
    const verdict = outcome.verdicts.find((one) => one.property === property);
    if (verdict === undefined)
      throw new TypeError(`no property '${property}'; 'gauntlet list' names them all`);
    const pass = verdict.violations.length > 0;
    const why = verdict.reason === undefined ? '' : ` (${verdict.reason})`;
    return {
      pass,
      message: () =>
        pass
          ? `${gateway.name} violates ${property}\n\n${findingTexts(outcome, options, property).join('\n\n')}`
          : `${gateway.name} does not violate ${property}: ${verdict.verdict}${why}`,
    };
  },
};
