import { describe, expect, test } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { digestOf } from '../../src/history/digest.ts';
import { readHistory, writeHistory } from '../../src/history/jsonl.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { validateHistory } from './official.ts';

const SEEDS = Array.from({ length: 20 }, (_none, index) => `schema-${index}`);
const lacks = (member: string): string => `must have required property '${member}'`;
/** What no release says, or what a release may leave out, and a client must cope with. */
const ITS_OWN: Readonly<Record<string, readonly string[]>> = {
  'sends-metrics': ['no schema for event metrics'],
  'says-least': [lacks('messageId'), lacks('activeRunIds'), lacks('runIds')],
};
const CORRECT = GATEWAYS.filter((entry) => entry.kind !== 'bad');

async function recorded(name: string, seed: string): Promise<Required<Pick<Outcome, 'history' | 'digest'>>> {
  const { gateway, dialect } = namedTarget(name);
  const trial = { plan: generatePlan(seed), gateway, dialect, profile: SIMULATED_PROFILE, keep: true };
  const { history = [], digest } = await execute(trial);
  return { history, digest };
}

describe.each(CORRECT.map((entry) => entry.name))('gateway %s', (name) => {
  test('sends only frames that satisfy the schemas', async () => {
    let frames = 0;
    const problems: string[] = [];
    for (const seed of SEEDS) {
      const checked = validateHistory((await recorded(name, seed)).history);
      frames += checked.frames;
      for (const { record, schema, path, message } of checked.problems)
        if (ITS_OWN[name]?.includes(message) !== true)
          problems.push(`${seed} record ${record}: ${schema}${path} ${message}`);
    }
    expect(problems).toEqual([]);
    expect(frames).toBeGreaterThan(SEEDS.length);
  });

  test('leaves histories that survive being written and read', async () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const { history, digest } = await recorded(name, seed);
      const { lines, blobs } = writeHistory(history);
      const texts = new Map(blobs.map((blob) => [blob.name, blob.text]));
      const read = readHistory(lines, (blob) => texts.get(blob));
      expect(read.problems).toEqual([]);
      expect(digestOf(read.records)).toBe(digest);
    }
  });
});
