/**
 * Simplifications: the same plan with one thing plainer and no entry fewer: defaults instead of drawn settings, one
 * client and one session instead of several, round times, small sizes. Each gives its candidates, plainest first, and
 * none when the thing is as plain as it gets. The world's seed and all ids stay.
 */
import { isTimed, type Fault, type Trigger } from './fault.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import { planSchema, type Plan, type PlanClient } from './plan.ts';

/** Candidates instead of `plan`, plainest first. */
export type Simplification = (plan: Plan) => readonly Plan[];

type Variation<T> = (item: T, plan: Plan) => readonly T[];

const PLAIN = planSchema.parse({ clients: [{ id: 'plain' }], operations: [] });
const PLAIN_SEND = planSchema.parse({
  clients: [{ id: 'plain' }],
  operations: [{ id: 'plain', do: 'send', client: 'plain', session: 'plain', atMs: 0 }],
}).operations[0] as SendOperation;

/** What can be made plainer in this plan, the large things first. */
export function simplifications(plan: Plan): readonly Simplification[] {
  return [
    allPlain,
    ...WORLD,
    ...plan.clients.flatMap((_client, k) => CLIENT.map((vary) => varied('clients', k, vary))),
    ...plan.operations.flatMap((one, k) => variationsOf(one).map((vary) => varied('operations', k, vary))),
    ...plan.faults.flatMap((_fault, k) => FAULT.map((vary) => varied('faults', k, vary))),
  ];
}

const allPlain: Simplification = ({ version, seed, mainSession, clients, operations, faults }) => [
  { ...PLAIN, version, seed, mainSession, ties: 'fifo', clients, operations, faults },
];

const WORLD: readonly Simplification[] = [
  (plan) => (plan.ties === 'fifo' ? [] : [{ ...plan, ties: 'fifo' }]),
  ...(['disk', 'socketBytes', 'summaryMs', 'quietWithinMs', 'bounds', 'wallClockMs'] as const).map(
    (key): Simplification =>
      (plan) =>
        settled(plan, key, PLAIN[key]),
  ),
  ...membersOf('limits'),
  ...membersOf('rules'),
];

function membersOf<G extends 'limits' | 'rules'>(group: G): readonly Simplification[] {
  return (Object.keys(PLAIN[group]) as (keyof Plan[G])[]).map(
    (key) => (plan) =>
      settled(plan[group], key, PLAIN[group][key]).map((members) => ({ ...plan, [group]: members })),
  );
}

const CLIENT: readonly Variation<PlanClient>[] = (
  [
    'role',
    'follows',
    'subscribes',
    'latencyMs',
    'bytesPerSecond',
    'readBytesPerSecond',
    'protocols',
    'connectAtMs',
  ] as const
).map((key) => (client) => settled(client, key, (PLAIN.clients[0] as PlanClient)[key]));

const OPERATION: readonly Variation<Operation>[] = [
  (one, { clients }) => settled(one, 'client', clients[0]?.id ?? one.client),
  (one, { mainSession }) => ('session' in one ? settled(one, 'session', mainSession) : []),
  ({ atMs, ...one }) => (atMs === undefined ? [] : rounder(atMs).map((at) => ({ ...one, atMs: at }))),
  ({ after, ...one }) =>
    after === undefined
      ? []
      : smaller(after.delayMs, 0).map((delayMs) => ({ ...one, after: { ...after, delayMs } })),
  (one) => (one.do === 'history' ? smaller(one.times, 1).map((times) => ({ ...one, times })) : []),
  (one) => (one.do === 'history' ? settled(one, 'maxChars', undefined) : []),
  (one) => (one.do === 'abort' ? settled(one, 'run', undefined) : []),
  (one) => (one.do === 'leave' ? settled(one, 'forMs', 100) : []),
  (one) => (one.do === 'delete' ? settled(one, 'names', undefined) : []),
  (one) => (one.do === 'subscribe' ? settled(one, 'to', 'messages') : []),
];

const SEND: readonly Variation<SendOperation>[] = [
  (send) => settled(send, 'text', ''),
  (send) => settled(send, 'bytes', undefined),
  ({ bytes, ...send }) =>
    bytes === undefined ? [] : smaller(bytes, 0).map((fewer) => ({ ...send, bytes: fewer })),
  (send) => settled(send, 'names', undefined),
  (send) => settled(send, 'sameKey', false),
  (send) => settled(send, 'keyOf', undefined),
];

const TURN: readonly Variation<TurnScript>[] = [
  (turn) => [{ ...PLAIN_SEND.turn, steps: turn.steps }].filter((plain) => !isSame(plain, turn)),
  (turn) => settled(turn.end, 'type', 'stop').map((end) => ({ ...turn, end })),
  (turn) => smaller(turn.end.afterMs, 5).map((afterMs) => ({ ...turn, end: { ...turn.end, afterMs } })),
  (turn) => smaller(turn.startAfterMs, 5).map((startAfterMs) => ({ ...turn, startAfterMs })),
  (turn) => settled(turn, 'tokens', PLAIN_SEND.turn.tokens),
];

function variationsOf(operation: Operation): readonly Variation<Operation>[] {
  if (operation.do !== 'send') return OPERATION;
  const steps = operation.turn.steps.flatMap((_step, k) => STEP.map((vary) => onStep(k, vary)));
  return [...OPERATION, ...[...SEND, ...[...TURN, ...steps].map(onTurn)].map(onSend)];
}

type Step = TurnScript['steps'][number];

const STEP: readonly Variation<Step>[] = [
  (step) => settled<Step, 'type'>(step, 'type', 'delta'),
  (step) => smaller(step.afterMs, 10).map((afterMs) => ({ ...step, afterMs })),
  (step) => smaller(step.bytes, 24).map((bytes) => ({ ...step, bytes })),
  (step) => settled(step, 'letters', undefined),
];

/** The members of faults that are numbers. */
export type FaultNumber = NumberMember<Fault>;
type NumberMember<F> = F extends Fault
  ? { [M in keyof F]-?: NonNullable<F[M]> extends number ? M : never }[keyof F]
  : never;

/** What makes a number plainer. */
const PLAINER: { readonly [M in FaultNumber]: (number: number) => readonly number[] } = {
  atMs: rounder,
  byMs: rounder,
  bytesPerSecond: rounder,
  overBytes: rounder,
  durationMs: (number) => smaller(number, 1),
  extraMs: (number) => smaller(number, 1),
  delayMs: (number) => smaller(number, 0),
  everyMs: (number) => smaller(number, 1),
  stepBytes: (number) => smaller(number, 0),
  count: (number) => smaller(number, 2),
  requests: (number) => smaller(number, 1),
  times: (number) => smaller(number, 1),
  failures: (number) => smaller(number, 1),
  downMs: (number) => (number === 500 ? [] : [500]),
};

const FAULT: readonly Variation<Fault>[] = [
  ...Object.entries(PLAINER).map(([key, plainer]): Variation<Fault> => {
    return (one) => {
      const number: unknown = (one as Readonly<Record<string, unknown>>)[key];
      return typeof number === 'number' ? plainer(number).map((value) => ({ ...one, [key]: value })) : [];
    };
  }),
  onTrigger((when) => settled(when, 'delayMs', 0)),
  onTrigger((when) => smaller(when.nth, 1).map((nth) => ({ ...when, nth }))),
  onTrigger((when) => settled(when, 'edge', 'after')),
];

function onTrigger(vary: (when: Trigger) => readonly Trigger[]): Variation<Fault> {
  return (one) =>
    isTimed(one) && one.when !== undefined ? vary(one.when).map((when) => ({ ...one, when })) : [];
}

function onSend(vary: Variation<SendOperation>): Variation<Operation> {
  return (one, plan) => (one.do === 'send' ? vary(one, plan) : []);
}

function onTurn(vary: Variation<TurnScript>): Variation<SendOperation> {
  return ({ turn, ...send }, plan) => vary(turn, plan).map((plainer) => ({ ...send, turn: plainer }));
}

function onStep(k: number, vary: Variation<Step>): Variation<TurnScript> {
  return (turn, plan) => {
    const step = turn.steps[k];
    if (step === undefined) return [];
    return vary(step, plan).map((plainer) => ({ ...turn, steps: turn.steps.with(k, plainer) }));
  };
}

function varied<K extends 'clients' | 'operations' | 'faults'>(
  list: K,
  k: number,
  vary: Variation<Plan[K][number]>,
): Simplification {
  return (plan) => {
    const items = plan[list] as readonly Plan[K][number][];
    const item = items[k];
    if (item === undefined) return [];
    return vary(item, plan).map((plainer) => ({ ...plan, [list]: items.with(k, plainer) }));
  };
}

/** The one candidate in which a member has its plain value; none when it has. */
function settled<T extends object, K extends keyof T>(item: T, key: K, plain: T[K]): readonly T[] {
  if (isSame(item[key], plain)) return [];
  if (plain !== undefined) return [{ ...item, [key]: plain }];
  const { [key]: _gone, ...rest } = item;
  return [rest as T];
}

/** Powers of ten from `least` on, then fewer digits; each smaller than `number`, or as large with fewer digits. */
function smaller(number: number, least: number): readonly number[] {
  if (number <= least) return [];
  const steps = [least];
  for (let step = 1; step < number; step *= 10) if (step > least) steps.push(step);
  return [...steps, ...rounder(number).filter((one) => one <= number && !steps.includes(one))];
}

/** The number with one and with two significant digits. */
function rounder(number: number): readonly number[] {
  const [one, two] = [Number(number.toPrecision(1)), Number(number.toPrecision(2))];
  if (one === number) return [];
  return two === number || two === one ? [one] : [one, two];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
