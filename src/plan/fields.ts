/**
 * The fields of a plan: what can be drawn anew in it, one thing at a time. Everything that an operation or a fault
 * says has one; of clients and of the plan as a whole what is not as plain as it gets, and what chance decides. Each
 * value of a field gives a plan as the schema says. Must not know why somebody draws anew.
 */
import { isTimed, fault as faultSchema, type Fault } from './fault.ts';
import { choiceOf, numberOf, type FieldBounds, type FieldName, type PlanField } from './field.ts';
import { FAULTS, type trigger } from './fault-kinds.ts';
import type { FaultNumber } from './simplifications.ts';
import { operationFields } from './operation-fields.ts';
import { CLIENT_ROLES, planSchema, type Plan, type PlanClient } from './plan.ts';
import { timeFields } from './time-fields.ts';
import type { z } from 'zod';

const PLAIN = planSchema.parse({ clients: [{ id: 'plain' }], operations: [] });
const DAY_MS = 86_400_000;

/** What says most comes first. */
export function fieldsOf(plan: Plan): readonly PlanField[] {
  return [
    ...timeFields(plan),
    ...plan.operations.flatMap((_one, k) => operationFields(plan, k)),
    ...plan.faults.flatMap((_one, k) => faultFields(plan, k)),
    ...plan.clients.flatMap((_one, k) => clientFields(plan, k)),
    ...worldFields(plan),
  ].toSorted((a, b) => a.rank - b.rank);
}

type NumberRow = FieldBounds & Pick<FieldName, 'name'>;

/** Between what a number of a fault is drawn, and what it is called; times are in time-fields.ts. */
const FAULT_NUMBERS: { readonly [M in Exclude<FaultNumber, 'atMs'>]: NumberRow } = {
  byMs: { name: 'a jump by', least: -2 * DAY_MS, most: 2 * DAY_MS, unit: 'ms' },
  bytesPerSecond: { name: 'so many bytes a second:', least: 1, most: 10_000_000, unit: 'bytes a second' },
  overBytes: { name: 'more than the limit by', least: -65_536, most: 65_536, unit: 'bytes' },
  durationMs: { name: 'lasting for', least: 0, most: 120_000, unit: 'ms' },
  extraMs: { name: 'taking longer by', least: 0, most: 10_000, unit: 'ms' },
  delayMs: { name: 'coming after', least: 0, most: 10_000, unit: 'ms' },
  everyMs: { name: 'a pause of', least: 0, most: 10_000, unit: 'ms' },
  stepBytes: { name: 'growing by', least: 0, most: 65_536, unit: 'bytes' },
  count: { name: 'so many results:', least: 2, most: 50, unit: '' },
  requests: { name: 'so many requests at once:', least: 1, most: 100, unit: '' },
  times: { name: 'so many times:', least: 1, most: 20, unit: '' },
  failures: { name: 'so many models failing:', least: 1, most: 10, unit: '' },
  downMs: { name: 'staying down for', least: 0, most: 60_000, unit: 'ms' },
};

/** What a member of a fault that is no number can be; of these, those that the fault's kind takes. */
const FAULT_CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  event: ['start', 'end', 'error'],
  anonymous: [true, false],
  recovers: [true, false],
  token: ['empty', 'cut', 'longer', 'other'],
  first: ['request', 'event', 'text'],
  protocols: [
    [1, 2],
    [3, 3],
    [5, 9],
  ],
};

function faultFields(plan: Plan, k: number): readonly PlanField[] {
  const fault = plan.faults[k] as Fault;
  const put = (other: object): Plan => ({ ...plan, faults: plan.faults.with(k, other as Fault) });
  const member = (key: string, name: string, rank: FieldName['rank'] = 1): FieldName => ({
    path: `${fault.id}.${key}`,
    entry: fault.id,
    name,
    rank,
  });
  const takes = (other: object): boolean => faultSchema.safeParse(other).success;
  const kinds = Object.keys(FAULTS).filter(
    (kind) => FAULTS[kind as Fault['kind']].family === FAULTS[fault.kind].family && takes({ ...fault, kind }),
  );
  const sends = plan.operations.filter((one) => one.do === 'send').map(({ id }) => id);
  const references = { client: plan.clients.map(({ id }) => id), run: sends, operation: sends };
  return [
    ...choiceOf(member('kind', 'what it is'), fault.kind, kinds as Fault['kind'][], (kind) =>
      put({ ...fault, kind }),
    ),
    ...Object.entries(fault).flatMap(([key, value]: [string, unknown]): readonly PlanField[] => {
      if (typeof value === 'number') {
        const row = (FAULT_NUMBERS as Readonly<Record<string, NumberRow>>)[key];
        if (row === undefined) return [];
        return [numberOf(member(key, row.name), value, row, (other) => put({ ...fault, [key]: other }))];
      }
      const others = (references as Readonly<Record<string, readonly string[]>>)[key] ?? FAULT_CHOICES[key];
      if (others === undefined) return [];
      const possible = others.filter((other) => takes({ ...fault, [key]: other }));
      return choiceOf(member(key, `${key}:`), value, possible, (other) => put({ ...fault, [key]: other }));
    }),
    ...(isTimed(fault) && fault.when !== undefined
      ? triggerFields(fault.when, member, (when) => put({ ...fault, when }))
      : []),
  ];
}

type Trigger = z.output<typeof trigger>;

function triggerFields(
  when: Trigger,
  member: (key: string, name: string, rank?: FieldName['rank']) => FieldName,
  put: (when: Trigger) => Plan,
): readonly PlanField[] {
  const { match: _all, ...anywhere } = when;
  return [
    numberOf(member('when.nth', 'which of them', 0), when.nth, { least: 1, most: 20, unit: '' }, (nth) =>
      put({ ...when, nth }),
    ),
    numberOf(
      member('when.delayMs', 'so long after it', 0),
      when.delayMs,
      { least: 0, most: 10_000, unit: 'ms' },
      (delayMs) => put({ ...when, delayMs }),
    ),
    ...choiceOf(member('when.edge', 'before or after it'), when.edge, ['before', 'after'] as const, (edge) =>
      put({ ...when, edge }),
    ),
    ...(when.match === undefined
      ? []
      : choiceOf(member('when.match', 'of what'), when.match, [''], () => put(anywhere))),
  ];
}

function clientFields(plan: Plan, k: number): readonly PlanField[] {
  const client = plan.clients[k] as PlanClient;
  const put = (other: Partial<PlanClient>): Plan => ({
    ...plan,
    clients: plan.clients.with(k, { ...client, ...other }),
  });
  const member = (key: keyof PlanClient, name: string): FieldName => ({
    path: `${client.id}.${key}`,
    entry: client.id,
    name,
    rank: 2,
  });
  const { role, latencyMs, follows, subscribes, connectAtMs, protocols } = client;
  const fewer = follows.map((_one, at) => follows.toSpliced(at, 1));
  return [
    ...choiceOf(member('role', 'who that is'), role, CLIENT_ROLES, (other) => put({ role: other })),
    ...choiceOf<[number, number]>(
      member('latencyMs', 'the latency of its line'),
      latencyMs,
      [
        [0, 0],
        [20, 20],
        [5, 40],
      ],
      (other) => put({ latencyMs: other }),
      ([least, most]) => (least === most ? `${most} ms` : `${least} to ${most} ms`),
    ),
    ...choiceOf(member('follows', 'the sessions it follows'), follows, [[], ...fewer], (other) =>
      put({ follows: [...other] }),
    ),
    ...(subscribes
      ? []
      : choiceOf(member('subscribes', 'whether it follows all sessions'), subscribes, [true], (other) =>
          put({ subscribes: other }),
        )),
    ...choiceOf(
      member('protocols', 'the protocol versions it speaks'),
      protocols,
      [PLAIN.clients[0]?.protocols ?? protocols],
      (other) => put({ protocols: other }),
    ),
    ...(connectAtMs === 0
      ? []
      : [
          numberOf(
            member('connectAtMs', 'when it connects'),
            connectAtMs,
            { least: 0, most: 20_000, unit: 'ms' },
            (other) => put({ connectAtMs: other }),
          ),
        ]),
    ...(['bytesPerSecond', 'readBytesPerSecond'] as const).flatMap((key) => {
      const value = client[key];
      const bounds = { least: 100, most: 10_000_000, unit: 'bytes a second' } as const;
      if (value === null) return [];
      const name = key === 'bytesPerSecond' ? 'what its line carries' : 'what it reads';
      return [numberOf(member(key, name), value, bounds, (other) => put({ [key]: other }))];
    }),
  ];
}

/** Of settings only what is not as it is by itself. */
function worldFields(plan: Plan): readonly PlanField[] {
  const member = (path: string, name: string, rank: FieldName['rank']): FieldName => ({
    path,
    entry: null,
    name,
    rank,
  });
  const seeds = ['other', 'another', 'third'].map((word) => `${plan.seed}/${word}`);
  const { limits, rules } = plan;
  const settings = [
    ...settingsOf('limits', limits, PLAIN.limits, (other) => ({ ...plan, limits: { ...limits, ...other } })),
    ...settingsOf('rules', rules, PLAIN.rules, (other) => ({ ...plan, rules: { ...rules, ...other } })),
    ...settingsOf(
      '',
      { summaryMs: plan.summaryMs, socketBytes: plan.socketBytes },
      { summaryMs: PLAIN.summaryMs, socketBytes: PLAIN.socketBytes },
      (other) => ({ ...plan, ...other }),
    ),
  ];
  return [
    ...choiceOf(
      member('seed', 'the chance in latencies', 2),
      plan.seed,
      seeds.filter((one) => one.length <= 200),
      (seed) => ({ ...plan, seed }),
      (seed) => (seed === plan.seed ? 'as drawn' : `drawn anew (${seed.slice(plan.seed.length + 1)})`),
    ),
    ...settings.map(([path, value, bounds, put]) => numberOf(member(path, path, 3), value, bounds, put)),
  ];
}

type Setting = readonly [path: string, value: number, bounds: FieldBounds, put: (value: number) => Plan];

/** From a sixteenth of the value to sixteen times as much, and to what it is by itself. */
function settingsOf<T extends Readonly<Record<string, number | null>>>(
  group: string,
  values: T,
  plain: T,
  put: (other: Readonly<Record<string, number>>) => Plan,
): readonly Setting[] {
  return Object.entries(values).flatMap(([key, value]): Setting[] => {
    const usual = plain[key] ?? null;
    if (value === null || value === usual) return [];
    const path = group === '' ? key : `${group}.${key}`;
    const widest = {
      least: Math.ceil(Math.min(value / 16, usual ?? value)),
      most: Math.max(value * 16, usual ?? 0),
    };
    const unit = key.endsWith('Ms') ? 'ms' : key.endsWith('Bytes') ? 'bytes' : '';
    return [[path, value, { ...within(path, widest), unit }, (other) => put({ [key]: other })]];
  });
}

/** What the schema takes. */
function within(path: string, { least, most }: Pick<FieldBounds, 'least' | 'most'>) {
  const [lowest, highest] =
    path === 'rules.dailyResetMinute'
      ? [0, 1439]
      : path === 'rules.compactAboveEntries'
        ? [2, Infinity]
        : path === 'socketBytes'
          ? [1_024, 16 * 1024 * 1024]
          : path.endsWith('Bytes')
            ? [256, 256 * 1024 * 1024]
            : [1, DAY_MS];
  return { least: Math.max(least, lowest), most: Math.min(most, highest) };
}
