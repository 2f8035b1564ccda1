import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { run, type RunRequest } from '../../src/campaign/run.ts';
import { MergedShards } from '../../src/campaign/shards/merged-shards.ts';
import { runShard } from '../../src/campaign/shards/run-shard.ts';
import { isIn, partOf, shardHolding, type Shard } from '../../src/campaign/shards/shard.ts';
import type { ShardedRun } from '../../src/campaign/shards/shard-lines.ts';
import { openShards, whyForeign, type ShardSet } from '../../src/campaign/shards/shard-set.ts';
import { ShardWriter } from '../../src/campaign/shards/shard-writer.ts';
import { jsonText } from '../../src/report/json.ts';
import { scenarioSchema } from '../../src/plan/scenario.ts';
import {
  fakePorts,
  type FakeExecutor,
  passed,
  TARGET,
  unexercised,
  violated,
  type FakeBehaviour,
} from './fake-executor.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUN: ShardedRun = {
  verb: 'run',
  version: '1.0.0',
  build: 'b',
  words: [],
  gateway: null,
  fingerprint: 'f',
  seed: 'gauntlet',
  seeds: null,
  ownScenarios: [],
  usualSeeds: null,
  checkDeterminism: 'none',
  seedDatabase: null,
  cases: 'c',
};

/** Shards of a run. */
async function mergedOf(paths: readonly string[]): Promise<MergedShards> {
  return MergedShards.of((await openShards(paths)) as ShardSet<ShardedRun>);
}

const PLANS = 23;

function request(scenarios: number, out: string): RunRequest {
  const check = 'all' as const;
  return {
    target: TARGET,
    seed: 'gauntlet',
    cases: Array.from({ length: scenarios }, (_, at) => ({
      file: {
        file: `${at}.yaml`,
        scenario: scenarioSchema.parse({
          name: `scenario ${at}`,
          story: 'it goes on',
          plan: { seed: `scenario/${1000 + at}`, clients: [{ id: 'alice' }] },
        }),
      },
      target: TARGET,
      expectedProperty: null,
    })),
    campaign: {
      seed: 'gauntlet',
      from: 1,
      to: PLANS,
      budgetMs: null,
      workers: 1,
      threads: 'when-they-pay',
      check,
    },
    check,
    requireCoverage: false,
    baseline: null,
    recordExpected: false,
    out: new OutFolder(out),
  };
}

let folders = 0;
function fresh(): string {
  const path = join(folder, String(++folders));
  mkdirSync(path);
  return path;
}

async function shardFile(
  shard: Shard,
  behaviour: FakeBehaviour = {},
  about: Partial<ShardedRun> = {},
  scenarios = 0,
) {
  const out = fresh();
  const writer = new ShardWriter(out, shard, { ...RUN, ...about });
  await runShard(request(scenarios, out), fakePorts(behaviour), shard, writer);
  writer.finish();
  return writer.path;
}

async function shardFiles(
  of: number,
  behaviour: FakeBehaviour = {},
  scenarios = 0,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (let index = 1; index <= of; index++)
    files.push(await shardFile({ index, of }, behaviour, {}, scenarios));
  return files;
}

const FAILING: FakeBehaviour = {
  outcome: (index) => ({
    verdicts: [
      index % 5 === 0 ? violated('seq/contiguous', `gap ${index % 2}`) : passed('seq/contiguous', index),
      unexercised('gap/announced'),
    ],
    cells: index % 3 === 0 ? ['link.cut × running'] : [],
    facts: index % 4 === 0 ? ['stop-while-running'] : [],
    virtualMicros: index + 0.25,
  }),
};

/** The first execution of some plans is another than their second. */
const UNREPEATABLE: FakeBehaviour = {
  outcome: (index, execution) => (index % 7 === 0 ? { digest: `${index} ${execution > 1}` } : {}),
};

describe('the parts of a run', () => {
  it('are disjoint, and all of it together', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (from, plans, of) => {
          const parts = Array.from({ length: of }, (_, at) =>
            partOf({ from, to: from + plans - 1 }, { index: at + 1, of }),
          );
          const all = parts.flatMap((part) =>
            Array.from({ length: part.to - part.from + 1 }, (_, at) => part.from + at),
          );
          expect(all).toEqual(Array.from({ length: plans }, (_, at) => from + at));
          for (const { from: first, to } of parts) {
            expect(to - first + 1).toBeGreaterThanOrEqual(Math.floor(plans / of));
            expect(to - first + 1).toBeLessThanOrEqual(Math.ceil(plans / of));
          }
        },
      ),
    );
  });

  it('hold each scenario once', () => {
    for (const of of [1, 2, 5])
      for (let position = 0; position < 12; position++) {
        const holding = Array.from({ length: of }, (_, at) => at + 1).filter((index) =>
          isIn(position, { index, of }),
        );
        expect(holding).toEqual([shardHolding(position, of)]);
      }
  });
});

describe('merged shards', () => {
  const behaviours: readonly (readonly [string, FakeBehaviour])[] = [
    ['a run that passes', {}],
    ['one that fails', FAILING],
    ['one that is not repeatable', UNREPEATABLE],
    [
      'one whose gateway ends its process',
      {
        outcome: (index) =>
          index === 9 ? { ended: true as const, verdicts: [violated('target/alive')] } : {},
      },
    ],
    [
      'one whose gateway dies and answers nobody for a while',
      {
        outcome: (index) => ({
          answered: index < 12 ? 1 : 0,
          ...(index === 12 ? { verdicts: [violated('target/alive')] } : {}),
        }),
      },
    ],
    [
      'one whose gateway is dead from the start',
      { outcome: () => ({ answered: 0, verdicts: [violated('target/alive')] }) },
    ],
  ];
  it.each(behaviours)('say of %s what one machine would have said', async (_, behaviour) => {
    const out = fresh();
    for (const scenarios of [0, 4]) {
      const whole = jsonText(await run(request(scenarios, out), fakePorts(behaviour)));
      for (const of of [1, 2, 3, 7]) {
        const files = await shardFiles(of, behaviour, scenarios);
        const merged = await mergedOf(files.toReversed());
        // a merge executes again what failed, as a run does
        const again = fakePorts(behaviour);
        const first = await executedTwice(again.executor);
        expect(jsonText(await run(request(scenarios, out), { ...again, executor: first }, merged))).toBe(
          whole,
        );
      }
    }
  });

  it('are told by their files, or by the folders that hold them', async () => {
    const [one = '', two = ''] = await shardFiles(2);
    const together = fresh();
    renameSync(one, join(together, 'shard-1-of-2.jsonl.gz'));
    renameSync(two, join(together, 'shard-2-of-2.jsonl.gz'));
    writeFileSync(join(together, 'report.json'), '{}');
    expect((await openShards([together])).asked).toEqual(RUN);
  });
});

/** Every plan was executed twice before, as a run does that compares all. */
async function executedTwice(executor: FakeExecutor) {
  const { generate, profile } = executor;
  const { gateway, dialect } = TARGET;
  for (let index = 1; index <= PLANS; index++)
    for (let times = 0; times < 2; times++)
      await executor.execute({ plan: generate(`gauntlet/${index}`), gateway, dialect, profile });
  return executor;
}

describe('shards that cannot be merged', () => {
  const first = { index: 1, of: 2 };
  const second = { index: 2, of: 2 };
  /** The file with its lines changed. */
  function rewritten(path: string, change: (lines: string[]) => readonly string[]): string {
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
    const copy = join(fresh(), 'shard-2-of-2.jsonl.gz');
    writeFileSync(copy, gzipSync(`${change(lines).join('\n')}\n`));
    return copy;
  }

  function signed(lines: readonly string[]): readonly string[] {
    const before = lines.slice(0, -1);
    const sha256 = createHash('sha256')
      .update(before.map((line) => `${line}\n`).join(''))
      .digest('hex');
    return [...before, JSON.stringify({ type: 'end', sha256 })];
  }

  async function refused(files: readonly string[]): Promise<string> {
    try {
      const merged = await mergedOf(files);
      await run(request(0, fresh()), fakePorts({}), merged);
    } catch (thrown) {
      return (thrown as Error).message;
    }
    return 'not refused';
  }

  it('miss one', async () => {
    const files = await shardFiles(5);
    expect(await refused([files[0] ?? '', files[3] ?? ''])).toBe(
      'of 5 shards these are missing: 2, 3, 5; name the folders of all of them',
    );
  });

  it('have one twice', async () => {
    const one = await shardFile(first);
    const two = await shardFile(first);
    expect(await refused([one, two])).toBe(`${two}: shard 1 of 2 is there twice: also in ${one}`);
  });

  it.each([
    [{ seed: 'other' }, 'another seed'],
    [{ build: 'other' }, 'another build of Gauntlet'],
    [{ version: '2.0.0' }, 'another version of Gauntlet'],
    [{ fingerprint: 'other' }, "another source of the gateway's"],
    [{ gateway: 'steers' }, 'another gateway'],
    [{ words: ['7442'] }, 'another choice of scenarios'],
    [{ cases: 'other' }, 'another text of the scenarios'],
    [{ seeds: { from: 1, to: 3 } }, 'another range of plans'],
    [{ ownScenarios: ['x.yaml'] }, 'another configuration'],
    [{ checkDeterminism: 'all' as const }, 'another --check-determinism'],
  ])('are of another run: %j', async (about, words) => {
    const one = await shardFile(first);
    const two = await shardFile(second, {}, about);
    expect(await refused([one, two])).toBe(`${two}: of another run than ${one}: ${words}`);
    expect(whyForeign({ ...RUN, ...about }, RUN)).toBe(`the shards were made with ${words}`);
  });

  it('are cut into another number of parts', async () => {
    const one = await shardFile(first);
    const two = await shardFile({ index: 2, of: 3 });
    expect(await refused([one, two])).toBe(`${two}: of another run than ${one}: one of 3 shards, not of 2`);
  });

  it('are half written', async () => {
    const one = await shardFile(first);
    const two = await shardFile(second);
    const bytes = readFileSync(two);
    for (const length of [0, 5, bytes.length >> 1, bytes.length - 1]) {
      writeFileSync(two, bytes.subarray(0, length));
      expect(await refused([one, two]), `${length} bytes`).toMatch(
        /^[^\n]+shard-2-of-2.jsonl.gz: half written/,
      );
    }
    const out = fresh();
    const unfinished = new ShardWriter(out, second, RUN);
    expect(await refused([one, out])).toBe(`${unfinished.path}.part: half written: run that shard again`);
    expect(await refused([one, rewritten(await shardFile(second), (lines) => lines.slice(0, -1))])).toMatch(
      /: half written: its end is missing$/,
    );
  });

  it('were changed', async () => {
    const one = await shardFile(first);
    const two = await shardFile(second);
    const changes: readonly (readonly [(lines: string[]) => readonly string[], RegExp])[] = [
      [
        (lines) => lines.map((line) => line.replace('"records":2', '"records":3')),
        /was changed after it was written$/,
      ],
      [(lines) => lines.toSpliced(2, 1), /was changed after it was written$/],
      [(lines) => [...lines, lines.at(-1) ?? ''], /was changed after it was written$/],
      [(lines) => ['{"hello":1}', ...lines], /was changed after it was written$/],
      [(lines) => [...lines, lines[1] ?? ''], /half written: its end is missing$/],
      [() => ['nothing'], /a line is not JSON$/],
      // whoever changed it made the hash anew
      [(lines) => signed(lines.toSpliced(2, 1)), /plan \d+ is missing$/],
      [(lines) => signed(lines.toSpliced(1, 0, lines[0] ?? '')), /lines are not in their order$/],
      [(lines) => signed(lines.toSpliced(-1, 0, lines[0] ?? '')), /lines are not in their order$/],
      [(lines) => signed(lines.slice(1)), /no shard$/],
      [(lines) => signed([...lines.slice(0, 1), '{"hello":1}', ...lines.slice(1)]), /no shard: /],
      [
        (lines) => signed(lines.map((line) => line.replace('"shardVersion":3', '"shardVersion":4'))),
        /shard format 4; this version reads format 3$/,
      ],
    ];
    for (const [change, words] of changes)
      expect(await refused([one, rewritten(two, change)])).toMatch(words);
  });

  it('are none', async () => {
    const nothing = fresh();
    expect(await refused([nothing])).toBe(`${nothing}: no shard in there`);
    expect(await refused([join(nothing, 'x')])).toBe(`${join(nothing, 'x')}: no such file or folder`);
    writeFileSync(join(nothing, 'x'), 'hello');
    expect(await refused([join(nothing, 'x')])).toMatch(/x: half written, or no shard: /);
  });
});
