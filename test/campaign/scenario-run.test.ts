import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/campaign/scenario-run.ts';
import type { ScenarioResult } from '../../src/report/published.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import type { Verdict } from '../../src/properties/property.ts';
import { fakeExecutor, passed, TARGET, unexercised, violated } from './fake-executor.ts';

async function result(
  expectedProperty: string | null,
  verdicts: readonly Verdict[],
  exercises: readonly string[] = [],
): Promise<ScenarioResult> {
  const scenario = scenarioSchema.parse({
    name: 'one',
    story: 'two',
    exercises,
    plan: { seed: 'gauntlet/1', clients: [{ id: 'alice' }] },
  });
  const executor = fakeExecutor({ outcome: () => ({ verdicts }) });
  const file = { file: 'x.yaml', scenario };
  return (await runScenario(executor, 'none', { file, target: TARGET, expectedProperty })).result;
}

describe('a scenario on a gateway that must pass it', () => {
  it.each<[string, readonly Verdict[], readonly string[], string, RegExp | null]>([
    ['passes', [passed('seq/contiguous')], [], 'pass', null],
    [
      'passes having exercised what it should',
      [passed('seq/contiguous'), unexercised('a/b')],
      ['seq/contiguous'],
      'pass',
      null,
    ],
    [
      'is inconclusive when it did not',
      [passed('seq/contiguous'), unexercised('a/b')],
      ['a/b'],
      'inconclusive',
      /never exercised a\/b/,
    ],
    [
      'is inconclusive when nothing was exercised',
      [unexercised('a/b')],
      [],
      'inconclusive',
      /exercised nothing/,
    ],
    ['is a violation', [violated('seq/contiguous')], [], 'violation', /violated seq\/contiguous/],
  ])('%s', async (_name, verdicts, exercises, verdict, problem) => {
    const given = await result(null, verdicts, exercises);
    expect(given).toMatchObject({ verdict, expected: 'pass', expectedProperty: null });
    if (problem === null) expect(given.problem).toBeNull();
    else expect(given.problem).toMatch(problem);
  });
});

describe('a scenario on a gateway that must fail it', () => {
  it.each<[string, readonly Verdict[], string, RegExp | null]>([
    [
      'is clean when the named property convicts',
      [violated('seq/contiguous'), violated('a/b')],
      'violation',
      null,
    ],
    [
      'is a surprise when only another one does',
      [passed('seq/contiguous'), violated('a/b')],
      'violation',
      /no longer convicts \(but a\/b\)/,
    ],
    ['is a surprise when it passes', [passed('seq/contiguous')], 'pass', /no longer fails/],
    [
      'is a surprise when it was not exercised',
      [unexercised('seq/contiguous')],
      'inconclusive',
      /no longer fails/,
    ],
  ])('%s', async (_name, verdicts, verdict, problem) => {
    const given = await result('seq/contiguous', verdicts);
    expect(given).toMatchObject({ verdict, expected: 'violation', expectedProperty: 'seq/contiguous' });
    if (problem === null) expect(given.problem).toBeNull();
    else expect(given.problem).toMatch(problem);
  });
});
