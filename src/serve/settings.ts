/**
 * What a person deploys a served gateway with: a JSON or YAML file of limits, rules and the main session, shaped like
 * the same members of a plan, with the same defaults but one: a plan ends, a served gateway goes on, so it compacts.
 * Everything wrong is said with its place.
 */
import { z } from 'zod';
import { planSchema, type Plan } from '../plan/plan.ts';
import { readTextFile } from '../input/text-file.ts';
import { parseYaml } from '../input/yaml-source.ts';

/** What sessions hold is held in memory; null in the file: as much as there will ever be. */
const COMPACT_ABOVE_ENTRIES = 1_000;

const { limits, rules: rulesOfPlan, mainSession } = planSchema.shape;
const { compactAboveEntries } = rulesOfPlan.unwrap().shape;
const rules = rulesOfPlan
  .unwrap()
  .extend({ compactAboveEntries: compactAboveEntries.unwrap().default(COMPACT_ABOVE_ENTRIES) })
  .prefault({});
const schema = z.strictObject({ limits, rules, mainSession });

export type ServeSettings = Pick<Plan, 'limits' | 'rules' | 'mainSession'>;

export const DEFAULT_SETTINGS: ServeSettings = schema.parse({});

/** Throws InputError, one line for each problem. */
export function readSettings(path: string): ServeSettings {
  return parseYaml(path, readTextFile(path, 'a settings file')).read(schema);
}
