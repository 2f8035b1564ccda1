import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/campaign/chunk.ts';
import { execute, type Trial } from '../../src/campaign/execute.ts';
import { findingAs, shrink, type Wanted } from '../../src/campaign/shrink.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { without } from '../../src/plan/edits.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { triggeredBy } from '../../src/plan/triggered-by.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { sampled } from '../long/sampled.ts';

const MOST_PLANS = 500;
const PATIENCE_MS = 120_000;
const SAMPLE = [
  'writes-stale-lifecycle',
  'leaks-lane-after-compaction',
  'queues-in-memory',
  'undoes-resets',
  'loses-text-before-tools',
  'numbers-before-scope-filter',
];

const set = GATEWAYS.filter(({ trigger }) => trigger !== null && trigger !== 'none');

interface Conviction {
  readonly trial: Trial;
  readonly wanted: Wanted;
}

/** The first plan of the seed that it is convicted in, by the property meant for it and in the words meant. */
async function firstConviction({ gateway, dialect, convictedBy, words }: GatewayEntry): Promise<Conviction> {
  const spoken = dialectFor(dialect);
  if (spoken === undefined) throw new Error(`no dialect ${dialect}`);
  for (let k = 0; k < MOST_PLANS; k++) {
    const plan = generatePlan(`gauntlet/${k}`);
    const trial = { plan, gateway, dialect: spoken, profile: SIMULATED_PROFILE };
    const wanted = findingsOf(await execute(trial)).find(
      ({ property, sentence }) => property === convictedBy[0] && words?.test(sentence),
    );
    if (wanted !== undefined) return { trial, wanted };
  }
  throw new Error(`not convicted in ${MOST_PLANS} plans`);
}

describe('what is said to set a mistake off', () => {
  it.each(sampled(set, 4).map((entry) => [entry.name, entry] as const))(
    '%s: a failing plan holds it, and without it does not fail',
    async (_name, entry) => {
      const { trial, wanted } = await firstConviction(entry);
      const found = triggeredBy(entry.trigger ?? 'none', trial.plan);
      expect(found).not.toEqual([]);
      const rest = await execute({ ...trial, plan: without(trial.plan, found) });
      expect(findingAs(wanted, rest)).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it.each(SAMPLE)(
    '%s: it is among what is left of a failing plan',
    async (name) => {
      const entry = set.find((one) => one.name === name);
      if (entry === undefined) throw new Error(`no gateway ${name}`);
      const { trial, wanted } = await firstConviction(entry);
      const { plan } = await shrink(trial, wanted, { maxExecutions: 150 });
      expect(triggeredBy(entry.trigger ?? 'none', plan)).not.toEqual([]);
    },
    PATIENCE_MS,
  );
});
