import { describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { Diagram } from '../../src/page/browser/diagram.ts';
import { believers } from '../../src/page/browser/belief.ts';
import { packHistory } from '../../src/page/packed-history.ts';
import { packTrace, unpackTrace } from '../../src/page/packed-trace.ts';
import { traceOf } from '../../src/trace/tracer.ts';

async function historyOf(seed: string): Promise<readonly HistoryRecord[]> {
  const plan = STANDARD_EXECUTOR.generate(seed);
  const { profile } = STANDARD_EXECUTOR;
  const outcome = await execute({ plan, gateway: referenceGateway, dialect: REFERENCE, profile, keep: true });
  return outcome.history ?? [];
}

describe('a trace as columns', () => {
  it.each(['gauntlet/1', 'gauntlet/2', 'other/9'])('is the same trace again: %s', async (seed) => {
    const trace = traceOf(await historyOf(seed), { dialect: REFERENCE });
    const again: unknown = JSON.parse(JSON.stringify(packTrace(trace)));
    expect(unpackTrace(again as ReturnType<typeof packTrace>)).toEqual(trace);
  });
});

describe('a history as a page carries it', () => {
  it('has the evidence and what is around it whole, and a line of everything', async () => {
    const history = await historyOf('gauntlet/1');
    const times = Math.ceil(8_000 / history.length);
    const many = Array.from({ length: times }, () => history)
      .flat()
      .map((record, i) => ({ ...record, i }));
    const evidence = [5_000];
    const { bodies, trace } = packHistory(many, REFERENCE, evidence);
    const held = Object.keys(bodies).map(Number);
    expect(trace.texts).toHaveLength(many.length);
    expect(held.length).toBeGreaterThanOrEqual(2_001);
    expect(held.length).toBeLessThan(2_100);
    expect(held).toContain(5_000);
  });
});

describe('a diagram', () => {
  it('finds the row of a record, shown or not, and takes filters', async () => {
    const diagram = new Diagram(traceOf(await historyOf('gauntlet/2'), { dialect: REFERENCE }));
    const total = diagram.rows.length;
    expect(diagram.shownAt(17)).toBe(17);
    const { session } = diagram.trace.events.find((event) => event.session !== null) ?? {};
    diagram.narrow({ session: session ?? '' });
    expect(diagram.rows.length).toBeLessThan(total);
    for (const [row, record] of diagram.rows.entries()) expect(diagram.rowOf(record)).toBe(row);
    const hidden = diagram.trace.events.find(({ i }) => !diagram.rows.includes(i))?.i ?? -1;
    expect(diagram.shownAt(hidden)).toBeUndefined();
    diagram.narrow({ records: diagram.led([100]) });
    expect(diagram.rows).toContain(100);
  });

  it('gives faults that are on at the same time slots of their own', async () => {
    const { bands } = new Diagram(traceOf(await historyOf('other/9'), { dialect: REFERENCE }));
    expect(bands.length).toBeGreaterThan(0);
    for (const one of bands)
      for (const other of bands)
        if (one !== other && one.slot === other.slot && one.slot < 4)
          expect(one.until < other.from || other.until < one.from).toBe(true);
  });
});

describe('what is believed', () => {
  it('is the last word on each matter up to a record, of the gateway first', () => {
    const statements = [
      { i: 1, session: 's', to: null, how: 'answered', said: { status: 'running', entries: '2' } },
      { i: 2, session: 's', to: 'bob', how: 'answered', said: { status: 'running', entries: '2' } },
      { i: 3, session: 's', to: 'bob', how: 'pushed', said: { newest: 'user: hello' } },
      { i: 4, session: 's', to: 'bob', how: 'pushed', said: { status: 'done' } },
      { i: 4, session: 'other', to: 'alice', how: 'pushed', said: { status: 'done' } },
    ] as const;
    const [gateway, bob, ...others] = believers(statements, 's', 3);
    expect(others).toEqual([]);
    expect(gateway).toMatchObject({ name: null, beliefs: { status: { value: 'running', i: 1 } } });
    expect(bob).toMatchObject({
      name: 'bob',
      pushedSince: 1,
      beliefs: { status: { value: 'running', i: 2 } },
    });
    expect(believers(statements, 's', 4)[1]?.beliefs.status).toEqual({ value: 'done', i: 4, how: 'pushed' });
  });
});
