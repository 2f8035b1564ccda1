import { describe, expect, it } from 'vitest';
import { trialOf } from '../../src/campaign/chunk.ts';
import { RewindPoints } from '../../src/campaign/rewind-points.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { ms } from '../../src/kernel/time.ts';
import { continuationOf, type Rewind, type Tail } from '../../src/plan/continuation.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';

const target = await openTarget({ type: 'named', name: 'reference' });
/** 22: a crash took the call of a run, and its script is played again. 35: a moment that is no round number of milliseconds. */
const SEEDS = [...Array.from({ length: 10 }, (_none, k) => k + 1), 22, 35];

async function historyOf(plan: Plan): Promise<readonly HistoryRecord[]> {
  const trial = { ...trialOf(STANDARD_EXECUTOR, target, 'any', 1), plan, keep: true };
  return (await STANDARD_EXECUTOR.execute(trial)).history ?? [];
}

/** What happened before a time, but for notes: of a late event long before it comes, and of the world's phases. */
function before(history: readonly HistoryRecord[], atMicros: number): string[] {
  return history
    .filter((record) => record.atMicros < atMicros && record.kind !== 'fault' && record.kind !== 'phase')
    .map(({ i: _place, ...record }) => JSON.stringify(record));
}

/** A send whose first text was said, a client that may do nothing, and a fault that has happened. */
const PLAN = planSchema.parse({
  clients: [{ id: 'again-1', role: 'reader' }],
  operations: [
    { do: 'send', id: 'again-s', client: 'again-1', session: 'main', atMs: 1 },
    { do: 'reset', id: 'later', client: 'again-1', session: 'main', atMs: 900 },
  ],
  faults: [
    { kind: 'link.cut', id: 'cut', client: 'again-1', atMs: 2 },
    { kind: 'link.cut', id: 'later-cut', client: 'again-1', atMs: 900 },
  ],
});
const REWIND: Rewind = {
  atMs: 30,
  operations: [{ id: 'again-s', atMs: 1 }],
  faults: ['cut'],
  runs: [{ send: 'again-s', calls: [{ atMs: 3, untilMs: 30 }], steps: 1 }],
};

const drawn = (k: number): Plan => continuationOf(PLAN, REWIND, `drawn/${k}`);

describe('what a continuation keeps and draws', () => {
  const all = Array.from({ length: 40 }, (_none, k) => drawn(k));

  it('is a plan, and the same again', () => {
    for (const [k, plan] of all.entries()) {
      expect(planSchema.safeParse(plan).error?.issues ?? []).toEqual([]);
      expect(drawn(k)).toEqual(plan);
    }
    expect(new Set(all.map((plan) => JSON.stringify(plan))).size).toBe(all.length);
  });

  it('keeps what had happened under its own id, and nothing of what had not', () => {
    for (const { operations, faults, clients, seed, limits } of all) {
      expect(operations[0]).toMatchObject({ id: 'again-s', atMs: 1, client: 'again-1' });
      expect(operations.map(({ id }) => id)).not.toContain('later');
      expect(faults[0]).toEqual(PLAN.faults[0]);
      expect(faults.map(({ id }) => id)).not.toContain('later-cut');
      expect({ clients, seed, limits }).toEqual({
        clients: PLAN.clients,
        seed: PLAN.seed,
        limits: PLAN.limits,
      });
    }
  });

  it('draws nothing that comes earlier', () => {
    for (const { operations, faults } of all)
      for (const one of [...operations.slice(1), ...faults.slice(1)]) {
        if ('atMs' in one && one.atMs !== undefined) expect(one.atMs).toBeGreaterThanOrEqual(30);
        if ('when' in one && one.when !== undefined) expect(one.when.fromMs).toBe(30);
      }
  });

  it('goes on with a run that is under way from what it had said', () => {
    for (const { operations } of all) {
      const [send] = operations;
      if (send?.do !== 'send') throw new Error('the send is kept');
      const [first, second] = send.turn.steps;
      expect(first).toEqual(PLAN.operations[0]?.do === 'send' ? PLAN.operations[0].turn.steps[0] : undefined);
      // it was said at 18 ms
      expect((second ?? send.turn.end).afterMs).toBeGreaterThanOrEqual(12);
      expect(send.turn.end.type).not.toBe('refused');
    }
  });

  it('draws nothing into what an earlier call of the run had played', () => {
    for (let k = 0; k < 40; k++) {
      const calls = [
        { atMs: 3, untilMs: 23 },
        { atMs: 25, untilMs: 30 },
      ];
      const runs = [{ send: 'again-s', calls, steps: 1 }];
      const [send] = continuationOf(PLAN, { ...REWIND, runs }, `drawn/${k}`).operations;
      if (send?.do !== 'send') throw new Error('the send is kept');
      // said 15 ms after the call was made; the first went on for 20
      expect((send.turn.steps[1] ?? send.turn.end).afterMs).toBeGreaterThanOrEqual(5);
    }
  });

  it('draws no fault of a request that was sent', () => {
    for (const { faults } of all)
      for (const one of faults) if ('operation' in one) expect(one.operation).not.toBe('again-s');
  });

  it('draws some operations and no more than a few, for what is done shows soon after', () => {
    for (const { operations } of all) expect(operations.length).toBeGreaterThan(1);
    const sizes = all.map(({ operations }) => operations.length).toSorted((a, b) => a - b);
    expect(sizes[sizes.length / 2]).toBeLessThanOrEqual(8);
  });
});

describe('the tail of a continuation', () => {
  const tails = Array.from({ length: 20 }, (_none, k) => k);
  const of = (k: number, tail: Partial<Tail>): Plan =>
    continuationOf(PLAN, REWIND, `tail/${k}`, {
      operations: true,
      faults: false,
      asks: 'nothing',
      restart: false,
      runs: 'drawn',
      ...tail,
    });
  const did = ({ operations }: Plan, from: number): unknown =>
    operations.slice(from).map((one) => [one.do, 'session' in one ? one.session : '']);

  it('has no drawn fault where none is wanted, and else has some', () => {
    for (const k of tails) expect(of(k, {}).faults).toEqual(PLAN.faults.slice(0, 1));
    expect(tails.some((k) => of(k, { faults: true }).faults.length > 1)).toBe(true);
  });

  it('has no drawn operation where none is wanted', () => {
    for (const k of tails) expect(of(k, { operations: false }).operations).toHaveLength(1);
  });

  it('asks in each session last, where that is wanted, in an ordinary message', () => {
    for (const k of tails) {
      const [without, with_] = [of(k, { faults: true }), of(k, { faults: true, asks: 'messages' })];
      const { length } = without.operations;
      expect(with_.operations.slice(1, length)).toEqual(without.operations.slice(1));
      expect(did(with_, length)).toEqual([
        ['send', PLAN.mainSession],
        ['send', 'main'],
      ]);
      const last = Math.max(...without.operations.map(({ atMs = 0 }) => atMs));
      for (const { atMs = 0 } of with_.operations.slice(length)) expect(atMs).toBeGreaterThan(last);
    }
  });

  it('restarts the process after all that it asks, where that is wanted', () => {
    for (const k of tails) {
      const { operations, faults } = of(k, { operations: false, asks: 'messages', restart: true });
      expect(faults.slice(1)).toMatchObject([{ kind: 'process.restart' }]);
      const [at] = faults.slice(1).map((one) => ('atMs' in one ? (one.atMs ?? 0) : 0));
      expect(at).toBeGreaterThan(Math.max(...operations.map(({ atMs = 0 }) => atMs)));
    }
  });

  it('lets a run that is under way go on as its script says, where that is wanted', () => {
    const scripts = new Set(tails.map((k) => JSON.stringify(of(k, { operations: false }).operations[0])));
    expect(scripts.size).toBeGreaterThan(10);
    for (const k of tails)
      expect(of(k, { operations: false, runs: 'kept' }).operations[0]).toEqual(PLAN.operations[0]);
  });

  it('uses each session in more ways than one, where that is wanted', () => {
    for (const k of tails)
      expect(did(of(k, { operations: false, asks: 'everything' }), 1)).toEqual(
        ['send', 'compact', 'send'].flatMap((what) => [PLAN.mainSession, 'main'].map((one) => [what, one])),
      );
  });
});

describe('a continuation', () => {
  it.each(SEEDS)('keeps everything that came before, record by record (plan %i)', async (index) => {
    const { plan } = trialOf(STANDARD_EXECUTOR, target, 'rewound', index);
    const history = await historyOf(plan);
    const rewound = new RewindPoints(plan, history);
    const { length } = rewound.points;
    expect(length).toBeGreaterThan(2);
    for (const part of [0.2, 0.5, 0.8]) {
      const count = Math.floor(length * part);
      const rewind = rewound.after(count);
      const other = continuationOf(plan, rewind, `rewound/${index}/${count}`);
      expect(planSchema.safeParse(other).error?.issues ?? []).toEqual([]);
      const now = before(await historyOf(other), ms(rewind.atMs));
      const kept = new Set(rewind.operations.map(({ id }) => id));
      // what waits in its client to be sent has not happened
      const isKept = (record: HistoryRecord): boolean =>
        record.kind !== 'operation' || kept.has(record.operation);
      expect(now).toEqual(before(history.filter(isKept), ms(rewind.atMs)));
    }
  });
});
