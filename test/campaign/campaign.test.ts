import { describe, expect, it } from 'vitest';
import { runCampaign, type Campaign, type ChunkPool } from '../../src/campaign/campaign.ts';
import { runChunk, type Executor } from '../../src/campaign/chunk.ts';
import { EXAMPLES_PER_GROUP, Ledger } from '../../src/campaign/ledger.ts';
import { InputError, PlanError } from '../../src/input/problem.ts';
import type { Target } from '../../src/campaign/target.ts';
import { TripwireError } from '../../src/campaign/tripwire.ts';
import { fakeExecutor, TARGET, violated } from './fake-executor.ts';

const CAMPAIGN: Campaign = {
  seed: 'gauntlet',
  from: 1,
  to: 100,
  budgetMs: null,
  check: 'none',
  workers: 1,
  threads: 'when-they-pay',
};

function portsFor(
  executor: Executor,
  over: { signal?: AbortSignal; startPool?: () => ChunkPool; target?: Target } = {},
) {
  const ledger = new Ledger();
  const progress: number[] = [];
  return {
    executor,
    ledger,
    progress,
    target: TARGET,
    signal: new AbortController().signal,
    onProgress: (done: number) => progress.push(done),
    startPool: (): ChunkPool => {
      throw new Error('no pool was expected');
    },
    ...over,
  };
}

/** Threads that answer in reverse order of what is waiting. */
function contraryPool(executor: Executor): ChunkPool & { closed: boolean } {
  const waiting: (() => void)[] = [];
  return {
    closed: false,
    run(request) {
      return new Promise((resolve) => {
        waiting.push(() => resolve(runChunk(executor, TARGET, request)));
        setImmediate(() => waiting.pop()?.());
      });
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

describe('a campaign that has enough', () => {
  const failing = (): Executor =>
    fakeExecutor({ outcome: (index) => ({ verdicts: index % 3 === 0 ? [violated('seq/contiguous')] : [] }) });

  it('ends with the plan that is the so-many-th to fail', async () => {
    const ports = portsFor(failing());
    expect(await runCampaign({ ...CAMPAIGN, maxFailures: 4 }, ports)).toBe(12);
    expect(ports.ledger.plans).toBe(12);
  });

  it('and with the same plan in many threads', async () => {
    const executor = failing();
    const ports = portsFor(executor, { startPool: () => contraryPool(executor) });
    const campaign = { ...CAMPAIGN, workers: 3, threads: 'at-once' as const };
    expect(await runCampaign({ ...campaign, maxFailures: 4 }, ports)).toBe(12);
  });
});

describe('a campaign', () => {
  it('executes every plan once, in order, and says so', async () => {
    const executor = fakeExecutor();
    const given = portsFor(executor);
    expect(await runCampaign(CAMPAIGN, given)).toBe(100);
    expect(executor.executed).toEqual(Array.from({ length: 100 }, (_, k) => k + 1));
    expect(given.ledger.plans).toBe(100);
    expect(given.progress.at(-1)).toBe(100);
  });

  it('gives the same ledger whether this thread or a pool executes it', async () => {
    const outcome = (index: number) => (index % 3 === 0 ? { verdicts: [violated('seq/contiguous')] } : {});
    const alone = portsFor(fakeExecutor({ outcome }));
    await runCampaign(CAMPAIGN, alone);
    const executor = fakeExecutor({ outcome });
    const pool = contraryPool(executor);
    const shared = portsFor(executor, { startPool: () => pool });
    await runCampaign({ ...CAMPAIGN, workers: 3, threads: 'at-once' }, shared);
    expect(shared.ledger.digest).toBe(alone.ledger.digest);
    expect(shared.ledger.groups).toEqual(alone.ledger.groups);
    expect(shared.ledger.totals).toEqual(alone.ledger.totals);
    expect(pool.closed).toBe(true);
  });

  it('goes on in this thread while the others have their chunks, and merges in plan order', async () => {
    const own = fakeExecutor();
    const theirs = fakeExecutor();
    const given = portsFor(own, { startPool: () => contraryPool(theirs) });
    await runCampaign({ ...CAMPAIGN, to: 400, workers: 2, threads: 'at-once' }, given);
    expect(own.executed.length).toBeGreaterThan(0);
    expect(theirs.executed.length).toBeGreaterThan(0);
    const everything = [...own.executed, ...theirs.executed].sort((a, b) => a - b);
    expect(everything).toEqual(Array.from({ length: 400 }, (_, k) => k + 1));
    expect(given.progress).toEqual([...given.progress].sort((a, b) => a - b));
  });

  it('does not run far ahead of a thread that is stuck', async () => {
    const controller = new AbortController();
    const own = fakeExecutor();
    const stuck: ChunkPool = { run: () => new Promise(() => undefined), close: () => Promise.resolve() };
    const given = portsFor(own, { signal: controller.signal, startPool: () => stuck });
    setTimeout(() => controller.abort(), 300);
    const campaign = { ...CAMPAIGN, to: 100_000, workers: 2, threads: 'at-once' } as const;
    expect(await runCampaign(campaign, given)).toBe(0);
    expect(own.executed.length).toBeLessThan(1_000);
  });

  it('fails when a thread does', async () => {
    const dying: ChunkPool = {
      run: () => Promise.reject(new Error('the thread is gone')),
      close: () => Promise.resolve(),
    };
    const failing = runCampaign(
      { ...CAMPAIGN, workers: 2, threads: 'at-once' },
      portsFor(fakeExecutor(), { startPool: () => dying }),
    );
    await expect(failing).rejects.toThrow('the thread is gone');
  });

  it('groups failures by property, state and cause and keeps the first few plans of each', async () => {
    const executor = fakeExecutor({
      outcome: (index) =>
        index % 10 === 0
          ? {
              verdicts: [
                violated(
                  'seq/contiguous',
                  index > 50 ? 'late' : 'gap',
                  index > 80 ? 'running' : 'compacting',
                ),
              ],
            }
          : {},
    });
    const given = portsFor(executor);
    await runCampaign(CAMPAIGN, given);
    const groups = given.ledger.groups.map(({ plans, examples }) => [
      examples[0].finding.cause,
      examples[0].finding.state,
      plans,
      examples.map((one) => one.index),
    ]);
    expect(groups).toEqual([
      ['gap', 'compacting', 5, [10, 20, 30]],
      ['late', 'compacting', 3, [60, 70, 80]],
      ['late', 'running', 2, [90, 100]],
    ]);
    expect(EXAMPLES_PER_GROUP).toBe(3);
  });

  it('ends after a prefix of its plans when it is interrupted', async () => {
    const controller = new AbortController();
    const executor = fakeExecutor({
      outcome: (index) => {
        if (index === 20) controller.abort();
        return {};
      },
    });
    const given = portsFor(executor, { signal: controller.signal });
    const plans = await runCampaign(CAMPAIGN, given);
    expect(plans).toBeLessThan(100);
    expect(given.ledger.plans).toBe(plans);
  });

  it('does not wait for its threads when it is interrupted', async () => {
    const controller = new AbortController();
    const stuck: ChunkPool = { run: () => new Promise(() => undefined), close: () => Promise.resolve() };
    const given = portsFor(fakeExecutor(), { signal: controller.signal, startPool: () => stuck });
    setImmediate(() => controller.abort());
    expect(await runCampaign({ ...CAMPAIGN, workers: 2, threads: 'at-once' }, given)).toBe(0);
  });

  it('starts no plan after its time budget', async () => {
    const given = portsFor(fakeExecutor());
    expect(await runCampaign({ ...CAMPAIGN, to: Infinity, budgetMs: 30 }, given)).toBeGreaterThan(0);
  });

  it('names the plan whose execution threw', async () => {
    const executor = fakeExecutor({
      outcome: (index) => {
        if (index === 7) throw new Error('property x threw');
        return {};
      },
    });
    const failing = runCampaign(CAMPAIGN, portsFor(executor));
    await expect(failing).rejects.toThrow(PlanError);
    await expect(failing).rejects.toThrow("plan 7 of seed 'gauntlet': property x threw");
  });

  it('counts what was answered', async () => {
    const given = portsFor(fakeExecutor({ outcome: () => ({ answered: 0 }) }));
    await runCampaign(CAMPAIGN, given);
    expect(given.ledger.answered).toBe(0);
  });

  it("blames the caller's own gateway for reaching the clock, and itself for one of the catalogue", async () => {
    const outcome = () => {
      throw new TripwireError('Date was reached');
    };
    const own: Target = { ...TARGET, kind: 'file', reference: { type: 'file', path: 'mine.ts' } };
    const theirs = runCampaign(CAMPAIGN, portsFor(fakeExecutor({ outcome }), { target: own }));
    await expect(theirs).rejects.toThrow(InputError);
    await expect(runCampaign(CAMPAIGN, portsFor(fakeExecutor({ outcome })))).rejects.toThrow(PlanError);
  });
});
