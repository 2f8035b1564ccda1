/** Every kind of fault in the whole simulated world, on a correct gateway: none may be declared and do nothing. */
import { afterEach, describe, expect, it } from 'vitest';
import { FAULT_EFFECTS } from '../../src/execution/fault-effects.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { Recorder } from '../../src/history/history.ts';
import type { FaultRecord, HistoryRecord } from '../../src/history/record.ts';
import type { ClientFaultKind } from '../../src/plan/client-fault.ts';
import { RUN_EFFECTS } from '../../src/plan/provider-timeline.ts';
import { FAULT_KINDS, type FaultKind, type RunFault, type TimedFault } from '../../src/plan/fault.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';

type PlannedFault = NonNullable<PlanInput['faults']>[number];
/** The members of a fault beside its kind, its id and the client, send or session it is about. */
type Members<K extends FaultKind> = Omit<
  Extract<PlannedFault, { kind: K }>,
  'kind' | 'id' | 'client' | 'session' | 'run' | 'operation'
>;

const SESSION = 'agent:main:main';
const AT = { atMs: 1_000 };
const LASTING = { ...AT, durationMs: 2_000 };

/** One fault of each kind, for the plan below. */
const SAMPLES: { readonly [K in FaultKind]: Members<K> } = {
  'payload.event': { overBytes: -2_000 },
  'payload.burst': { overBytes: -2_000, count: 2, stepBytes: 1 },
  'payload.response': AT,
  'payload.request': { overBytes: -10 },
  'reader.pause': LASTING,
  'reader.slow': { ...LASTING, bytesPerSecond: 500 },
  'reader.brink': LASTING,
  'reader.hoard': { ...LASTING, requests: 3 },
  'link.cut': AT,
  'link.tear': AT,
  'link.broken': AT,
  'link.storm': { ...AT, times: 2, everyMs: 50 },
  'link.silence': LASTING,
  'link.latency': { ...LASTING, extraMs: 300 },
  'link.stall': LASTING,
  'link.refuse': { atMs: 5_000, durationMs: 2_000 },
  'process.restart': AT,
  'process.crash': AT,
  'process.pause': LASTING,
  'process.slow-boot': { atMs: 5_900, durationMs: 2_000, extraMs: 500 },
  'lifecycle.late': { event: 'end', delayMs: 50 },
  'lifecycle.duplicate': { event: 'end', delayMs: 50 },
  'lifecycle.afterword': { delayMs: 50 },
  'lifecycle.hang': {},
  'lifecycle.empty': {},
  'lifecycle.failover': { failures: 2, recovers: true },
  'summary.stall': LASTING,
  'summary.timeout': LASTING,
  'summary.fail': LASTING,
  'summary.garbage': LASTING,
  'summary.gibberish': LASTING,
  'disk.slow': { ...LASTING, extraMs: 20 },
  'disk.full': LASTING,
  'disk.short': LASTING,
  'disk.torn': AT,
  'disk.lost': AT,
  'clock.jump': { ...AT, byMs: 90_000_000 },
  'handshake.no-token': AT,
  'handshake.wrong-token': { ...AT, token: 'cut' },
  'handshake.protocol': { ...AT, protocols: [5, 9] },
  'handshake.unconnected': { ...AT, first: 'request' },
  'handshake.silence': AT,
};

/** A plan in which there is something to damage at any time: runs, a compaction, a client that returns, a restart. */
function planWith(faults: readonly object[]): PlanInput {
  const send = { do: 'send', client: 'web', session: SESSION } as const;
  const sends = [900, 1_100, 1_400, 1_900, 2_600, 4_000, 7_000].map(
    (atMs, k) => ({ ...send, id: `m${k}`, atMs }) as const,
  );
  return {
    clients: [
      { id: 'web', follows: [SESSION] },
      { id: 'app', follows: [SESSION] },
    ],
    limits: { maxPayloadBytes: 8_192, maxBufferedBytes: 8_192, summaryTimeoutMs: 5_000, runTimeoutMs: 5_000 },
    socketBytes: 1_024,
    operations: [
      ...sends,
      { do: 'compact', id: 'c1', client: 'app', session: SESSION, atMs: 1_500 },
      { do: 'leave', id: 'l1', client: 'web', atMs: 5_100, forMs: 200 },
      { ...send, id: 'r1', atMs: 1_200, replayOf: 'm1', sameKey: true },
    ],
    faults: [{ kind: 'process.crash', id: 'stop', atMs: 6_000 }, ...faults] as PlanInput['faults'],
  };
}

const TARGETS = { client: 'web', session: SESSION, run: 'm1', operation: 'm1' };

/** The sample of a kind as an entry of a plan: with those of the targets that its schema has. */
function sampleOf(kind: FaultKind): object {
  const sample = { kind, id: 'f', ...SAMPLES[kind] };
  for (const members of [['client'], ['client', 'session'], ['run'], ['operation'], []] as const) {
    const fault = { ...sample, ...Object.fromEntries(members.map((one) => [one, TARGETS[one]])) };
    if (planSchema.safeParse(planWith([fault])).success) return fault;
  }
  throw new Error(`the sample of ${kind} is no fault`);
}

function historyOf(plan: PlanInput): readonly HistoryRecord[] {
  const recorder = new Recorder({ keep: true });
  simulate(planSchema.parse(plan), referenceGateway, recorder);
  return recorder.records;
}

function logOf(records: readonly HistoryRecord[], is: (record: FaultRecord) => boolean): string[] {
  return records.flatMap((record) => (record.kind === 'fault' && is(record) ? [record.event] : []));
}

/** All that is observed but for what is said of faults. */
function effectsOf(records: readonly HistoryRecord[]): string[] {
  return records.flatMap((record) => (record.kind === 'fault' ? [] : [JSON.stringify({ ...record, i: 0 })]));
}

const KINDS = Object.keys(SAMPLES) as FaultKind[];

describe('a fault in the simulated world', () => {
  it.each(KINDS)('is injected, has an effect, lands and heals: %s', (kind) => {
    const records = historyOf(planWith([sampleOf(kind)]));
    expect(logOf(records, ({ fault }) => fault === 'f')).toEqual(['injected', 'landed', 'healed']);
    const healed = records.findLastIndex((record) => record.kind === 'fault' && record.fault === 'f');
    const heals = records.findIndex((record) => record.kind === 'phase' && record.phase === 'heal');
    expect(healed, 'heals by itself').toBeLessThan(heals);
    expect(effectsOf(records)).not.toEqual(effectsOf(historyOf(planWith([]))));
    expect(records.at(-1)).toMatchObject({ phase: 'end', pending: [] });
  });
});

describe('a fault whose implementation does nothing', () => {
  const effects = { ...FAULT_EFFECTS };
  const runEffects = { ...RUN_EFFECTS };
  afterEach(() => {
    Object.assign(FAULT_EFFECTS, effects);
    Object.assign(RUN_EFFECTS, runEffects);
  });

  const landings = (kind: FaultKind): number =>
    logOf(historyOf(planWith([sampleOf(kind)])), ({ fault, event }) => fault === 'f' && event === 'landed')
      .length;

  it.each(Object.keys(effects) as TimedFault['kind'][])('never lands: %s', (kind) => {
    Object.assign(FAULT_EFFECTS, { [kind]: { ends: effects[kind].ends } });
    expect(landings(kind)).toBe(0);
  });

  it.each(Object.keys(runEffects) as RunFault['kind'][])('never lands in a run: %s', (kind) => {
    Object.assign(RUN_EFFECTS, { [kind]: () => ({ type: 'results', bytes: [] }) });
    expect(landings(kind)).toBe(0);
  });
});

/** What clients do for each kind beside the plan above. */
const CLIENT_SAMPLES: { readonly [K in ClientFaultKind]: readonly object[] } = {
  'client.retry': [],
  'client.retry-after-reconnect': [{ do: 'send', id: 'x', atMs: 5_500, replayOf: 'm5', sameKey: true }],
  'client.replayed-reset': [
    { do: 'send', id: 'y', atMs: 3_000, text: '/reset' },
    { do: 'send', id: 'x', atMs: 3_500, replayOf: 'y' },
  ],
  'client.reset-race': [
    { do: 'reset', id: 'y', atMs: 3_000 },
    { do: 'reset', id: 'x', atMs: 3_001, client: 'app' },
  ],
  'client.send-race': [{ do: 'reset', id: 'x', atMs: 2_605 }],
  'client.send-while-queued': [{ do: 'send', id: 'x', atMs: 2_605 }],
};

describe('what clients do by themselves', () => {
  it.each(Object.keys(CLIENT_SAMPLES) as ClientFaultKind[])('is injected, lands and heals: %s', (kind) => {
    const plan = planWith([]);
    const more = CLIENT_SAMPLES[kind].map((one) => ({ client: 'web', session: SESSION, ...one }));
    const operations = [...(plan.operations ?? []), ...more] as PlanInput['operations'];
    const log = logOf(historyOf({ ...plan, operations }), ({ faultKind }) => faultKind === kind);
    expect(log).toEqual(['injected', 'landed', 'healed']);
  });
});

it('leaves no kind out', () => {
  expect(new Set([...KINDS, ...Object.keys(CLIENT_SAMPLES)])).toEqual(new Set(Object.keys(FAULT_KINDS)));
});
