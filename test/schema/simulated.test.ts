import { describe, expect, test } from 'vitest';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { digestOf } from '../../src/history/digest.ts';
import { createRecorder, type Recorder } from '../../src/history/history.ts';
import { readHistory, writeHistory } from '../../src/history/jsonl.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { simulate } from '../../src/simulation/world.ts';
import { validateHistory } from './official.ts';

const SEEDS = Array.from({ length: 20 }, (_none, index) => `schema-${index}`);
const CORRECT = GATEWAYS.filter((entry) => entry.kind !== 'bad');

function recorded(name: string, seed: string): Recorder {
  const entry = GATEWAYS.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`no gateway ${name}`);
  const recorder = createRecorder({ keep: true });
  simulate(generatePlan(seed), entry.gateway, recorder);
  return recorder;
}

describe.each(CORRECT.map((entry) => entry.name))('gateway %s', (name) => {
  test('sends only frames that satisfy the schemas', () => {
    let frames = 0;
    const problems = SEEDS.flatMap((seed) => {
      const checked = validateHistory(recorded(name, seed).records);
      frames += checked.frames;
      return checked.problems.map(
        (problem) => `${seed} record ${problem.record}: ${problem.schema}${problem.path} ${problem.message}`,
      );
    });
    expect(problems).toEqual([]);
    expect(frames).toBeGreaterThan(SEEDS.length);
  });

  test('leaves histories that survive being written and read', () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const recorder = recorded(name, seed);
      const { lines, blobs } = writeHistory(recorder.records);
      const texts = new Map(blobs.map((blob) => [blob.name, blob.text]));
      const read = readHistory(lines, (blob) => texts.get(blob));
      expect(read.problems).toEqual([]);
      expect(digestOf(read.records)).toBe(recorder.digest());
    }
  });
});
