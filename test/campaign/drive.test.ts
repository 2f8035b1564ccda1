import { afterEach, describe, expect, it } from 'vitest';
import { runChunk } from '../../src/campaign/chunk.ts';
import { drive } from '../../src/campaign/drive.ts';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { TripwireError } from '../../src/campaign/tripwire.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { Recorder } from '../../src/history/history.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { simulate } from '../../src/simulation/world.ts';
import { appended, hops, promisingGateway, slept, type Work } from './promising-gateway.ts';
import { TARGET } from './fake-executor.ts';

const SESSION = 'agent:main:main';
const PLAN: PlanInput = {
  clients: [{ id: 'web', follows: [SESSION] }, { id: 'app' }],
  operations: [
    { do: 'send', id: 'm1', client: 'web', session: SESSION, atMs: 500 },
    { do: 'send', id: 'm2', client: 'app', session: SESSION, atMs: 500 },
    { do: 'send', id: 'm3', client: 'web', session: SESSION, atMs: 900 },
  ],
};
/** The process dies in the middle of an append that a continuation asked for. */
const CRASH_AT_APPEND: PlanInput = {
  ...PLAN,
  faults: [{ kind: 'process.crash', id: 'f1', when: { on: 'disk.append', nth: 6, edge: 'before' } }],
};

/** A bit of everything a continuation may do. */
const busy: Work = async (host, life) => {
  await hops(3);
  await Promise.all([appended(host, 'journal', `${host.random.id()}\n`), slept(host, 400)]);
  host.log('info', `life ${life} at ${host.clock.monotonicMicros()} drew ${host.random.next()}`);
};

async function executed(work: Work, plan: PlanInput = PLAN): Promise<Outcome> {
  return played(promisingGateway(work), plan);
}

async function played(gateway: Gateway, plan: PlanInput = PLAN): Promise<Outcome> {
  const parsed = planSchema.parse(plan);
  return execute({ plan: parsed, gateway, dialect: REFERENCE, profile: SIMULATED_PROFILE, keep: true });
}

function logs({ history = [] }: Pick<Outcome, 'history'>): Extract<HistoryRecord, { kind: 'log' }>[] {
  return history.filter((record) => record.kind === 'log');
}

function lives({ history = [] }: Outcome): string[] {
  return history
    .filter((record) => record.kind === 'process')
    .map(({ incarnation, event }) => `${incarnation} ${event}`);
}

describe('a gateway written with promises', () => {
  const foreign: NodeJS.Timeout[] = [];
  afterEach(() => foreign.splice(0).forEach((each) => clearInterval(each)));

  it('is served to the end of the plan', async () => {
    const outcome = await executed(busy);
    expect(outcome.answered).toBeGreaterThan(2);
    expect(outcome.history?.at(-1)).toMatchObject({ kind: 'phase', phase: 'end', pending: [] });
    expect(outcome.verdicts.filter((one) => one.verdict === 'pass').length).toBeGreaterThan(3);
  });

  it.each([
    ['without faults', PLAN],
    ['through a crash', CRASH_AT_APPEND],
  ])('gives the same history twice and on a busy thread, %s', async (_name, plan) => {
    const { digest } = await executed(busy, plan);
    expect((await executed(busy, plan)).digest).toBe(digest);
    let turns = 0;
    for (let i = 0; i < 5; i++)
      foreign.push(
        setInterval(() => {
          turns++;
          void Promise.resolve(Date.now()).then(() => hops(Math.floor(Math.random() * 9)));
        }, 0),
      );
    expect((await executed(busy, plan)).digest).toBe(digest);
    expect(turns, 'the thread did other things meanwhile').toBeGreaterThan(0);
  });

  it('has run every continuation before virtual time moves', async () => {
    const outcome = await executed(async (host) => {
      const before = host.clock.monotonicMicros();
      await hops(500);
      host.log('info', `${host.clock.monotonicMicros() - before}`);
    });
    expect(new Set(logs(outcome).map(({ text }) => text))).toEqual(new Set(['0']));
  });

  it('never acts after a crash, whatever it awaited and in the middle of what it did', async () => {
    const outcome = await executed(async (host, life) => {
      await hops(2);
      const done = appended(host, 'journal', 'x');
      host.log('info', `life ${life} asked`);
      await Promise.race([done, hops(5)]);
      host.log('info', `life ${life} goes on`);
    }, CRASH_AT_APPEND);
    expect(lives(outcome)).toEqual(['1 booting', '1 listening', '1 crashed', '2 booting', '2 listening']);
    const { history = [] } = outcome;
    const crashed = history.findIndex((one) => one.kind === 'process' && one.event === 'crashed');
    expect(logs({ history: history.slice(0, crashed) }).length).toBeGreaterThan(2);
    const after = logs({ history: history.slice(crashed) });
    expect(after.length).toBeGreaterThan(2);
    expect(after.map(({ text }) => text).filter((text) => !text.startsWith('life 2 '))).toEqual([]);
  });

  it('dies of a rejection that nobody handled, as of an exception, and is started again', async () => {
    const other = (): void => {};
    process.on('unhandledRejection', other);
    const listening = process.rawListeners('unhandledRejection');
    const rejects: Work = async (host, life) => {
      await slept(host, 10);
      if (life === 1) throw new TypeError('no such session');
    };
    const outcome = await executed(rejects);
    expect(lives(outcome)).toEqual(['1 booting', '1 listening', '1 crashed', '2 booting', '2 listening']);
    expect(logs(outcome)).toMatchObject([
      {
        incarnation: 1,
        level: 'error',
        text: 'uncaught TypeError',
        detail: expect.stringMatching(/^no such session\n/) as unknown,
      },
    ]);
    expect((await executed(rejects)).digest).toBe(outcome.digest);
    expect(process.rawListeners('unhandledRejection')).toEqual(listening);
    process.off('unhandledRejection', other);
  });

  it('survives a rejection that it handles, and dies of one without an error', async () => {
    const handled = await executed(async () => {
      await Promise.reject(new Error('expected')).catch(() => undefined);
    });
    expect(lives(handled)).toEqual(['1 booting', '1 listening']);
    const bare = await executed(async (_host, life) => {
      // eslint-disable-next-line typescript/prefer-promise-reject-errors
      if (life === 1) await Promise.reject();
    });
    expect(logs(bare)).toMatchObject([{ text: 'uncaught undefined' }]);
  });

  it.each<[string, Work]>([
    ['lets the error go', async () => void (await hops(2), Date.now())],
    [
      'catches it',
      async () =>
        hops(2)
          .then(() => void Date.now())
          .catch(() => undefined),
    ],
  ])('trips the wire from a continuation that reaches Date and %s', async (_name, work) => {
    const tripped = executed(work);
    await expect(tripped).rejects.toThrow(TripwireError);
    await expect(tripped).rejects.toThrow('host.clock');
    expect(Date.now(), 'the walls are down again').toBeGreaterThan(0);
    expect((await executed(busy)).answered).toBeGreaterThan(0);
  });

  it('is executed one plan after the other', async () => {
    const first = executed(busy);
    await expect(executed(busy)).rejects.toThrow('one gateway at a time');
    expect((await first).digest).toBe((await executed(busy)).digest);
  });

  it('says so: a world without a driver does not take it', () => {
    const plan = planSchema.parse(PLAN);
    expect(() => simulate(plan, promisingGateway(busy), new Recorder({ keep: false }))).toThrow(
      'needs a driver',
    );
  });

  it('makes the same history as the same gateway that is not driven', async () => {
    const plan = STANDARD_EXECUTOR.generate('promises/9');
    const driven = await played({ ...referenceGateway, awaits: true }, plan);
    expect(driven.digest).toBe((await played(referenceGateway, plan)).digest);
  });

  it('runs in a campaign, every plan twice', async () => {
    const target = { ...TARGET, gateway: promisingGateway(busy) };
    const request = { seed: 'promises', from: 1, to: 4, check: 'all' } as const;
    const { plans, mismatches, broken } = await runChunk(STANDARD_EXECUTOR, target, request);
    expect(broken).toBeNull();
    expect(mismatches).toEqual([]);
    expect(plans).toHaveLength(4);
  });
});

describe('a driven run', () => {
  it('goes on with the rejections of the turn before, in order', async () => {
    const seen: unknown[] = [];
    function* run(): Generator<void, string, readonly unknown[]> {
      void Promise.reject(new Error('first'));
      void hops(3).then(() => Promise.reject(new Error('second')));
      seen.push(...(yield));
      seen.push(...(yield));
      return 'done';
    }
    expect(await drive(run())).toBe('done');
    expect(seen.map(String)).toEqual(['Error: first', 'Error: second']);
  });

  it('rejects with what the run throws', async () => {
    // eslint-disable-next-line require-yield
    function* run(): Generator<void, string, readonly unknown[]> {
      throw new Error('broke');
    }
    await expect(drive(run())).rejects.toThrow('broke');
    expect(Date.now()).toBeGreaterThan(0);
  });
});
