import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientFaults } from '../../src/plan/client-fault.ts';
import { FAULT_KINDS, type Fault } from '../../src/plan/fault.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { CLIENT_ROLES, planSchema, type Plan } from '../../src/plan/plan.ts';
import { REAL_LIMITS } from '../../src/protocol/limits.ts';

const plans: readonly Plan[] = Array.from({ length: 400 }, (_none, k) => generatePlan(`generate/${k}`));

const OPERATIONS: readonly Operation['do'][] = [
  'send',
  'reset',
  'delete',
  'compact',
  'abort',
  'history',
  'list',
  'leave',
];

function operations(): Operation[] {
  return plans.flatMap((plan) => plan.operations);
}

function faults(): Fault[] {
  return plans.flatMap((plan) => plan.faults);
}

/** One operator, one session, sends and lists alone, real limits, no rule, no fault. */
function isPlain(plan: Plan): boolean {
  return (
    plan.clients.length === 1 &&
    plan.faults.length === 0 &&
    plan.rules.dailyResetMinute === null &&
    plan.rules.compactAboveEntries === null &&
    plan.limits.maxPayloadBytes === REAL_LIMITS.maxPayloadBytes &&
    plan.operations.every(
      (one) =>
        one.do === 'list' ||
        (one.do === 'send' &&
          one.session === plan.mainSession &&
          one.replayOf === undefined &&
          one.text === '' &&
          one.bytes === undefined &&
          one.turn.steps.every((step) => step.type === 'delta') &&
          one.turn.end.type !== 'never'),
    )
  );
}

describe('generatePlan', () => {
  it('gives the same plan for the same seed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (seed) => {
        expect(generatePlan(seed)).toEqual(generatePlan(seed));
      }),
    );
  });

  it('gives other plans for other seeds', () => {
    const texts = plans.map(({ seed: _seed, ...plan }) => JSON.stringify(plan));
    expect(new Set(texts).size).toBe(plans.length);
  });

  it('gives plans that satisfy the schema and have nothing left to fill in', () => {
    for (const plan of plans.slice(0, 200)) expect(planSchema.parse(plan)).toEqual(plan);
  });

  it('gives plans that survive being written down', () => {
    for (const plan of plans.slice(0, 50)) expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('names its seed in the plan', () => {
    expect(generatePlan('some/7').seed).toBe('some/7');
  });

  it('switches every family off now and then', () => {
    expect(plans.filter(isPlain).length).toBeGreaterThan(0);
  });

  it.each(Object.keys(FAULT_KINDS))('draws %s sooner or later', (kind) => {
    const drawn = kind.startsWith('client.') ? plans.flatMap((plan) => [...clientFaults(plan).values()]) : [];
    expect(faults().some((fault) => fault.kind === kind) || drawn.flat().some((one) => one === kind)).toBe(
      true,
    );
  });

  it.each(OPERATIONS)('draws %s sooner or later', (kind) => {
    expect(operations().some((operation) => operation.do === kind)).toBe(true);
  });

  it.each(CLIENT_ROLES)('draws a client of role %s sooner or later', (role) => {
    expect(plans.some((plan) => plan.clients.some((client) => client.role === role))).toBe(true);
  });

  it.each<[string, (plan: Plan) => boolean]>([
    ['a retry with the same key', (plan) => plan.operations.some((one) => one.do === 'send' && one.sameKey)],
    [
      'a replayed draft with a key of its own',
      (plan) =>
        plan.operations.some((one) => one.do === 'send' && one.replayOf !== undefined && !one.sameKey),
    ],
    [
      'a slash command',
      (plan) => plan.operations.some((one) => one.do === 'send' && one.text.startsWith('/')),
    ],
    [
      'a send that names a stale session',
      (plan) => plan.operations.some((one) => one.do === 'send' && one.names === 'stale'),
    ],
    [
      'a message above the limit',
      (plan) =>
        plan.operations.some((one) => one.do === 'send' && (one.bytes ?? 0) > plan.limits.maxPayloadBytes),
    ],
    [
      'a tool result of exactly the limit',
      (plan) =>
        plan.operations.some(
          (one) =>
            one.do === 'send' &&
            one.turn.steps.some((step) => step.type === 'tool' && step.bytes === plan.limits.maxPayloadBytes),
        ),
    ],
    [
      'an empty reply',
      (plan) => plan.operations.some((one) => one.do === 'send' && one.turn.steps.length === 0),
    ],
    [
      'a run that never ends',
      (plan) => plan.operations.some((one) => one.do === 'send' && one.turn.end.type === 'never'),
    ],
    [
      'a failing model',
      (plan) => plan.operations.some((one) => one.do === 'send' && one.turn.end.type === 'error'),
    ],
    [
      'a reset within 10 ms of a send to the same session',
      (plan) =>
        plan.operations.some(
          (one) =>
            one.do === 'reset' &&
            plan.operations.some(
              (other) =>
                other.do === 'send' &&
                other.session === one.session &&
                Math.abs((one.atMs ?? 0) - (other.atMs ?? Infinity)) <= 10,
            ),
        ),
    ],
    [
      'a crash by trigger',
      (plan) => plan.faults.some((one) => one.kind === 'process.crash' && one.when !== undefined),
    ],
    ['the daily rule', (plan) => plan.rules.dailyResetMinute !== null],
    ['compaction by itself', (plan) => plan.rules.compactAboveEntries !== null],
  ])('draws %s sooner or later', (_what, has) => {
    expect(plans.some(has)).toBe(true);
  });

  it('lets a replay repeat the original word for word', () => {
    for (const plan of plans)
      for (const one of plan.operations) {
        if (one.do !== 'send' || one.replayOf === undefined) continue;
        const original = plan.operations.find((other) => other.id === one.replayOf);
        expect(original).toMatchObject({
          do: 'send',
          session: one.session,
          client: one.client,
          text: one.text,
        });
        expect(original).not.toHaveProperty('replayOf');
      }
  });
});
