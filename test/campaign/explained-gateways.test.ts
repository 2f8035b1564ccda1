/**
 * Explanations of known-bad gateways in the real world: what is stated is executed again. Inside a stated window the
 * same property is violated for the same cause; the nearest values outside pass.
 */
import { describe, expect, it } from 'vitest';
import { findingsOf, trialOf } from '../../src/campaign/chunk.ts';
import { explainPlan } from '../../src/campaign/explain-plan.ts';
import type { Trial } from '../../src/campaign/execute.ts';
import { findingAs, shrink, type Wanted } from '../../src/campaign/shrink.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import { fieldsOf } from '../../src/plan/fields.ts';
import { createStream } from '../../src/kernel/random.ts';
import type { Plan } from '../../src/plan/plan.ts';

const { execute } = STANDARD_EXECUTOR;
const PER_WINDOW = 4;

/** Gateways that are wrong about races, sizes, deaths and times, and fail in one of the first plans of a seed. */
const FAILING = [
  ['trusts-anonymous-lifecycle', 'generation/row'],
  ['revives-deleted-sessions', 'list/complete'],
  ['overwrites-aborted', 'run/terminates'],
  ['empties-checkpoints', 'rotation/audited'],
] as const;
const MOST_PLANS = 300;

async function firstFailing(gateway: string, property: string): Promise<{ trial: Trial; wanted: Wanted }> {
  const target = await openTarget({ type: 'named', name: gateway });
  for (let index = 1; index <= MOST_PLANS; index++) {
    const trial = trialOf(STANDARD_EXECUTOR, target, 'why', index);
    const wanted = findingsOf(await execute(trial)).find((one) => one.property === property);
    if (wanted !== undefined) return { trial, wanted };
  }
  throw new Error(`${gateway} is not convicted by ${property} in ${MOST_PLANS} plans`);
}

describe('what an explanation states', () => {
  it.each(FAILING)('is so on %s (%s)', async (gateway, property) => {
    const { trial, wanted } = await firstFailing(gateway, property);
    const { plan } = await shrink(trial, wanted);
    const explanation = await explainPlan({ ...trial, plan }, wanted, { maxExecutions: 200, execute });
    expect(explanation.executions).toBeLessThanOrEqual(200);

    const fails = async (other: Plan): Promise<boolean> =>
      findingAs(wanted, await execute({ ...trial, plan: other })) !== undefined;
    const random = createStream(`${gateway}/inside`);
    let ranges = 0;
    for (const field of fieldsOf(plan)) {
      const found = explanation.fields.find(({ path }) => path === field.path);
      if (field.type !== 'number' || found?.says !== 'range' || !found.exact) continue;
      ranges++;
      for (const { from, to, below, above } of found.windows.filter((one) => one.from < one.to)) {
        for (let k = 0; k < PER_WINDOW; k++) {
          const value = random.int(Math.ceil(from), Math.floor(to));
          expect([field.path, value, await fails(field.with(value))]).toEqual([field.path, value, true]);
        }
        for (const outside of [below, above])
          if (outside !== null)
            expect([field.path, outside, await fails(field.with(outside))]).toEqual([
              field.path,
              outside,
              false,
            ]);
      }
    }
    expect(ranges).toBeGreaterThan(0);
  });
});
