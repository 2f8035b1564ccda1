import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runChunk, type Executor } from '../../src/campaign/chunk.ts';
import { PlanError } from '../../src/input/problem.ts';
import type { SelftestPool, ShrinkRequest } from '../../src/campaign/selftest-hunt.ts';
import type { CampaignProgress } from '../../src/campaign/campaign.ts';
import { selftest, type SelftestRequest } from '../../src/campaign/selftest.ts';
import { fakeExecutor, passed, violated, type FakeBehaviour } from './fake-executor.ts';
import { fakeSelftest } from './fake-selftest.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-selftest-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Outcomes = NonNullable<FakeBehaviour['outcome']>;

/** From plan `first` on, every plan is convicted. */
function convictedFrom(first: number, property: string): Outcomes {
  return (index) => ({ verdicts: [index < first ? passed(property) : violated(property)] });
}

/** A world in which the selftest is green. */
const GREEN: Readonly<Record<string, Outcomes>> = {
  skips: convictedFrom(3, 'seq/contiguous'),
  loses: convictedFrom(55, 'ack/durable'),
  canary: convictedFrom(41, 'seq/contiguous'),
};

const REQUEST = fakeSelftest(folder, 'loses', 'variant');

interface Given {
  readonly outcomes?: Readonly<Record<string, Outcomes>>;
  readonly request?: Partial<SelftestRequest>;
  readonly signal?: AbortSignal;
  /** Answers the newest of what waits first. */
  readonly contrary?: boolean;
  /** Never answers. */
  readonly stuck?: boolean;
}

/** Runs it on gateways that do as told; the others pass everything. */
async function ran({ outcomes = GREEN, request = {}, signal, contrary = false, stuck = false }: Given = {}) {
  const executors = new Map<string, Executor>();
  const executorOf = (name: string): Executor => {
    const outcome = outcomes[name];
    const executor = executors.get(name) ?? fakeExecutor(outcome === undefined ? {} : { outcome });
    executors.set(name, executor);
    return executor;
  };
  const executor: Executor = {
    ...fakeExecutor(),
    execute: (trial) => executorOf(trial.gateway.name).execute(trial),
  };
  const shrinkings: ShrinkRequest[] = [];
  const waiting: (() => void)[] = [];
  const pool: SelftestPool & { closed: boolean } = {
    closed: false,
    run: async (on, chunk) => {
      if (stuck) await new Promise(() => undefined);
      if (contrary)
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          setImmediate(() => waiting.pop()?.());
        });
      return runChunk(executor, on, chunk);
    },
    shrink: async (_on, asked) => {
      shrinkings.push(asked);
      return { ...asked.wanted, entries: asked.index, entriesBefore: 40, executions: 9, minimal: 'proven' };
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
  const progress: CampaignProgress[] = [];
  const summary = await selftest(
    { ...REQUEST, ...request },
    {
      executor,
      signal: signal ?? new AbortController().signal,
      onProgress: (now) => progress.push(now),
      startPool: () => pool,
    },
  );
  return { ...summary, shrinkings, progress, pool };
}

describe('a selftest', () => {
  it('is green when everything bad is convicted, every property is needed and nothing right is convicted', async () => {
    const green = await ran();
    expect(green).toMatchObject({ verdict: 'green', problems: [], interrupted: false });
    expect(green.gateways).toMatchObject([
      { name: 'skips', convicted: true, rounds: [3, 3, 3], medianPlans: 3, worstPlans: 3, plans: 150 },
      {
        name: 'loses',
        convicted: true,
        rounds: [55, 55, 55],
        medianPlans: 55,
        worstPlans: 55,
        plans: 180,
      },
    ]);
    expect(green.gateways[1]?.counts).toEqual([{ property: 'ack/durable', plans: 18 }]);
    expect(green.properties.map(({ alone }) => alone)).toEqual([['skips'], ['loses']]);
    expect(green.reference).toEqual({ name: 'reference', plans: 50, violations: 0 });
    expect(green.good).toEqual([{ name: 'variant', plans: 10, violations: 0 }]);
    expect(green.canary).toMatchObject({ convicted: true, plans: 41 });
    expect(green.plans).toBe(150 + 180 + 50 + 60);
    expect(green.pool.closed).toBe(true);
    expect(green.progress.at(-1)).toEqual({ counted: 'variant', done: 10, total: 10 });
  });

  it('is red when a known-bad gateway survives its budget, also when another property convicts it', async () => {
    const red = await ran({ outcomes: { ...GREEN, loses: convictedFrom(5, 'seq/contiguous') } });
    expect(red.verdict).toBe('red');
    expect(red.problems[0]).toEqual({
      type: 'survivor',
      name: 'loses',
      sentence:
        'survived a budget of 60 plans in 3 of 3 rounds: no conviction by ack/durable; convicted by seq/contiguous',
    });
    expect(red.gateways[1]).toMatchObject({
      convicted: false,
      medianPlans: null,
      worstPlans: null,
      plans: 180,
    });
  });

  it('says that nothing convicts a gateway, and takes any property where none is meant for it', async () => {
    const [skips, loses] = REQUEST.bad;
    const bad = [skips, { ...loses, wanted: [] }] as SelftestRequest['bad'];
    const red = await ran({ outcomes: { ...GREEN, loses: () => ({}) }, request: { bad } });
    expect(red.problems[0]).toMatchObject({ type: 'survivor', name: 'loses' });
    expect(red.problems[0]?.sentence).toContain('no conviction by any property; nothing convicts it');
    expect((await ran({ request: { bad } })).gateways[1]?.convicted).toBe(true);
  });

  it('is red when no known-bad gateway needs a property', async () => {
    const red = await ran({ request: { properties: [...REQUEST.properties, 'gap/announced'] } });
    expect(red.problems).toEqual([
      { type: 'idle-property', name: 'gap/announced', sentence: 'convicts no known-bad gateway' },
    ]);
  });

  it('is red when a gateway that is right is convicted, and writes the failure down', async () => {
    const red = await ran({
      outcomes: {
        ...GREEN,
        variant: (index) => (index === 7 ? { verdicts: [violated('ack/durable', 'row missing')] } : {}),
      },
    });
    expect(red.problems).toEqual([
      {
        type: 'false-alarm',
        name: 'variant',
        sentence: 'is right, and ack/durable convicts it: violations in 10 plans: 1',
      },
    ]);
    const [found] = red.violations;
    expect(found).toMatchObject({ property: 'ack/durable', plan: "plan 7 of seed 'selftest/right'" });
    expect(existsSync(found?.file ?? '')).toBe(true);
  });

  it('is red when the canary stays green', async () => {
    const red = await ran({ outcomes: { ...GREEN, canary: () => ({}) } });
    expect(red.problems).toEqual([
      {
        type: 'canary',
        name: 'canary',
        sentence: 'stayed green for 60 plans: rare failures go unnoticed',
      },
    ]);
  });

  it('finds the same whatever the threads do first', async () => {
    const { pool: _one, progress: _few, ...alone } = await ran({ request: { shrinkExecutions: 5 } });
    const {
      pool: _two,
      progress: _more,
      ...shared
    } = await ran({
      request: { workers: 4, shrinkExecutions: 5 },
      contrary: true,
    });
    expect({ ...shared, shrinkings: [] }).toEqual({ ...alone, shrinkings: [] });
  });

  it('shrinks the first conviction of the first round of each known-bad gateway', async () => {
    const { shrinkings, medianEntries, gateways } = await ran({ request: { shrinkExecutions: 5 } });
    expect(shrinkings.toSorted((a, b) => a.index - b.index)).toEqual([
      {
        seed: 'selftest/r1',
        index: 3,
        wanted: { property: 'seq/contiguous', cause: 'gap' },
        maxExecutions: 5,
      },
      { seed: 'selftest/r1', index: 55, wanted: { property: 'ack/durable', cause: 'gap' }, maxExecutions: 5 },
    ]);
    expect(gateways.map(({ shrunk }) => shrunk?.entries)).toEqual([3, 55]);
    expect(medianEntries).toBe(55);
  });

  it('names the plan that could not be executed', async () => {
    const broken = ran({
      outcomes: {
        ...GREEN,
        loses: (index) => {
          if (index === 25) throw new Error('property x threw');
          return {};
        },
      },
    });
    await expect(broken).rejects.toThrow(PlanError);
    await expect(broken).rejects.toThrow(/plan 25 of seed 'selftest\/r\d': property x threw/);
  });

  it('sums up what ended when it is interrupted, and calls nothing red that was not tried', async () => {
    const controller = new AbortController();
    const interrupted = await ran({
      signal: controller.signal,
      outcomes: {
        ...GREEN,
        loses: (index) => {
          if (index === 20) controller.abort();
          return {};
        },
      },
    });
    expect(interrupted).toMatchObject({
      verdict: 'inconclusive',
      interrupted: true,
      problems: [],
      reference: null,
      good: [],
    });
    expect(interrupted.gateways.length).toBeLessThan(2);
  });

  it('does not wait for its threads when it is interrupted', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const interrupted = await ran({ signal: controller.signal, stuck: true });
    expect(interrupted).toMatchObject({ interrupted: true, gateways: [], canary: null, plans: 0 });
    expect(interrupted.pool.closed).toBe(true);
  });
});
