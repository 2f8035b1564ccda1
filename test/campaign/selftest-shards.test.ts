import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runChunk, type Executor } from '../../src/campaign/chunk.ts';
import { selftest, type SelftestPorts, type SelftestRequest } from '../../src/campaign/selftest.ts';
import { MergedSelftest } from '../../src/campaign/shards/merged-selftest.ts';
import { runSelftestShard } from '../../src/campaign/shards/selftest-shard.ts';
import type { ShardedSelftest } from '../../src/campaign/shards/shard-lines.ts';
import { openShards, whyForeign, type ShardSet } from '../../src/campaign/shards/shard-set.ts';
import { ShardWriter } from '../../src/campaign/shards/shard-writer.ts';
import { jsonText } from '../../src/report/json.ts';
import { fakeExecutor, passed, violated, type FakeBehaviour } from './fake-executor.ts';
import { fakeSelftest, fakeTarget } from './fake-selftest.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-selftest-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Outcomes = NonNullable<FakeBehaviour['outcome']>;

/** What each gateway does from which plan on; the others pass everything. */
const OUTCOMES: Readonly<Record<string, Outcomes>> = {
  skips: (index, execution) => ({
    verdicts: [index < 3 ? passed('seq/contiguous') : violated('seq/contiguous')],
    digest: `${index} ${index === 5 && execution > 1}`,
  }),
  survives: () => ({ verdicts: [passed('ack/durable')] }),
  canary: (index) => ({ verdicts: [index < 41 ? passed('ack/durable') : violated('ack/durable')] }),
  wronged: (index) => ({
    verdicts: [index % 9 === 4 ? violated('ack/durable', `${index % 2}`) : passed('ack/durable')],
  }),
};

let folders = 0;
function fresh(): string {
  const path = join(folder, String(++folders));
  mkdirSync(path);
  return path;
}

function request(out: string): SelftestRequest {
  return {
    ...fakeSelftest(out, 'survives', 'wronged'),
    right: [
      { target: fakeTarget('reference'), kind: 'reference', plans: 25 },
      { target: fakeTarget('wronged'), kind: 'good', plans: 19 },
    ],
    shrinkExecutions: 10,
    check: 'all',
    workers: 2,
  };
}

/** Every execution is the first of its chunk: what a plan does does not depend on who executed it before. */
function ports(): SelftestPorts {
  const executorOf = (name: string): Executor => fakeExecutor({ outcome: OUTCOMES[name] ?? (() => ({})) });
  const executor: Executor = {
    ...fakeExecutor(),
    execute: (trial) => executorOf(trial.gateway.name).execute(trial),
  };
  return {
    executor,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    startPool: () => ({
      run: (on, chunk) => runChunk(executorOf(on.name), on, chunk),
      shrink: (_, { wanted }) =>
        Promise.resolve({ ...wanted, entries: 1, entriesBefore: 9, executions: 4, minimal: 'proven' }),
      close: () => Promise.resolve(),
    }),
  };
}

const ASKED: ShardedSelftest = {
  verb: 'selftest',
  version: '1.0.0',
  build: 'b',
  seed: 'selftest',
  budget: 60,
  rounds: 3,
  plans: 25,
  gateway: [],
  without: [],
  shrink: true,
};

async function shardFiles(of: number): Promise<readonly string[]> {
  const files: string[] = [];
  for (let index = 1; index <= of; index++) {
    const out = fresh();
    const writer = new ShardWriter(out, { index, of }, ASKED);
    await runSelftestShard(request(out), ports(), { index, of }, writer);
    writer.finish();
    files.push(writer.path);
  }
  return files;
}

async function mergedOf(paths: readonly string[], asked = request(fresh())): Promise<string> {
  const merged = new MergedSelftest((await openShards(paths)) as ShardSet<ShardedSelftest>);
  const report = await selftest(asked, ports(), merged);
  await merged.end();
  return jsonText(report);
}

describe('the shards of a selftest', () => {
  it.each([1, 2, 3, 7])('say in %i parts what one machine would have said', async (of) => {
    const out = fresh();
    const whole = await selftest(request(out), ports());
    expect(whole.problems.map(({ name }) => name)).toEqual(['survives', 'ack/durable', 'wronged']);
    expect(whole.determinism.mismatches).toHaveLength(3);
    const merged = await mergedOf((await shardFiles(of)).toReversed(), request(out));
    expect(merged).toBe(jsonText(whole));
  });

  it('say how much they hold, and how much of it went wrong', async () => {
    const of = 2;
    const counts = [];
    for (let index = 1; index <= of; index++) {
      const out = fresh();
      const writer = new ShardWriter(out, { index, of }, ASKED);
      counts.push(await runSelftestShard(request(out), ports(), { index, of }, writer));
    }
    expect(counts.map(({ rounds }) => rounds)).toEqual([4, 3]);
    expect(counts.map(({ plans }) => plans)).toEqual([12 + 9, 13 + 10]);
    const failures = counts.map((one) => one.failures);
    // three rounds that were survived, and plans 4 and 13 on the wronged one
    expect(failures[0]! + failures[1]!).toBe(5);
  });

  it('are not those of a selftest that hunts others', async () => {
    const files = await shardFiles(2);
    const other = { ...request(fresh()), rounds: 4 };
    await expect(mergedOf(files, other)).rejects.toThrow(/lacks the round 'selftest\/r\d' on /);
    const right = request(fresh()).right.toReversed();
    await expect(mergedOf(files, { ...request(fresh()), right })).rejects.toThrow(
      /lacks the plans on wronged$/,
    );
  });

  it.each([
    [{ budget: 61 }, 'another --budget'],
    [{ rounds: 4 }, 'another --rounds'],
    [{ plans: 26 }, 'another --plans'],
    [{ gateway: ['steers'] }, 'another gateway'],
    [{ without: ['ack/durable'] }, 'another choice of properties'],
    [{ shrink: false }, 'another --no-shrink'],
    [{ build: 'c' }, 'another build of Gauntlet'],
  ])('are of another one: %j', (about, words) => {
    expect(whyForeign({ ...ASKED, ...about }, ASKED)).toBe(`the shards were made with ${words}`);
  });
});
