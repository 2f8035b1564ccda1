import { describe, expect, it } from 'vitest';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { run } from '../../src/campaign/run.ts';
import type { ScenarioCase } from '../../src/campaign/scenario-run.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import { runLine, runLineSchema, type RunEvent } from '../../src/report/run-events.ts';
import { ownFolder } from '../live/temporary-folder.ts';
import { fakeExecutor, passed, TARGET, violated } from './fake-executor.ts';

const scenario = scenarioSchema.parse({
  name: 'one',
  story: 'two',
  plan: { seed: 'scenario/3', clients: [{ id: 'alice' }] },
});
const CASE: ScenarioCase = { file: { file: 'x.yaml', scenario }, target: TARGET, expectedProperty: null };

/** Plans 3, 4 and 9 fail, 9 another property: of the scenario, which is plan 3 as well, it is one more. */
async function eventsOf(cases: readonly ScenarioCase[], to: number | null): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  const seed = 'gauntlet';
  const property = (index: number): string => (index === 9 ? 'ack/durable' : 'seq/contiguous');
  await run(
    {
      target: TARGET,
      seed,
      cases,
      campaign:
        to === null
          ? null
          : { seed, from: 1, to, budgetMs: null, workers: 1, threads: 'when-they-pay', check: 'none' },
      check: 'none',
      requireCoverage: false,
      baseline: null,
      recordExpected: false,
      out: new OutFolder(ownFolder()),
    },
    {
      executor: fakeExecutor({
        outcome: (index) => ({
          verdicts: [[3, 4, 9].includes(index) ? violated(property(index)) : passed(property(index))],
        }),
      }),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onEvent: (event) => events.push(event),
      startPool: () => {
        throw new Error('no pool was expected');
      },
    },
  );
  return events;
}

describe('what a run says while it goes on', () => {
  it('begins with what is to be done', async () => {
    expect((await eventsOf([CASE], null))[0]).toMatchObject({
      type: 'begin',
      gateway: 'reference',
      seed: 'gauntlet',
      scenarios: 1,
      plans: 0,
    });
    expect((await eventsOf([], 5))[0]).toMatchObject({ scenarios: 0, plans: 5 });
  });

  it('tells of a scenario what was found, then how it ended', async () => {
    expect((await eventsOf([CASE], null)).slice(1)).toMatchObject([
      { type: 'violation', plan: 'one', gateway: 'reference', property: 'seq/contiguous', expected: false },
      { type: 'scenario', done: 1, total: 1, name: 'one', file: 'x.yaml', verdict: 'violation' },
    ]);
  });

  it('tells of a campaign each kind of violation once, and how far it is', async () => {
    const events = await eventsOf([], 12);
    const found = events.filter(({ type }) => type === 'violation');
    expect(found).toMatchObject([
      { plan: "plan 3 of seed 'gauntlet'", property: 'seq/contiguous' },
      { plan: "plan 9 of seed 'gauntlet'", property: 'ack/durable' },
    ]);
    expect(events.at(-1)).toEqual({ type: 'plans', done: 12, total: 12, kinds: 2 });
    const dones = events.flatMap((one) => (one.type === 'plans' ? [one.done] : []));
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
  });

  it('is a line of JSON each, as the schema says', async () => {
    for (const event of await eventsOf([CASE], 5)) {
      const line = runLine(event, 12);
      expect(line).toMatch(/^\{.*\}\n$/);
      expect(runLineSchema.parse(JSON.parse(line))).toEqual({ ...event, wallMs: 12 });
    }
  });
});
