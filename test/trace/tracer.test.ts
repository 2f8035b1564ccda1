import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget } from '../../src/campaign/target.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { Message } from '../../src/protocol/message.ts';
import { Causes } from '../../src/trace/causes.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { traceOf } from '../../src/trace/tracer.ts';
import { passes, windowOf } from '../../src/trace/window.ts';
import { aHistory } from '../properties/history-builder.ts';

const PLAN = new URL('late-end.plan.json', import.meta.url);
const RUN = 'run-m9';
const KEY = 'agent:main:discord:channel:c1';

/** A late end is written into the row of a generation that has had no turn. */
async function lateEnd(): Promise<readonly HistoryRecord[]> {
  const target = await openTarget({ type: 'named', name: 'trusts-anonymous-lifecycle' });
  const { execute, profile } = STANDARD_EXECUTOR;
  const plan = planSchema.parse(JSON.parse(readFileSync(PLAN, 'utf8')));
  const { gateway, dialect } = target;
  return (await execute({ plan, gateway, dialect, profile, keep: true })).history ?? [];
}

let records: readonly HistoryRecord[];
let trace: Trace;

beforeAll(async () => {
  records = await lateEnd();
  trace = traceOf(records, { dialect: REFERENCE });
});

describe('a trace', () => {
  it('has one event for each record, on the lifeline it belongs to, and survives JSON', () => {
    expect(trace.events.map(({ i }) => i)).toEqual(records.map(({ i }) => i));
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    const lines = new Set(trace.lifelines.map(({ id }) => id));
    for (const { lifeline } of trace.events) expect(lifeline === null || lines.has(lifeline)).toBe(true);
    for (const { from, to } of trace.messages) expect([lines.has(from), lines.has(to)]).toEqual([true, true]);
  });

  it('lists clients before lives of the gateway, and these before provider and disk', () => {
    const kinds = trace.lifelines.map(({ kind }) => kind);
    expect([...new Set(kinds)]).toEqual(['client', 'gateway', 'provider', 'disk']);
    expect(trace.lifelines.filter(({ kind }) => kind === 'gateway').map(({ name }) => name)).toEqual([
      'gateway 1',
      'gateway 2',
      'gateway 3',
      'gateway 4',
    ]);
  });

  it('pairs what was sent with what was delivered, in that order', () => {
    for (const { frame, sent, delivered, lost, from } of trace.messages) {
      expect(lost).toBe(delivered === null);
      for (const end of [sent, delivered]) if (end !== null) expect(trace.events[end]?.frame).toBe(frame);
      if (sent === null) continue;
      expect(trace.events[sent]?.lifeline).toBe(from);
      expect(delivered ?? Infinity).toBeGreaterThan(sent);
    }
    expect(trace.messages.some(({ lost }) => lost)).toBe(true);
  });

  it('knows the run and the session of a provider event that comes after the end of its call', () => {
    const late = trace.events.find(({ injected }) => injected);
    expect(late).toMatchObject({ lifeline: 'provider', run: RUN, session: KEY });
  });

  it('says how long each fault was on, and what it damages', () => {
    const late = trace.faults.find(({ kind }) => kind === 'lifecycle.late');
    expect(late).toMatchObject({ scope: 'provider', client: null });
    expect(late?.landed).toBeGreaterThan(late?.injected ?? Infinity);
    expect(late?.healed).toBeGreaterThan(late?.landed ?? Infinity);
  });

  it('says which generation a key pointed at, and until when', () => {
    const behind = trace.generations.filter(({ session }) => session === KEY);
    expect(behind.length).toBeGreaterThan(2);
    for (const { from, until } of behind) expect(until ?? Infinity).toBeGreaterThanOrEqual(from);
  });

  it('has texts of those records only that were asked for', () => {
    const some = traceOf(records, { dialect: REFERENCE, withText: (i) => i < 3 });
    expect(some.events.filter(({ text }) => text !== '').map(({ i }) => i)).toEqual([0, 1, 2]);
  });

  it('calls nothing lost whose delivery the history would not show', () => {
    const tick = Message.event('tick', { ts: 1 }, 1);
    const frame = (leg: 'gateway' | 'client', frameId: number): HistoryRecord => {
      const about = {
        i: frameId,
        atMicros: 0,
        incarnation: 1,
        conn: 1,
        client: 'web',
        message: tick,
      } as const;
      return { ...about, kind: 'frame', from: 'gateway', leg, frameId };
    };
    const lostOf = (...given: readonly HistoryRecord[]): readonly boolean[] =>
      traceOf(given, { dialect: REFERENCE }).messages.map(({ lost }) => lost);
    expect(lostOf(frame('gateway', 0))).toEqual([false]);
    expect(lostOf(frame('gateway', 0), frame('client', 1))).toEqual([true, false]);
  });
});

describe('causes', () => {
  it('are the operation behind the run, the late event, its fault and the sending', () => {
    const told = trace.events.findLast(
      ({ name, run, client, kind }) =>
        kind === 'frame' && name === 'event sessions.changed' && run === RUN && client === 'operator-1',
    );
    const causes = new Causes(trace).of(told?.i ?? -1).map((i) => trace.events[i]);
    expect(causes.map((one) => one?.kind)).toEqual(['operation', 'provider', 'fault', 'frame']);
    expect(causes[1]?.injected).toBe(true);
    expect(causes[2]?.text).toContain('lifecycle.late');
  });

  it('of an answer are its request, and of a record that does not exist nothing', () => {
    const answer = trace.events.find(({ answers }) => answers !== null);
    expect(new Causes(trace).of(answer?.i ?? -1)).toContain(answer?.answers);
    expect(new Causes(trace).of(1_000_000)).toEqual([]);
  });
});

describe('a window', () => {
  const neighbours = 3;

  it('holds the evidence, its causes and its neighbours, each once and in order', () => {
    const window = windowOf(trace, { records: [303, 305], neighbours });
    expect(window).toEqual([...new Set(window)].sort((a, b) => a - b));
    expect(window).toEqual(expect.arrayContaining([300, 301, 302, 303, 304, 305, 306, 307, 308]));
  });

  it('looks for neighbours among what the filter lets through', () => {
    const filter = { client: 'operator-1', run: RUN };
    const window = windowOf(trace, { records: [303], neighbours, filter });
    for (const i of window)
      if (i !== 303) expect(passes(trace.events[i] as Trace['events'][number], filter)).toBe(true);
    const causes = new Causes(trace).of(303);
    expect(causes.some((i) => !window.includes(i))).toBe(true);
    expect(window.length).toBeGreaterThanOrEqual(2 * neighbours);
  });

  it('ends where the history does', () => {
    const small = aHistory().connect(1).records;
    const whole = traceOf(small, { dialect: REFERENCE });
    expect(windowOf(whole, { records: [0, 5_000], neighbours: 1_000 })).toEqual(small.map(({ i }) => i));
  });
});
