/**
 * The generator: one seed, one plan. Swarm testing (Groce et al., ISSTA 2012): the first draw is a mask that switches
 * random feature and fault families off for the whole plan, so that plans differ in kind and not only in luck; all
 * off is allowed. Limits are drawn small, so that overflow is common.
 */
import { createStream, type RandomStream } from '../kernel/random.ts';
import { REAL_LIMITS } from '../protocol/limits.ts';
import type { Fault } from './fault.ts';
import { generateFaults } from './generate-faults.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import { PLAN_VERSION, type ClientRole, type Plan, type PlanClient } from './plan.ts';

/** Feature and fault families that a plan may have or lack. */
export const FEATURES = [
  'sessions',
  'clients',
  'bursts',
  'resets',
  'deletes',
  'aborts',
  'compactions',
  'control',
  'retries',
  'channels',
  'payload',
  'tight-limits',
  'daily-rule',
  'hung-runs',
  'consumer',
  'link',
  'process',
  'lifecycle',
  'compaction-faults',
  'storage',
  'clock',
] as const;
export type Feature = (typeof FEATURES)[number];

/** What the parts of the generator share. */
export interface Draft {
  readonly random: RandomStream;
  readonly has: ReadonlySet<Feature>;
  readonly sessions: readonly string[];
  readonly clients: readonly PlanClient[];
  /** Operations fall between 0.5 s and this. */
  readonly horizonMs: number;
}

const MAIN = 'agent:main:main';

/** The plan of a seed. Any string is a seed; the same string gives the same plan in the same version. */
export function generatePlan(seed: string): Plan {
  const random = createStream(`${seed}/plan`);
  const density = random.pick([0.15, 0.35, 0.5, 0.7, 0.9]);
  const has = new Set<Feature>(FEATURES.filter(() => random.chance(density)));
  const sessions = drawSessions(random, has);
  const clients = drawClients(random, has, sessions);
  const horizonMs = random.pick([1_500, 4_000, 10_000]);
  const draft: Draft = { random, has, sessions, clients, horizonMs };
  const limits = drawLimits(draft);
  const operations = drawOperations(draft, limits);
  const faults: Fault[] = generateFaults(draft, operations);
  return {
    version: PLAN_VERSION,
    seed,
    ties: 'random',
    limits,
    rules: {
      dailyResetMinute: has.has('daily-rule') ? 240 : null,
      compactAboveEntries: has.has('compactions') && random.chance(0.4) ? random.int(4, 12) : null,
    },
    mainSession: MAIN,
    wallClockMs: 1_767_268_800_000,
    disk: {
      latencyMs: random.pick<[number, number]>([
        [0.02, 0.2],
        [0.05, 1],
        [0.5, 6],
      ]),
      bootMs: [20, 200],
    },
    socketBytes: has.has('tight-limits') ? random.pick([1_024, 16_384]) : 65_536,
    summaryMs: random.pick([50, 400, 3_000, 8_000]),
    quietWithinMs: 600_000,
    clients: [...clients],
    operations,
    faults,
  };
}

function drawSessions(random: RandomStream, has: ReadonlySet<Feature>): string[] {
  const sessions = [MAIN];
  if (has.has('sessions')) for (let k = random.int(1, 2); k > 0; k--) sessions.push(`agent:main:s${k}`);
  if (has.has('channels')) sessions.push('agent:main:discord:channel:c1');
  return sessions;
}

function drawClients(
  random: RandomStream,
  has: ReadonlySet<Feature>,
  sessions: readonly string[],
): PlanClient[] {
  const roles: ClientRole[] = ['operator'];
  if (has.has('clients')) {
    const others: ClientRole[] = ['operator', 'operator', 'legacy', 'reader', 'unscoped', 'slow'];
    for (let k = random.int(1, 3); k > 0; k--) roles.push(random.pick(others));
  }
  if (has.has('channels')) roles.push('channel');
  return roles.map((role, k) => ({
    id: `${role}-${k + 1}`,
    role,
    follows:
      role === 'operator' || role === 'reader' || role === 'slow' ? follows(random, sessions, k === 0) : [],
    latencyMs: random.pick<[number, number]>([
      [0.1, 0.4],
      [0.2, 2],
      [5, 40],
    ]),
    bytesPerSecond: random.chance(0.2) ? random.pick([1_000_000, 4_000_000]) : null,
    readBytesPerSecond: role === 'slow' ? random.pick([4_000, 30_000]) : null,
    connectAtMs: k === 0 ? 0 : random.pick([0, 0, 100, 900]),
  }));
}

function follows(random: RandomStream, sessions: readonly string[], all: boolean): string[] {
  return all ? [...sessions] : sessions.filter(() => random.chance(0.7));
}

function drawLimits({ random, has, clients }: Draft): Plan['limits'] {
  // on a narrow line one large answer takes longer than two short ticks, and a client's watchdog gives up for no fault
  const narrow = clients.some((client) => client.bytesPerSecond !== null);
  const limits: Plan['limits'] = {
    ...REAL_LIMITS,
    tickIntervalMs: random.pick(narrow ? [5_000, 30_000] : [1_000, 5_000, 30_000]),
    handshakeTimeoutMs: random.pick([2_000, 15_000]),
    summaryTimeoutMs: random.pick([2_000, 10_000, 60_000]),
    runTimeoutMs: random.pick([15_000, 60_000]),
  };
  if (!has.has('tight-limits')) return limits;
  const maxPayloadBytes = random.pick([4_096, 8_192, 32_768]);
  return {
    ...limits,
    maxPayloadBytes,
    maxBufferedBytes: maxPayloadBytes * random.pick([2, 4, 16]),
    preHelloPayloadBytes: 4_096,
  };
}

type Kind = Operation['do'] | 'race' | 'control' | 'replay' | 'retry' | 'overlap';

function drawOperations(draft: Draft, limits: Plan['limits']): Operation[] {
  const { random, has } = draft;
  const kinds: Kind[] = ['send', 'send', 'send', 'send', 'list'];
  if (has.has('resets')) kinds.push('reset', 'race');
  if (has.has('deletes')) kinds.push('delete');
  if (has.has('aborts')) kinds.push('abort');
  if (has.has('compactions')) kinds.push('compact', 'overlap', 'overlap');
  if (has.has('control')) kinds.push('control', 'replay');
  if (has.has('retries')) kinds.push('retry');
  if (has.has('bursts')) kinds.push('history', 'history');
  if (has.has('link')) kinds.push('leave');
  const operations: Operation[] = [];
  const count = random.pick([3, 6, 12, 20]);
  let at = 500;
  for (let k = 0; k < count; k++) {
    at +=
      has.has('bursts') && random.chance(0.5)
        ? random.int(0, 12)
        : random.int(20, (draft.horizonMs * 2) / count);
    operations.push(...drawOperation(draft, limits, random.pick(kinds), operations, at));
  }
  return operations;
}

function drawOperation(
  draft: Draft,
  limits: Plan['limits'],
  kind: Kind,
  before: readonly Operation[],
  atMs: number,
): Operation[] {
  const { random } = draft;
  const session = random.pick(draft.sessions);
  const id = `${kind === 'race' || kind === 'control' || kind === 'replay' || kind === 'retry' ? 'm' : kind[0]}${before.length + 1}`;
  const base = { id, client: pickClient(draft, session), atMs };
  const sends = before.filter((operation) => operation.do === 'send');
  switch (kind) {
    case 'send':
      return [drawSend(draft, limits, base, session)];
    case 'race': {
      const offset = random.int(0, 10);
      const send = drawSend(draft, limits, base, session);
      return [send, { do: 'reset', id: `${id}r`, client: pickOperator(draft), atMs: atMs + offset, session }];
    }
    case 'overlap': {
      // a message reaches a session that has something to compact while the summary is being written
      const used = sends.length === 0 ? session : random.pick(sends).session;
      const later = {
        id: `${id}m`,
        client: pickClient(draft, used),
        atMs: atMs + random.pick([1, 60, 400, 2_500]),
      };
      return [
        { do: 'compact', ...base, client: pickOperator(draft), session: used },
        drawSend(draft, limits, later, used),
      ];
    }
    case 'control': {
      const names = random.pick([undefined, undefined, 'current', 'stale'] as const);
      const text = random.pick(['/reset please go on', '/new', '/reset']);
      return [{ ...drawSend(draft, limits, base, session), text, ...(names === undefined ? {} : { names }) }];
    }
    case 'replay':
    case 'retry': {
      const original = sends.length === 0 ? undefined : random.pick(sends);
      if (original === undefined) return [drawSend(draft, limits, base, session)];
      const { client, session: key } = original;
      return [
        {
          ...original,
          ...base,
          client,
          session: key,
          replayOf: original.replayOf ?? original.id,
          sameKey: kind === 'retry',
        },
      ];
    }
    case 'reset':
    case 'compact':
      return [{ do: kind, ...base, client: pickOperator(draft), session }];
    case 'delete': {
      const others = draft.sessions.filter((key) => key !== MAIN);
      return [
        {
          do: 'delete',
          ...base,
          client: pickOperator(draft),
          session: others.length > 0 ? random.pick(others) : session,
        },
      ];
    }
    case 'abort': {
      const run = sends.length > 0 && random.chance(0.6) ? random.pick(sends) : undefined;
      const target = run === undefined ? { session } : { session: run.session, run: run.replayOf ?? run.id };
      return [{ do: 'abort', ...base, client: pickOperator(draft), ...target }];
    }
    case 'history': {
      const others = draft.clients.filter((client) => client.id !== base.client);
      const used = sends.length === 0 ? session : random.pick(sends).session;
      const pile: Operation = { do: 'history', ...base, session: used, times: random.pick([1, 12, 40]) };
      if (others.length === 0 || random.chance(0.15)) return [pile];
      return [
        pile,
        {
          do: 'leave',
          id: `${id}l`,
          client: random.pick(others).id,
          atMs: atMs + random.int(5, 40),
          forMs: 10,
        },
      ];
    }
    case 'list':
      return [{ do: 'list', ...base }];
    case 'leave':
      return [{ do: 'leave', ...base, forMs: random.pick([20, 300, 2_000]) }];
  }
}

function drawSend(
  draft: Draft,
  limits: Plan['limits'],
  base: Pick<SendOperation, 'id' | 'client' | 'atMs'>,
  session: string,
): SendOperation {
  const { random, has } = draft;
  const send: SendOperation = {
    do: 'send',
    ...base,
    session,
    text: '',
    turn: drawTurn(draft, limits),
    sameKey: false,
  };
  if (has.has('payload') && has.has('tight-limits') && random.chance(0.15)) {
    const limit = limits.maxPayloadBytes;
    return { ...send, bytes: random.pick([limit - 200, limit - 1, limit, limit + 1, limit * 3]) };
  }
  return send;
}

function drawTurn({ random, has }: Draft, limits: Plan['limits']): TurnScript {
  const pace = random.pick([3, 20, 120]);
  const steps: TurnScript['steps'] = [];
  for (let k = random.pick([0, 1, 2, 4, 8]); k > 0; k--) {
    const afterMs = random.int(0, pace * 2);
    if (has.has('payload') && random.chance(0.25)) {
      const limit = has.has('tight-limits') ? limits.maxPayloadBytes : 40_000;
      steps.push({
        type: 'tool',
        afterMs,
        bytes: random.pick([200, limit - 1, limit, limit + 1, limit * 2]),
      });
    } else steps.push({ type: 'delta', afterMs, bytes: random.pick([8, 24, 200]) });
  }
  const hangs = has.has('hung-runs') && random.chance(0.1);
  const type = hangs ? 'never' : random.chance(0.12) ? 'error' : 'stop';
  return {
    startAfterMs: random.int(0, pace),
    steps,
    end: { type, afterMs: random.int(0, pace * 2) },
    tokens: random.int(10, 500),
  };
}

/** Whoever may write; sometimes somebody who may not. */
function pickClient({ random, clients }: Draft, session: string): string {
  const channel = clients.find((client) => client.role === 'channel');
  if (channel !== undefined && session.includes(':channel:')) return channel.id;
  const writers = clients.filter(({ role }) => role === 'operator' || role === 'legacy' || role === 'slow');
  return random.chance(0.95) ? random.pick(writers).id : random.pick(clients).id;
}

function pickOperator({ random, clients }: Draft): string {
  return random.pick(clients.filter(({ role }) => role === 'operator' || role === 'legacy')).id;
}
