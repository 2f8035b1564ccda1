/**
 * Each mistake among the cases in campaigns: on every seed, within so many plans, the property that is about it convicts
 * it in words that name the cause. What one of them was seen to do in a scenario made for it says little of that.
 */
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { sampled } from '../long/sampled.ts';
import { gatewayAt, MISTAKES } from './rows.ts';

const SEEDS = ['gauntlet', 'north', 'east', 'south', 'west'];
const MOST_PLANS = 500;
const PATIENCE_MS = 120_000;

/** In which plan the property says so of it first; undefined: in none. */
async function convictedIn(name: string, seed: string, property: string, words: RegExp) {
  const gateway = await gatewayAt(`mistakes/${name}`);
  for (let k = 0; k < MOST_PLANS; k++) {
    const plan = generatePlan(`${seed}/${k}`);
    const { verdicts } = await execute({ plan, gateway, dialect: REFERENCE, profile: SIMULATED_PROFILE });
    const found = verdicts.filter((one) => one.property === property).flatMap((one) => one.violations);
    if (found.some(({ sentence }) => words.test(sentence))) return k;
  }
  return undefined;
}

describe.each(sampled(SEEDS, 3))('on plans of seed %s', (seed) => {
  const convicted = MISTAKES.flatMap(([name, , judged]) =>
    judged === 'passes' ? [] : [{ name, property: judged[0], words: judged[1] }],
  );
  it.each(convicted)(
    '$name is convicted by $property, in words that name the cause',
    async ({ name, property, words }) => {
      expect(await convictedIn(name, seed, property, words)).toBeLessThan(MOST_PLANS);
    },
    PATIENCE_MS,
  );
});
