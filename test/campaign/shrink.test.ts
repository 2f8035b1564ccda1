import { describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../src/campaign/execute.ts';
import { shrink, type ShrinkOptions, type Shrunk } from '../../src/campaign/shrink.ts';
import { countEntries, entriesOf, without } from '../../src/plan/edits.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { fakeExecutor, passed, TARGET, violated } from './fake-executor.ts';

const WANTED = { property: 'seq/contiguous', cause: 'gap' };

/** Twelve sends of three clients, two turn steps each, and four faults. */
const LARGE = planSchema.parse({
  seed: 'large/1',
  clients: [{ id: 'a' }, { id: 'b' }, { id: 'c', role: 'legacy' }],
  operations: Array.from({ length: 12 }, (_none, k) => ({
    do: 'send',
    id: `s${k}`,
    client: 'abc'[k % 3],
    session: 'main',
    atMs: 1_234 + k,
    turn: { steps: [1, 2].map((afterMs) => ({ type: 'delta', afterMs })) },
  })),
  faults: Array.from({ length: 4 }, (_none, k) => ({ kind: 'process.crash', id: `f${k}`, atMs: 100 * k })),
});

type Judge = (plan: Plan) => Partial<Outcome>;

const fails: Partial<Outcome> = { verdicts: [violated(WANTED.property, WANTED.cause)] };
const passes: Partial<Outcome> = { verdicts: [passed(WANTED.property)] };

/** Fails when all of these are there: operations, faults, and turn steps as `s3:2` (at least two). */
function needs(...names: string[]): Judge {
  return (plan) => {
    const there = new Set([
      ...plan.faults.map(({ id }) => id),
      ...plan.operations.flatMap((one) => [
        one.id,
        ...(one.do === 'send' ? one.turn.steps.map((_step, k) => `${one.id}:${k + 1}`) : []),
      ]),
    ]);
    return names.every((name) => there.has(name)) ? fails : passes;
  };
}

interface Observed extends Shrunk {
  readonly tried: readonly Plan[];
}

async function shrunk(judge: Judge, options: ShrinkOptions = {}, plan = LARGE): Promise<Observed> {
  const tried: Plan[] = [];
  const executor = fakeExecutor();
  const execute = async (trial: Trial): Promise<Outcome> => {
    tried.push(trial.plan);
    return { ...(await executor.execute(trial)), ...judge(trial.plan) };
  };
  const { gateway, dialect } = TARGET;
  const trial = { plan, gateway, dialect, profile: SIMULATED_PROFILE };
  return { ...(await shrink(trial, WANTED, { ...options, execute })), tried };
}

function names(plan: Plan): string[] {
  return [...plan.operations, ...plan.faults].map(({ id }) => id);
}

describe('shrinking', () => {
  it.each([
    ['nothing', [], 0],
    ['one operation', ['s7'], 1],
    ['operations of several clients', ['s0', 's7', 's11'], 3],
    ['an operation and a fault', ['s4', 'f2'], 2],
    ['two turn steps', ['s5:2'], 3],
  ] as const)('leaves %s when that is what it takes', async (_name, needed, entries) => {
    const left = await shrunk(needs(...needed));
    expect(left).toMatchObject({ minimal: 'proven', entriesBefore: 42, entriesAfter: entries });
    expect(countEntries(left.plan)).toBe(entries);
    expect(names(left.plan).sort()).toEqual(needed.map((one) => one.replace(/:.*/, '')).sort());
    expect(left.plan.clients).toHaveLength(1);
  });

  it('proves it: every single removal from the last plan was executed', async () => {
    const left = await shrunk(needs('s1', 's5', 'f3'));
    const tried = new Set(left.tried.map((plan) => JSON.stringify(plan)));
    for (const entry of entriesOf(left.plan))
      expect(tried).toContain(JSON.stringify(without(left.plan, [entry])));
  });

  it('takes no smaller plan that fails for another reason, or another property', async () => {
    const left = await shrunk((plan) => {
      if (plan.faults.length === 4) return fails;
      return plan.faults.length % 2 === 0
        ? { verdicts: [violated(WANTED.property, 'rewind')] }
        : { verdicts: [passed(WANTED.property), violated('ack/durable', WANTED.cause)] };
    });
    expect(names(left.plan)).toEqual(['f0', 'f1', 'f2', 'f3']);
  });

  it('takes no smaller plan on which the gateway only dies', async () => {
    const dies = { verdicts: [violated('target/alive', 'threw Error')] };
    const left = await shrunk((plan) => (plan.operations.length === 0 ? dies : fails));
    expect(left).toMatchObject({ entriesAfter: 1, minimal: 'proven' });
  });

  it('makes what is left plainer, and what got superfluous by that goes', async () => {
    // the second client is only needed while somebody else than the first sends
    const left = await shrunk((plan) =>
      plan.operations.some(({ do: deed }) => deed === 'send') ? fails : passes,
    );
    expect(left.plan).toMatchObject({
      ties: 'fifo',
      clients: [{ role: 'operator' }],
      operations: [{ atMs: 1000 }],
    });
  });

  it('executes no plan twice, and counts what it executes', async () => {
    const left = await shrunk(needs('s1', 's5', 'f3'));
    expect(new Set(left.tried.map((plan) => JSON.stringify(plan))).size).toBe(left.tried.length);
    expect(left.executions).toBe(left.tried.length);
  });

  it('says when the budget ran out before anything was proven', async () => {
    const left = await shrunk(needs('s1', 's5', 'f3'), { maxExecutions: 9 });
    expect(left).toMatchObject({ minimal: 'budget-ran-out', executions: 9 });
    expect(left.entriesAfter).toBeLessThan(42);
    expect(names(left.plan)).toEqual(expect.arrayContaining(['s1', 's5', 'f3']));
  });

  it('stops where it is when it is interrupted', async () => {
    const controller = new AbortController();
    const left = await shrunk(needs('s1'), {
      signal: controller.signal,
      onProgress: ({ executions }) => executions === 3 && controller.abort(),
    });
    expect(left).toMatchObject({ minimal: 'budget-ran-out', executions: 3 });
  });

  it('gives the plan back as it is when it is interrupted before it begins', async () => {
    const left = await shrunk(needs('s1'), { signal: AbortSignal.abort() });
    expect(left).toMatchObject({ minimal: 'budget-ran-out', executions: 1, plan: LARGE });
  });

  it('breaks an invariant when there is nothing to shrink', async () => {
    await expect(shrunk(() => passes)).rejects.toThrow(/does not violate seq\/contiguous \(gap\)/);
  });
});
