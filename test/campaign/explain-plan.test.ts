import { describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../src/campaign/execute.ts';
import { explainPlan, type ExplainOptions } from '../../src/campaign/explain-plan.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import {
  explanationSchema,
  type FailureExplanation,
  type FieldFinding,
} from '../../src/report/published-explanation.ts';
import { fakeExecutor, passed, TARGET, violated } from './fake-executor.ts';

const WANTED = { property: 'generation/row', cause: 'late' };

/** A message, and a reset 3 ms later; a crash that has nothing to do with it. */
const RACE = planSchema.parse({
  seed: 'race',
  ties: 'fifo',
  clients: [{ id: 'web' }],
  operations: [
    { do: 'send', id: 's', client: 'web', session: 'agent:main:main', atMs: 500 },
    { do: 'reset', id: 'r', client: 'web', session: 'agent:main:main', atMs: 503 },
  ],
  faults: [{ kind: 'lifecycle.late', id: 'f', run: 's', event: 'end', delayMs: 5 }],
});

type Fails = (plan: Plan) => boolean;

/** Whatever a plan asks for, as the numbers and words by which a judge of these tests decides. */
function facts({ operations, faults }: Plan) {
  const [send, reset] = operations;
  const [late] = faults;
  if (send?.do !== 'send' || late?.kind !== 'lifecycle.late') return undefined;
  return {
    after: (reset?.atMs ?? 0) - (send.atMs ?? 0),
    isReset: reset?.do === 'reset',
    isSame: reset !== undefined && 'session' in reset && reset.session === send.session,
    isAnonymous: late.anonymous,
    delayMs: late.delayMs,
  };
}

const races: Fails = (plan) => {
  const seen = facts(plan);
  if (seen === undefined || !seen.isReset || !seen.isSame || !seen.isAnonymous) return false;
  return seen.after >= 0 && seen.after <= 180 && seen.delayMs <= 1_035;
};

interface Explained extends FailureExplanation {
  readonly tried: readonly Plan[];
  at(path: string): FieldFinding | undefined;
}

async function explained(
  fails: Fails,
  options: Partial<ExplainOptions> = {},
  plan = RACE,
): Promise<Explained> {
  const tried: Plan[] = [];
  const executor = fakeExecutor();
  const execute = async (trial: Trial): Promise<Outcome> => {
    tried.push(trial.plan);
    const verdict = fails(trial.plan) ? violated(WANTED.property, WANTED.cause) : passed(WANTED.property);
    return { ...(await executor.execute(trial)), verdicts: [verdict] };
  };
  const { gateway, dialect } = TARGET;
  const trial = { plan, gateway, dialect, profile: SIMULATED_PROFILE };
  const explanation = await explainPlan(trial, WANTED, { maxExecutions: 200, execute, ...options });
  expect(explanationSchema.parse(explanation)).toEqual(explanation);
  return { ...explanation, tried, at: (path) => explanation.fields.find((one) => one.path === path) };
}

describe('an explanation', () => {
  it('finds the hole in what fails at both ends and near its value', async () => {
    const holed: Fails = ({ faults: [late] }) =>
      late?.kind === 'lifecycle.late' && (late.delayMs < 4_000 || late.delayMs > 16_000);
    const found = (await explained(holed)).at('f.delayMs');
    expect(found).toMatchObject({ says: 'range', exact: true });
    expect(found?.windows.map(({ from, to }) => [from, to])).toContainEqual([0, 3_999]);
  });

  it('says which values a time may have, to the millisecond, and what passes beside them', async () => {
    const found = await explained(races);
    expect(found.at('r.atMs')).toMatchObject({
      says: 'range',
      value: 3,
      after: 's',
      windows: [{ from: 0, to: 180, below: -1, above: 181 }],
      exact: true,
      words: '0 to 180 ms after s (-1 ms and 181 ms pass)',
    });
  });

  it('says what must be so, and what else was tried', async () => {
    const found = await explained(races);
    expect(found.at('r.do')).toMatchObject({ says: 'must', value: 'reset', fails: [] });
    expect(found.at('r.do')?.passes).toEqual(['delete', 'compact', 'abort', 'history']);
    expect(found.at('r.session')).toMatchObject({ says: 'must' });
    expect(found.at('f.anonymous')).toMatchObject({ says: 'must', value: 'true', passes: ['false'] });
  });

  it('says what may be anything', async () => {
    const found = await explained(races);
    for (const path of ['s.atMs', 's.text', 's.turn.end.type', 'f.event', 'seed', 's.turn.tokens'])
      expect(found.at(path), path).toMatchObject({ says: 'any' });
  });

  it('is one sentence of what happens, in its order', async () => {
    const { sentence } = await explained(races);
    expect(sentence).toMatchInlineSnapshot(
      `"generation/row is violated when web sends to agent:main:main (s); lifecycle.late of s (f), coming after 1,035 ms or less and anonymous: true; 0 to 180 ms after s web resets agent:main:main (r). Of all else 14 fields may be anything."`,
    );
  });

  it('takes at most what it may spend, counts it, and is complete when that sufficed', async () => {
    const found = await explained(races);
    expect(found.complete).toBe(true);
    expect(found.executions).toBe(found.tried.length);
    expect(found.executions).toBeLessThanOrEqual(200);
    expect(new Set(found.tried.map((plan) => JSON.stringify(plan))).size).toBe(found.tried.length);
  });

  it('says what was not tried when the budget ran out', async () => {
    const found = await explained(races, { maxExecutions: 12 });
    expect(found).toMatchObject({ executions: 12, complete: false, budget: 12 });
    expect(found.at('s.turn.tokens')).toMatchObject({ says: 'untried', executions: 0 });
    expect(found.sentence).toMatch(/\d+ were not tried, or too little/);
  });

  it('calls an end that it did not reach no exact one', async () => {
    const found = await explained(races, { maxExecutions: 65 });
    const unsure = found.fields.filter((one) => one.says === 'range' && !one.exact);
    expect(unsure.length).toBeGreaterThan(0);
    for (const one of unsure.filter(({ drawn }) => drawn !== null)) expect(one.words).toMatch(/^about /);
  });

  it('stops where it is when it is interrupted', async () => {
    const controller = new AbortController();
    const found = await explained(races, {
      signal: controller.signal,
      onProgress: ({ executions }) => executions === 3 && controller.abort(),
    });
    expect(found).toMatchObject({ executions: 3, complete: false });
  });

  it('lists further windows of a time', async () => {
    const found = await explained((plan) => {
      const after = facts(plan)?.after ?? 0;
      return (after >= 0 && after <= 10) || (after >= 900 && after <= 1_500);
    });
    expect(found.at('r.atMs')?.windows).toEqual([
      { from: 0, to: 10, below: -1, above: 11 },
      { from: 900, to: 1_500, below: 899, above: 1_501 },
    ]);
    expect(found.at('r.atMs')?.words).toContain('0 to 10 ms after s, or 900 to 1,500 ms after s');
  });

  it('takes another violation for none', async () => {
    const executor = fakeExecutor();
    const found = await explained(races, {
      execute: async (trial) => {
        const own = races(trial.plan) ? [violated(WANTED.property, WANTED.cause)] : [];
        return {
          ...(await executor.execute(trial)),
          verdicts: [...own, violated('ack/durable', WANTED.cause), violated(WANTED.property, 'other')],
        };
      },
    });
    expect(found.at('r.atMs')?.windows).toEqual([{ from: 0, to: 180, below: -1, above: 181 }]);
  });

  it('is the same again', async () => {
    const [one, other] = [await explained(races), await explained(races)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });
});
