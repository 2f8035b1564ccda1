import { describe, expect, it } from 'vitest';
import { CELLS } from '../../src/campaign/coverage.ts';
import { planResult, type PlanResult } from '../../src/campaign/chunk.ts';
import { FACTS } from '../../src/campaign/facts/catalogue.ts';
import { keptSeeds, MOST_MENDED } from '../../src/campaign/seeds/kept-seeds.ts';
import { inOrder, recordFileName, runRecord, type RunRecord } from '../../src/campaign/seeds/run-record.ts';
import { NO_ENTRIES, type SeedEntries, type SeedEntry } from '../../src/campaign/seeds/seed-entry.ts';
import { POSSIBLE, WatchedPlans } from '../../src/campaign/seeds/watched-plans.ts';
import { report as smallReport, VIOLATION } from '../report/small-report.ts';
import { passed, violated } from './fake-executor.ts';

const [DAY_1, DAY_2] = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'];
const fact = (place: number): string => FACTS[place]?.id ?? '';

interface Shown {
  readonly cells?: readonly number[];
  readonly facts?: readonly number[];
  readonly events?: number;
  readonly cause?: string;
}

function result({ cells = [], facts = [], events = 10, cause }: Shown): PlanResult {
  return planResult(
    {
      verdicts: [cause === undefined ? passed('ack/durable') : violated('ack/durable', cause)],
      digest: 'd',
      events,
      records: 1,
      virtualMicros: 1,
      cells: cells.map((place) => CELLS[place] ?? ''),
      facts: facts.map(fact),
      answered: 1,
    },
    false,
  );
}

/** Plans 1, 2, 3 and so on of seed `s`. */
function watching(...plans: readonly Shown[]): WatchedPlans {
  const watched = new WatchedPlans('s');
  plans.forEach((shown, at) => watched.addPlan(at + 1, result(shown)));
  return watched;
}

const NAMES = { fingerprint: 'f', planOf: () => '0123456789abcdef' };

/** What is kept of plans of a run that began with what was there. */
function after(before: SeedEntries, commit: string, at: string, watched: WatchedPlans): SeedEntries {
  return keptSeeds(before, { ...NAMES, watched, now: { commit, at } });
}

const indexes = (entries: readonly SeedEntry[]): readonly number[] => entries.map(({ index }) => index);

describe('plans that are watched', () => {
  it('grow by cells, pairs and triples, each counted once', () => {
    const watched = watching(
      { facts: [1, 2, 3], cells: [4, 4] },
      { facts: [3, 2, 1], cells: [4] },
      { facts: [2, 3, 5, 7], cells: [5] },
    );
    // {1,2,3} has three pairs and a triple; {2,3,5,7} six and four, of which 2-3 is no news
    expect(watched.points).toEqual([
      [1, 1, 3, 1],
      [2, 1, 3, 1],
      [3, 2, 8, 5],
    ]);
    expect(watched.reaching.map(({ index }) => index)).toEqual([1, 3]);
  });

  it('never count more than there can be', () => {
    const all = FACTS.map((_, place) => place);
    const watched = watching({ facts: all, cells: CELLS.map((_, place) => place) });
    expect(watched.points).toEqual([[1, POSSIBLE.cells, POSSIBLE.pairs, POSSIBLE.triples]]);
  });

  it('are the same when another one goes on with what they came to', () => {
    const plans: readonly Shown[] = Array.from({ length: 60 }, (_, at) => ({
      facts: [at % 7, at % 11, 20 + (at % 3)],
      cells: [at % 13],
      events: 100 - at,
      ...(at % 5 === 0 ? { cause: `${at % 4}` } : {}),
    }));
    const whole = watching(...plans);
    let one = new WatchedPlans('s');
    for (const [at, shown] of plans.entries()) {
      one.addPlan(at + 1, result(shown));
      const other = new WatchedPlans('s');
      other.addPlan(99, result({ facts: [40, 41, 42], cells: [50], cause: 'gone' }));
      other.restore(JSON.parse(JSON.stringify(one.state)) as typeof one.state);
      one = other;
    }
    expect(one.state).toEqual(whole.state);
    expect(one.points.at(-1)?.[0]).toBe(60);
  });
});

describe('what is kept', () => {
  it('is of each kind of failure what fails fastest', () => {
    const kept = after(
      NO_ENTRIES,
      'c1',
      DAY_1,
      watching(
        { cause: 'a', events: 50 },
        { cause: 'a', events: 40 },
        { cause: 'b', events: 90 },
        { cause: 'a', events: 30 },
        { cause: 'a', events: 45 },
      ),
    );
    expect(indexes(kept.failing)).toEqual([4, 2, 5, 3]);
    expect(kept.failing[0]).toMatchObject({
      found: { commit: 'c1', at: DAY_1 },
      kinds: [{ property: 'ack/durable', cause: 'a', state: 'idle' }],
    });
  });

  it('says when a failure was found as long as it fails, and when it was mended', () => {
    const first = after(NO_ENTRIES, 'c1', DAY_1, watching({ cause: 'a' }, { cause: 'b' }));
    const second = new WatchedPlans('s');
    second.addNamed({ seed: 's', index: 1 }, result({ cause: 'a' }));
    second.addNamed({ seed: 's', index: 2 }, result({}));
    const kept = after(first, 'c2', DAY_2, second);
    expect(kept.failing.map(({ index, found }) => [index, found.commit])).toEqual([[1, 'c1']]);
    expect(kept.mended.map(({ index, mended }) => [index, mended?.commit])).toEqual([[2, 'c2']]);
    // and again
    const third = new WatchedPlans('s');
    third.addNamed({ seed: 's', index: 1 }, result({ cause: 'a' }));
    third.addNamed({ seed: 's', index: 2 }, result({ cause: 'b' }));
    const again = after(kept, 'c3', DAY_2, third);
    expect(again.mended).toEqual([]);
    expect(again.failing.map(({ index, found }) => [index, found.commit])).toEqual([
      [1, 'c1'],
      [2, 'c3'],
    ]);
  });

  it('is as it was where nothing was executed', () => {
    const before = after(
      NO_ENTRIES,
      'c1',
      DAY_1,
      watching({ cause: 'a' }, { facts: [1, 2] }, { cells: [3] }),
    );
    expect(after(before, 'c2', DAY_2, new WatchedPlans('s'))).toEqual(before);
  });

  it('is no more than what reaches the rest, and the same when it is executed again', () => {
    const plans: readonly Shown[] = [
      { facts: [1, 2] },
      { facts: [2, 3], cells: [1] },
      { facts: [1, 2, 3], cells: [1] },
    ];
    const kept = after(NO_ENTRIES, 'c1', DAY_1, watching(...plans, { cells: [2] }));
    expect(indexes(kept.reached)).toEqual([3, 4]);
    const again = new WatchedPlans('s');
    for (const { seed, index } of kept.reached)
      again.addNamed({ seed, index }, result([...plans, { cells: [2] }][index - 1] ?? {}));
    expect(after(kept, 'c2', DAY_2, again)).toEqual(kept);
  });

  it('loses the plan that reaches nothing by itself any more', () => {
    const before = after(NO_ENTRIES, 'c1', DAY_1, watching({ facts: [1, 2] }, { cells: [3] }));
    const next = new WatchedPlans('s');
    next.addNamed({ seed: 's', index: 1 }, result({ facts: [1, 2], cells: [3] }));
    next.addNamed({ seed: 's', index: 2 }, result({}));
    expect(indexes(after(before, 'c2', DAY_2, next).reached)).toEqual([1]);
  });

  it('remembers the newest that were mended', () => {
    const mended: readonly SeedEntry[] = Array.from({ length: MOST_MENDED + 1 }, (_, index) => ({
      formatVersion: 1,
      seed: 's',
      index,
      plan: NAMES.planOf(),
      events: 1,
      fingerprint: 'f',
      found: { commit: 'c', at: DAY_1 },
      mended: { commit: 'c', at: index === 5 ? DAY_1 : DAY_2 },
    }));
    const kept = after({ ...NO_ENTRIES, mended }, 'c2', DAY_2, watching({}));
    expect(kept.mended).toHaveLength(MOST_MENDED);
    expect(indexes(kept.mended)).not.toContain(5);
  });
});

describe('the record of a run', () => {
  const report = smallReport({ gateway: VIOLATION.gateway, violations: [VIOLATION] });
  const about = { watched: watching({}), fingerprint: 'f', gateway: 'g', coreMicros: null };
  const record = (before: readonly RunRecord[], commit: string, at: string, digest = 'd'): RunRecord =>
    runRecord(before, { ...about, report: { ...report, digest }, now: { commit, at } });

  it('says since when each failure is open, by the run before', () => {
    const first = record([], 'c1', DAY_1);
    expect(first.open).toHaveLength(1);
    const second = record([first], 'c2', DAY_2);
    expect(second.open.map(({ since }) => since)).toEqual(
      first.open.map(() => ({ commit: 'c1', at: DAY_1 })),
    );
    const closed = { ...second, open: [] };
    const third = record([first, closed], 'c3', '2026-03-03T00:00:00Z');
    expect(third.open.every(({ since }) => since.commit === 'c3')).toBe(true);
    // what ran later is no run before
    expect(record([third], 'c0', DAY_1).open.every(({ since }) => since.commit === 'c0')).toBe(true);
  });

  it('is a file that sorts as time goes, and says nothing but letters, digits and dashes', () => {
    const hostile = record([], '../../$(x)', DAY_2);
    expect(recordFileName(hostile)).toBe('20260302T000000Z-x-d.json');
    const [first, second] = [record([], 'z', DAY_1), record([], 'a', DAY_2)];
    expect(inOrder([second, first])).toEqual([first, second]);
  });
});
