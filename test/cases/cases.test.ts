/** Each case in a scenario in which it certainly shows. */
import { describe, expect, it } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { loadScenario } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import type { Scenario } from '../../src/plan/scenario.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { CORRECT, gatewayAt, MISTAKES, type Judged } from './rows.ts';

interface Shown {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  readonly history: readonly HistoryRecord[];
}

async function show(path: string, on?: Gateway): Promise<Shown> {
  const { scenario } = loadScenario(new URL(`${path}.yaml`, import.meta.url).pathname, KNOWN_NAMES);
  const outcome = await execute({
    plan: scenario.plan,
    gateway: on ?? (await gatewayAt(path)),
    dialect: REFERENCE,
    profile: SIMULATED_PROFILE,
    keep: true,
  });
  return { scenario, outcome, history: outcome.history ?? [] };
}

/** Every violation, in words. */
function violations({ verdicts }: Pick<Outcome, 'verdicts'>): string[] {
  return verdicts.flatMap(({ property, violations }) =>
    violations.map(({ sentence }) => `${property}: ${sentence}`),
  );
}

function expectJudged({ outcome }: Shown, judged: Judged): void {
  const found = violations(outcome);
  if (judged === 'passes') return expect(found).toEqual([]);
  const [property, words] = judged;
  expect(found).toContainEqual(
    expect.stringMatching(new RegExp(`^${property}: .*${words.source}`, words.flags)),
  );
}

function expectExercised({ scenario, outcome }: Shown): void {
  const passed = outcome.verdicts.filter(({ verdict }) => verdict === 'pass').map(({ property }) => property);
  expect(passed).toEqual(expect.arrayContaining([...scenario.exercises]));
}

describe.each(MISTAKES)('the mistake %s', (name, _right, judged) => {
  const path = `mistakes/${name}`;

  it('is made in its scenario', async () => {
    const { history } = await show(path);
    expect(history).toContainEqual(expect.objectContaining({ kind: 'log', text: `mistake acted: ${name}` }));
  });

  it(`is judged: ${String(judged)}`, async () => {
    expectJudged(await show(path), judged);
  });

  it('is judged the same by a judge that is shown no logs', async () => {
    const { outcome, history } = await show(path);
    const judge = createJudge({ dialect: REFERENCE, profile: SIMULATED_PROFILE });
    for (const record of history) if (record.kind !== 'log') judge.observe(record);
    expect(violations({ verdicts: judge.finish() })).toEqual(violations(outcome));
  });

  it('is none of the reference', async () => {
    const shown = await show(path, referenceGateway);
    expectJudged(shown, 'passes');
    expectExercised(shown);
  });
});

describe.each(CORRECT)('the correct choice %s', (name, _right, judged) => {
  const path = `correct/${name}`;

  it(`is judged: ${String(judged)}`, async () => {
    const shown = await show(path);
    expectJudged(shown, judged);
    if (judged === 'passes') expectExercised(shown);
  });

  it('is made in a scenario that the reference passes', async () => {
    const shown = await show(path, referenceGateway);
    expectJudged(shown, 'passes');
    expectExercised(shown);
  });
});
