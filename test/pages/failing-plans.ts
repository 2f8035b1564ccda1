/**
 * The smallest plan by which a known-bad gateway was seen to break each property: a scenario file for each in
 * `failing/`, named like the property's file. `findFailingPlan` looks for one anew.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from '../../src/campaign/execute.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { scenarioText } from '../../src/campaign/scenario-text.ts';
import { loadScenario } from '../../src/campaign/scenarios.ts';
import { shrink } from '../../src/campaign/shrink.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS, type GatewayEntry } from '../../src/gateway/catalogue.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Scenario } from '../../src/plan/scenario.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

const FOLDER = fileURLToPath(new URL('failing', import.meta.url));
const MOST_PLANS = 500;
const MOST_EXECUTIONS = 1_500;

/** `seq/contiguous` is in `seq-contiguous`. */
export function fileNameOf(property: string): string {
  return property.replaceAll('/', '-');
}

/** By property. */
export function failingPlans(): ReadonlyMap<string, Scenario> {
  const found = new Map<string, Scenario>();
  for (const file of readdirSync(FOLDER).sort()) {
    const { scenario } = loadScenario(join(FOLDER, file), KNOWN_NAMES);
    const [convicted] = scenario.convicts;
    if (convicted !== undefined) found.set(convicted.property, scenario);
  }
  return found;
}

/** Of the gateways that it is meant for the first one, by the words that name its mistake; else of those that it convicts. */
export async function findFailingPlan(property: string): Promise<string> {
  const meant = GATEWAYS.filter(({ convictedBy }) => convictedBy[0] === property);
  const convicted = GATEWAYS.filter(({ convictedBy }) => convictedBy.includes(property));
  for (const entry of [...meant, ...convicted])
    for (let k = 1; k <= MOST_PLANS; k++) {
      const scenario = await shrunk(entry, property, k);
      if (scenario === undefined) continue;
      const file = join(FOLDER, `${fileNameOf(property)}.yaml`);
      writeFileSync(file, scenarioText(scenario));
      return `${property}: ${entry.name}, plan ${k}, ${scenario.plan.operations.length} operations and ${scenario.plan.faults.length} faults`;
    }
  throw new Error(`no gateway breaks ${property} within ${MOST_PLANS} plans`);
}

async function shrunk(entry: GatewayEntry, property: string, k: number): Promise<Scenario | undefined> {
  const dialect = dialectFor(entry.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${entry.dialect}`);
  const { gateway } = entry;
  const trial = { plan: generatePlan(`gauntlet/${k}`), gateway, dialect, profile: SIMULATED_PROFILE };
  const { verdicts } = await execute(trial);
  const finding = verdicts
    .filter((one) => one.property === property)
    .flatMap(({ violations }) => violations)
    .find(({ sentence }) => entry.convictedBy[0] !== property || entry.words?.test(sentence) === true);
  if (finding === undefined) return undefined;
  const { plan } = await shrink(trial, finding, { maxExecutions: MOST_EXECUTIONS });
  return {
    name: `${entry.name} breaks ${property}`,
    incident: entry.incident,
    story: `${entry.sentence}\n`,
    convicts: [{ gateway: entry.name, property }],
    exercises: [],
    plan,
  };
}
