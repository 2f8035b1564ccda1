import { describe, expect, it } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { REFERENCE_READERS } from '../../src/dialect/reference.ts';
import { awaits } from '../../src/gateway/good/awaits/gateway.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { filesBelow } from '../tidy/source-files.ts';
import { importsOf } from '../tidy/source-text.ts';

const FOLDER = 'src/gateway/good/awaits/';
const PLANS = Array.from({ length: 12 }, (_, k) => `awaits/${k}`);
const SCENARIOS = loadPackagedScenarios(KNOWN_NAMES, 'incidents');

async function outcomeOf(plan: Plan): Promise<Outcome> {
  return execute({ plan, gateway: awaits, dialect: REFERENCE_READERS, profile: SIMULATED_PROFILE });
}

function violationsOf({ verdicts }: Outcome): string[] {
  return verdicts.flatMap(({ property, violations }) =>
    violations.map(({ sentence }) => `${property}: ${sentence}`),
  );
}

describe('the gateway written with async and await', () => {
  it.each(PLANS)('passes plan %s', async (seed) => {
    expect(violationsOf(await outcomeOf(generatePlan(seed)))).toEqual([]);
  });

  it.each(SCENARIOS.map((file) => [file.scenario.name, file] as const))(
    'passes: %s',
    async (_name, { scenario }) => {
      const outcome = await outcomeOf(scenario.plan);
      expect(violationsOf(outcome)).toEqual([]);
      const exercised = outcome.verdicts.filter(({ verdict }) => verdict === 'pass');
      expect(exercised.map(({ property }) => property)).toEqual(
        expect.arrayContaining([...scenario.exercises]),
      );
    },
  );

  it('makes the same history twice', async () => {
    for (const seed of PLANS.slice(0, 4)) {
      const first = await outcomeOf(generatePlan(seed));
      expect(await outcomeOf(generatePlan(seed))).toMatchObject({
        digest: first.digest,
        records: first.records,
      });
    }
  });

  it('shares no code with the reference', () => {
    const outside = filesBelow('src', /\.ts$/);
    const files = [...outside].filter(([path]) => path.startsWith(FOLDER));
    expect(files.length).toBeGreaterThan(10);
    for (const [, source] of files)
      for (const { specifier } of importsOf(source))
        expect(specifier).toMatch(/^\.\/|^\.\.\/\.\.\/port\.ts$|^\.\.\/\.\.\/\.\.\/(?:protocol|kernel)\//);
  });
});
