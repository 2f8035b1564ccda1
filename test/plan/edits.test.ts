import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEntries, entriesOf, without, type PlanEntry } from '../../src/plan/edits.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema, type Plan, type PlanInput } from '../../src/plan/plan.ts';

const SEND = { do: 'send', client: 'web', session: 'main' } as const;

function planOf(input: Partial<PlanInput>): Plan {
  return planSchema.parse({ clients: [{ id: 'web' }, { id: 'cli' }], ...input });
}

function withoutOperations(plan: Plan, ...ids: string[]): Plan {
  return without(
    plan,
    ids.map((id) => ({ type: 'operation', id })),
  );
}

/** A plan and some of its entries. */
const cuts = fc
  .string({ minLength: 1, maxLength: 8 })
  .map((seed) => generatePlan(seed))
  .chain((plan) => fc.record({ plan: fc.constant(plan), entries: fc.subarray([...entriesOf(plan)]) }));

describe('the entries of a plan', () => {
  it('are the clients beyond the first, operations, turn steps and faults', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 1, turn: { steps: [{ type: 'delta', afterMs: 1 }] } },
        { do: 'list', id: 'b', client: 'cli', atMs: 2 },
      ],
      faults: [{ kind: 'link.cut', id: 'f', client: 'cli', atMs: 3 }],
    });
    expect(countEntries(plan)).toBe(1 + 2 + 1 + 1);
    expect(entriesOf(plan)).toEqual([
      { type: 'client', id: 'web' },
      { type: 'client', id: 'cli' },
      { type: 'operation', id: 'a' },
      { type: 'operation', id: 'b' },
      { type: 'fault', id: 'f' },
      { type: 'step', operation: 'a', index: 0 },
    ] satisfies PlanEntry[]);
  });

  it('do not hold the only client', () => {
    expect(entriesOf(planOf({ clients: [{ id: 'web' }] }))).toEqual([]);
  });
});

describe('a plan without some entries', () => {
  it('is a plan as the schema says, and smaller', () => {
    fc.assert(
      fc.property(cuts, ({ plan, entries }) => {
        const left = without(plan, entries);
        expect(planSchema.parse(left)).toEqual(left);
        expect(countEntries(left)).toBeLessThanOrEqual(countEntries(plan) - (entries.length > 0 ? 1 : 0));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same plan when nothing goes', () => {
    const plan = generatePlan('same');
    expect(without(plan, [])).toEqual(plan);
  });

  it('keeps what was not named', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 1 },
        { ...SEND, id: 'b', atMs: 2 },
      ],
    });
    expect(withoutOperations(plan, 'a')).toEqual({ ...plan, operations: [plan.operations[1]] });
  });

  it('keeps one client whatever goes', () => {
    const plan = planOf({});
    expect(without(plan, entriesOf(plan)).clients.map(({ id }) => id)).toEqual(['web']);
  });

  it('loses the operations of a client that goes, and the faults on it', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 1 },
        { do: 'list', id: 'b', client: 'cli', atMs: 2 },
      ],
      faults: [
        { kind: 'link.cut', id: 'f', client: 'web', atMs: 3 },
        { kind: 'process.crash', id: 'g', atMs: 3 },
      ],
    });
    const left = without(plan, [{ type: 'client', id: 'web' }]);
    expect(left.clients.map(({ id }) => id)).toEqual(['cli']);
    expect(left.operations.map(({ id }) => id)).toEqual(['b']);
    expect(left.faults.map(({ id }) => id)).toEqual(['g']);
  });

  it('loses turn steps by their place', () => {
    const steps = [1, 2, 3].map((afterMs) => ({ type: 'delta' as const, afterMs }));
    const plan = planOf({ operations: [{ ...SEND, id: 'a', atMs: 1, turn: { steps } }] });
    const left = without(plan, [
      { type: 'step', operation: 'a', index: 0 },
      { type: 'step', operation: 'a', index: 2 },
    ]);
    expect(left.operations[0]).toMatchObject({ turn: { steps: [{ afterMs: 2 }] } });
  });

  it('makes the first repetition of a send that goes the original, for faults and aborts too', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 1 },
        { ...SEND, id: 'b', atMs: 2, replayOf: 'a', sameKey: true },
        { ...SEND, id: 'c', atMs: 3, replayOf: 'a', sameKey: true },
        { do: 'abort', id: 'd', client: 'web', session: 'main', atMs: 4, run: 'a' },
      ],
      faults: [{ kind: 'lifecycle.late', id: 'f', run: 'a', event: 'end', delayMs: 5 }],
    });
    const left = withoutOperations(plan, 'a');
    expect(left.operations).toMatchObject([{ id: 'b' }, { id: 'c', replayOf: 'b' }, { id: 'd', run: 'b' }]);
    expect(left.operations[0]).not.toHaveProperty('replayOf');
    expect(left.operations[0]).toMatchObject({ sameKey: false });
    expect(left.faults).toMatchObject([{ id: 'f', run: 'b' }]);
  });

  it('takes the key of what stands for a send that goes, or its own', () => {
    const sends = [
      { ...SEND, id: 'a', atMs: 1 },
      { ...SEND, id: 'b', atMs: 2, replayOf: 'a', sameKey: true },
      { ...SEND, id: 'c', atMs: 3, session: 'other', keyOf: 'a' },
    ];
    const left = withoutOperations(planOf({ operations: sends }), 'a');
    expect(left.operations).toMatchObject([{ id: 'b' }, { id: 'c', keyOf: 'b' }]);
    const [alone] = withoutOperations(planOf({ operations: sends }), 'a', 'b').operations;
    expect(alone).not.toHaveProperty('keyOf');
  });

  it('loses the faults in the run of a send that has no repetition; an abort is of whatever runs then', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 1 },
        { do: 'abort', id: 'd', client: 'web', session: 'main', atMs: 4, run: 'a' },
      ],
      faults: [{ kind: 'lifecycle.late', id: 'f', run: 'a', event: 'end', delayMs: 5 }],
    });
    const left = withoutOperations(plan, 'a');
    expect(left.faults).toEqual([]);
    expect(left.operations).toEqual([{ do: 'abort', id: 'd', client: 'web', session: 'main', atMs: 4 }]);
  });

  it('gives what waited for an operation that goes the time that one had', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', atMs: 100 },
        { ...SEND, id: 'b', after: { operation: 'a', event: 'answered', delayMs: 10 } },
        { ...SEND, id: 'c', after: { operation: 'b', event: 'settled', delayMs: 1 } },
      ],
    });
    expect(withoutOperations(plan, 'a', 'b').operations).toMatchObject([{ id: 'c', atMs: 111 }]);
    const [, c] = withoutOperations(plan, 'b').operations;
    expect(c).toMatchObject({ after: { operation: 'a', event: 'answered', delayMs: 11 } });
    expect(c).not.toHaveProperty('atMs');
  });

  it('gives operations that wait for each other a time when one of them goes', () => {
    const plan = planOf({
      operations: [
        { ...SEND, id: 'a', after: { operation: 'b', event: 'sent' } },
        { ...SEND, id: 'b', after: { operation: 'a', event: 'sent', delayMs: 3 } },
        { ...SEND, id: 'c', after: { operation: 'a', event: 'sent', delayMs: 2 } },
      ],
    });
    expect(withoutOperations(plan, 'a', 'b').operations).toMatchObject([{ id: 'c', atMs: 5 }]);
  });
});
