import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { planJsonSchema, scenarioJsonSchema } from '../../src/plan/published-schema.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';

const FOLDER = new URL('../../scenarios/', import.meta.url);

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .toSorted();

function validator(schema: object): ValidateFunction {
  return new Ajv2020({ strict: true, allErrors: true }).compile(schema);
}

function objections(validate: ValidateFunction, value: unknown): string[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

describe('the published JSON Schema', () => {
  const plans = validator(planJsonSchema());
  const scenarios = validator(scenarioJsonSchema());

  it.each(files)('accepts %s, as the definition it comes from does', (path) => {
    const written = parse(readFileSync(new URL(path, FOLDER), 'utf8')) as { plan: unknown };
    expect(scenarioSchema.safeParse(written).error?.issues ?? []).toEqual([]);
    expect(objections(scenarios, written)).toEqual([]);
    expect(objections(plans, written.plan)).toEqual([]);
  });

  it('accepts generated plans', () => {
    for (let k = 0; k < 50; k++) expect(objections(plans, generatePlan(`published/${k}`))).toEqual([]);
  });

  it('lets a person leave out what has a default', () => {
    expect(objections(plans, { clients: [{ id: 'web' }] })).toEqual([]);
  });

  it.each<[string, object]>([
    ['an unknown key', { clients: [{ id: 'web' }], speed: 1 }],
    ['no clients', {}],
    ['a client id with a space', { clients: [{ id: 'a b' }] }],
    ['a fault of no kind', { clients: [{ id: 'web' }], faults: [{ kind: 'link.reorder', id: 'f' }] }],
    [
      'a negative time',
      { clients: [{ id: 'web' }], operations: [{ do: 'list', id: 'l', client: 'web', atMs: -1 }] },
    ],
    ['a small limit', { clients: [{ id: 'web' }], limits: { maxPayloadBytes: 1 } }],
  ])('refuses %s, as the definition it comes from does', (_what, plan) => {
    expect(planSchema.safeParse(plan).success).toBe(false);
    expect(objections(plans, plan)).not.toEqual([]);
  });
});
