import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberField, PlanField } from '../../src/plan/field.ts';
import { fieldsOf } from '../../src/plan/fields.ts';
import { countEntries } from '../../src/plan/edits.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { planSchema, type Plan, type PlanInput } from '../../src/plan/plan.ts';

const plans = fc.string({ minLength: 1, maxLength: 8 }).map((seed) => generatePlan(seed));

const planOf = (input: Partial<PlanInput>): Plan => planSchema.parse({ clients: [{ id: 'web' }], ...input });

function fieldAt(plan: Plan, path: string): PlanField {
  const found = fieldsOf(plan).find((one) => one.path === path);
  if (found === undefined) throw new Error(`no field ${path}`);
  return found;
}

function numberAt(plan: Plan, path: string): NumberField {
  const found = fieldAt(plan, path);
  if (found.type !== 'number') throw new Error(`${path} is no number`);
  return found;
}

const times = ({ operations, faults }: Plan): readonly unknown[] =>
  [...operations, ...faults].map((one) => ('atMs' in one ? one.atMs : undefined));

/** A send, a reset close behind it, a crash, and a list that waits for the send. */
const RACE = planOf({
  operations: [
    { do: 'send', id: 's', client: 'web', session: 'agent:main:main', atMs: 500 },
    { do: 'reset', id: 'r', client: 'web', session: 'agent:main:main', atMs: 503 },
    { do: 'list', id: 'l', client: 'web', after: { operation: 's', event: 'settled', delayMs: 5 } },
  ],
  faults: [
    { kind: 'process.crash', id: 'f', atMs: 700 },
    { kind: 'disk.torn', id: 't', when: { on: 'disk.append', nth: 3 } },
  ],
});

describe('the fields of a plan', () => {
  it('give plans as the schema says, none with an entry more or fewer', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const field of fieldsOf(plan)) {
          const drawn =
            field.type === 'number'
              ? [field.least, field.value, field.most].map((value) => field.with(value))
              : field.others.map((other) => other.plan);
          for (const other of drawn) {
            expect(planSchema.safeParse(other).error?.issues ?? [], field.path).toEqual([]);
            expect(countEntries(other)).toBe(countEntries(plan));
          }
        }
      }),
      { numRuns: 4 },
    );
  });

  it('give the plan itself for its own value, and another one for every other', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const own = JSON.stringify(plan);
        for (const field of fieldsOf(plan)) {
          if (field.type === 'number') {
            expect(planSchema.parse(field.with(field.value))).toEqual(plan);
            expect(JSON.stringify(field.with(field.most + 1)), field.path).not.toBe(own);
          } else for (const other of field.others) expect(JSON.stringify(other.plan)).not.toBe(own);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('have paths of their own', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const paths = fieldsOf(plan).map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
      }),
      { numRuns: 25 },
    );
  });

  it('begin with when things happen', () => {
    const ranks = fieldsOf(RACE).map(({ rank }) => rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(fieldsOf(RACE)[0]?.path).toBe('r.atMs');
  });

  it('leave out settings that are as they are by themselves', () => {
    const paths = (plan: Plan): string[] => fieldsOf(plan).map(({ path }) => path);
    expect(paths(RACE).filter((path) => path.startsWith('limits.'))).toEqual([]);
    expect(paths({ ...RACE, limits: { ...RACE.limits, maxPayloadBytes: 4096 } })).toContain(
      'limits.maxPayloadBytes',
    );
  });
});

describe('a time', () => {
  it('is counted from what it relates to, and moves alone', () => {
    const reset = numberAt(RACE, 'r.atMs');
    expect(reset).toMatchObject({ value: 3, from: 's', least: -500 });
    expect(times(reset.with(180))).toEqual([500, 680, undefined, 700, undefined]);
    expect(times(reset.with(-500))).toEqual([500, 0, undefined, 700, undefined]);
  });

  it('that it has already leaves the plan as it is, to the last digit', () => {
    const [send, reset, list] = RACE.operations;
    const operations = [{ ...send, atMs: 700.1 }, { ...reset, atMs: 3785.9 }, list] as Plan['operations'];
    const plan = { ...RACE, operations };
    const { value, with: at } = numberAt(plan, 'r.atMs');
    expect(value).toBe(3085.8);
    expect(at(value)).toEqual(plan);
    expect(times(at(3085.7))[1]).toBe(3785.8);
  });

  it('of what comes first moves everything', () => {
    const first = numberAt(RACE, 's.atMs');
    expect(first).toMatchObject({ value: 500, from: null, least: 0 });
    expect(times(first.with(0))).toEqual([0, 3, undefined, 200, undefined]);
  });

  it('of a fault is counted from the last operation before it', () => {
    expect(numberAt(RACE, 'f.atMs')).toMatchObject({ value: 197, from: 'r' });
  });

  it.each([
    ['the send whose run it aborts', { do: 'abort', run: 'a' }, 'a'],
    ['the last operation on its session', { do: 'reset' }, 'a'],
  ] as const)('is counted from %s rather than from what came last', (_name, deed, from) => {
    const plan = planOf({
      operations: [
        { do: 'send', id: 'a', client: 'web', session: 'one', atMs: 1 },
        { do: 'send', id: 'b', client: 'web', session: 'two', atMs: 2 },
        { ...deed, id: 'x', client: 'web', session: 'one', atMs: 3 },
      ],
    });
    expect(numberAt(plan, 'x.atMs')).toMatchObject({ from, value: 2 });
  });

  it('of what waits for something else is how long it waits', () => {
    expect(numberAt(RACE, 'l.after.delayMs').with(7).operations[2]?.after?.delayMs).toBe(7);
    expect(fieldsOf(RACE).map(({ path }) => path)).not.toContain('l.atMs');
  });

  it('of what waits for a trigger is which one, and how long after it', () => {
    expect(numberAt(RACE, 't.when.nth').with(9).faults[1]).toMatchObject({ when: { nth: 9 } });
    expect(numberAt(RACE, 't.when.delayMs')).toMatchObject({ value: 0, least: 0 });
  });
});

describe('a choice', () => {
  const values = (path: string, plan = RACE): readonly string[] => {
    const field = fieldAt(plan, path);
    return field.type === 'choice' ? field.others.map(({ value }) => value) : [];
  };

  it('of what is asked is something else that can be asked of a session', () => {
    expect(values('r.do')).toEqual(['delete', 'compact', 'abort', 'history']);
  });

  it('of a fault is another one of its family that says as much', () => {
    expect(values('f.kind')).toEqual(['process.restart']);
    expect(values('t.kind')).toEqual(['disk.lost']);
  });

  it('of a session is one that nobody else uses, too', () => {
    expect(values('r.session')).toEqual(['agent:main:elsewhere']);
  });

  it('of what is decided by chance is another seed', () => {
    expect(values('seed')).toHaveLength(3);
  });

  it('is none where there is nothing else', () => {
    expect(fieldsOf(RACE).map(({ path }) => path)).not.toContain('r.client');
  });
});
