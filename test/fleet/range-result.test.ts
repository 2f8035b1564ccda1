import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runChunk, type ChunkResult } from '../../src/campaign/chunk.ts';
import { FACTS } from '../../src/campaign/facts/catalogue.ts';
import { Ledger } from '../../src/campaign/ledger.ts';
import { MergedPlans } from '../../src/campaign/merged-plans.ts';
import { packedCheckpoint, unpackedCheckpoint } from '../../src/fleet/checkpoint.ts';
import { WatchedPlans } from '../../src/campaign/seeds/watched-plans.ts';
import type { FleetRange } from '../../src/fleet/plan-range.ts';
import { packedResult, unpackedResult } from '../../src/fleet/range-result.ts';
import { fakeExecutor, passed, TARGET, violated, type FakeBehaviour } from '../campaign/fake-executor.ts';

const RANGE: FleetRange = { of: 'campaign', from: 3, to: 9 };
const BEHAVIOUR: FakeBehaviour = {
  outcome: (index, execution) => ({
    verdicts: [index % 4 === 0 ? violated('ack/durable', `${index}`) : passed('ack/durable')],
    digest: `${index} ${index === 5 && execution > 1}`,
    cells: index % 3 === 0 ? ['link.cut × running'] : [],
    facts: [FACTS[index % 5]!.id, FACTS[index % 7]!.id, FACTS[10]!.id],
    virtualMicros: index + 0.25,
  }),
};

function chunkOf({ from, to }: Pick<FleetRange, 'from' | 'to'>, behaviour = BEHAVIOUR): Promise<ChunkResult> {
  return runChunk(fakeExecutor(behaviour), TARGET, { seed: 'gauntlet', from, to, check: 'all' });
}

const again = (chunk: ChunkResult): ChunkResult =>
  unpackedResult(packedResult({ chunk, coreMicros: 7 }, 'gauntlet'), RANGE).chunk;

describe('the result of a range', () => {
  it('is the chunk that was executed', async () => {
    const chunk = await chunkOf(RANGE);
    expect(chunk.mismatches).toHaveLength(1);
    expect(unpackedResult(packedResult({ chunk, coreMicros: 7 }, 'gauntlet'), RANGE)).toEqual({
      chunk,
      coreMicros: 7,
    });
  });

  it('says with which plan the gateway ended its process, or which could not be executed', async () => {
    const ended = await chunkOf(RANGE, {
      outcome: (index) => (index === 6 ? { ended: true as const, verdicts: [violated('target/alive')] } : {}),
    });
    expect(again(ended)).toEqual(ended);
    const broken = await chunkOf(RANGE, {
      outcome: (index) => {
        if (index === 6) throw new Error('ours');
        return {};
      },
    });
    expect(again(broken)).toEqual(broken);
    expect(broken.broken).toMatchObject({ index: 6, kind: 'bug' });
  });

  it('is refused where it is that of another range, or somebody else wrote it', async () => {
    const bytes = packedResult({ chunk: await chunkOf(RANGE), coreMicros: 7 }, 'gauntlet');
    const refused = (given: Buffer, range = RANGE) => expect(() => unpackedResult(given, range));
    refused(bytes, { ...RANGE, from: 4 }).toThrow(/^campaign-4-9: no result of a range: plan 4 is missing$/);
    refused(bytes, { ...RANGE, to: 8 }).toThrow(/it has 7 plans$/);
    refused(bytes, { ...RANGE, to: 10 }).toThrow(/it has 7 plans$/);
    refused(bytes.subarray(0, 20)).toThrow(/no result of a range: /);
    refused(gzipSync('{}')).toThrow(/no result of a range: /);
    const more = JSON.parse(gunzipSync(bytes).toString()) as object;
    refused(gzipSync(JSON.stringify({ ...more, hello: 1 }))).toThrow(/no result of a range: /);
  });
});

describe('a checkpoint', () => {
  it('is all that has to be known to go on', async () => {
    const into = (ledger: Ledger) => ({
      seed: 'gauntlet',
      target: TARGET,
      ledger,
      onProgress: () => undefined,
    });
    const whole = new Ledger(new WatchedPlans('gauntlet'));
    const all = new MergedPlans(into(whole));
    for (const from of [1, 11, 21]) all.add(await chunkOf({ from, to: from + 9 }));

    let ledger = new Ledger(new WatchedPlans('gauntlet'));
    let merged = new MergedPlans(into(ledger));
    for (const from of [1, 11, 21]) {
      merged.add(await chunkOf({ from, to: from + 9 }));
      const rest = {
        number: from,
        campaign: { outstanding: [], next: from + 10 },
        canary: { outstanding: [], next: 1 },
        noticedAt: null,
        poisoned: [],
        cuts: 0,
        coreMicros: 11,
      };
      const read = unpackedCheckpoint(packedCheckpoint({ ledger, merged }, rest));
      expect(read).toMatchObject(rest);
      ledger = new Ledger(new WatchedPlans('gauntlet'));
      // what somebody merged who is no longer asked
      ledger.addPlan(99, (await chunkOf({ from: 99, to: 99 })).plans[0]!);
      ledger.restore(read.ledger);
      merged = new MergedPlans(into(ledger), read.merged);
    }
    expect(ledger.state.watched?.reaching.length).toBeGreaterThan(5);
    expect(ledger.state).toEqual(whole.state);
    expect(ledger.digest).toBe(whole.digest);
    expect(merged.state).toEqual(all.state);
  });
});
