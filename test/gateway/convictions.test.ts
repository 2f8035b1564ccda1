import { describe, expect, it } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

/** A known-bad gateway must be convicted within so many plans. */
const MOST_PLANS = 500;
/** A gateway that is right must pass so many. */
const CLEAN_PLANS = 150;
const PATIENCE_MS = 60_000;

const bad = GATEWAYS.filter((entry) => entry.kind === 'bad');
const right = GATEWAYS.filter((entry) => entry.kind !== 'bad');

async function outcomeOf({ gateway, dialect }: GatewayEntry, k: number): Promise<Outcome> {
  const spoken = dialectFor(dialect);
  if (spoken === undefined) throw new Error(`no dialect ${dialect}`);
  return execute({
    plan: generatePlan(`gauntlet/${k}`),
    gateway,
    dialect: spoken,
    profile: SIMULATED_PROFILE,
  });
}

/** Every violation of one plan, in words. */
async function violationsOf(entry: GatewayEntry, k: number): Promise<string[]> {
  return (await outcomeOf(entry, k)).verdicts.flatMap(({ property, violations }) =>
    violations.map(({ sentence }) => `gauntlet/${k} ${property}: ${sentence}`),
  );
}

/** What the property says of the gateway, plan by plan, until it says the words that name the cause. */
async function convicting(entry: GatewayEntry, property: string): Promise<readonly string[]> {
  const said: string[] = [];
  for (let k = 0; k < MOST_PLANS; k++) {
    const { verdicts } = await outcomeOf(entry, k);
    const found = verdicts.filter((one) => one.property === property).flatMap((one) => one.violations);
    said.push(...found.map(({ sentence }) => sentence));
    if (found.some(({ sentence }) => entry.words?.test(sentence))) break;
  }
  return said;
}

describe('every known-bad gateway', () => {
  it.each(bad.map((entry) => [entry.name, entry.convictedBy[0] ?? 'nothing', entry] as const))(
    '%s is convicted by %s, in words that name the cause',
    async (_name, property, entry) => {
      expect(await convicting(entry, property)).toContainEqual(expect.stringMatching(entry.words ?? /^$/));
    },
    PATIENCE_MS,
  );
});

describe('every gateway that is right', () => {
  it.each(right.map((entry) => [entry.name, entry] as const))(
    '%s passes every plan',
    async (_name, entry) => {
      for (let k = 0; k < CLEAN_PLANS; k++) expect(await violationsOf(entry, k)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
