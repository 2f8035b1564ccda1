/**
 * The generator: one stream of chance, one plan; a seed is such a stream. Swarm testing (Groce et al., ISSTA 2012):
 * the first draw is a mask that switches random feature and fault families off for the whole plan, so that plans
 * differ in kind and not only in luck; all off is allowed. Limits are drawn small, so that overflow is common.
 */
import { createStream, type RandomStream } from '../kernel/random.ts';
import { SPOKEN } from '../protocol/connect-params.ts';
import { REAL_LIMITS } from '../protocol/limits.ts';
import type { Fault } from './fault.ts';
import { aimed } from './generate-aim.ts';
import { generateFaults } from './generate-faults.ts';
import { drawEncounters } from './generate-encounters.ts';
import { drawOperations } from './generate-operations.ts';
import { drawSequel } from './generate-sequels.ts';
import { PLAN_VERSION, USUAL_BOUNDS, type ClientRole, type Plan, type PlanClient } from './plan.ts';

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
  'handshake',
  'characters',
] as const;
/** One of `FEATURES`. */
export type Feature = (typeof FEATURES)[number];

/** What the parts of the generator share. */
export interface PlanDraft {
  readonly random: RandomStream;
  readonly has: ReadonlySet<Feature>;
  /** The main session first. */
  readonly sessions: readonly string[];
  readonly clients: readonly PlanClient[];
  /** Operations fall between 0.5 s and this. */
  readonly horizonMs: number;
}

const MAIN = 'agent:main:main';
/** Each of them fits a gateway that speaks protocol 4: clients are of different ages. */
const RANGES: readonly PlanClient['protocols'][] = [
  [3, 4],
  [4, 4],
  [1, 4],
  [4, 9],
];

/** What plans are drawn from. Every default leaves everything possible, as campaigns have it. */
export interface PlanOptions {
  /** The features that may be drawn; each plan still lacks some. Default: all. */
  readonly only?: readonly Feature[];
  /** Features that no plan has. Default: none. */
  readonly without?: readonly Feature[];
  /** Features that every plan has, whatever `only` and `without` say. Default: none. */
  readonly always?: readonly Feature[];
  /** No plan has more operations. Default: 40, which is as many as are ever drawn. */
  readonly maxOperations?: number;
  /** Limits that all plans share. Default: each plan draws its own. */
  readonly limits?: Partial<Plan['limits']>;
}

/** The plan of a seed. Any string is a seed; the same string and options give the same plan in the same version. */
export function generatePlan(seed: string, options: PlanOptions = {}): Plan {
  return drawPlan(createStream(`${seed}/plan`), seed, options);
}

/** The next plan of a stream. `seed` is the plan's own, by which a world times latencies and ties. */
export function drawPlan(random: RandomStream, seed: string, options: PlanOptions): Plan {
  const has = drawMask(random, options);
  const sessions = drawSessions(random, has);
  const clients = drawClients(random, has, sessions);
  const horizonMs = random.pick([1_500, 4_000, 10_000]);
  const draft: PlanDraft = { random, has, sessions, clients, horizonMs };
  const limits = { ...drawLimits(draft), ...options.limits };
  const operations = drawOperations(draft, limits).slice(0, options.maxOperations);
  const faults: Fault[] = aimed(draft, operations, generateFaults(draft, operations));
  const encounters = drawEncounters(draft, limits, operations, faults);
  const plan: Plan = {
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
    bounds: USUAL_BOUNDS,
    clients: [...clients],
    operations: [...operations, ...encounters].slice(0, options.maxOperations),
    faults,
  };
  const sequel = drawSequel(draft, limits);
  return {
    ...plan,
    operations: [...plan.operations, ...sequel.operations].slice(0, options.maxOperations),
    faults: [...faults, ...sequel.faults],
  };
}

/** Draws once for each feature whatever the options are, so that an option changes nothing but what it names. */
export function drawMask(random: RandomStream, options: PlanOptions): ReadonlySet<Feature> {
  const { only = FEATURES, without = [], always = [] } = options;
  const density = random.pick([0.15, 0.35, 0.5, 0.7, 0.9]);
  const drawn = FEATURES.filter(() => random.chance(density));
  const allowed = drawn.filter((feature) => only.includes(feature) && !without.includes(feature));
  return new Set([...allowed, ...always]);
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
    const others: ClientRole[] = ['operator', 'operator', 'legacy', 'reader', 'writer', 'unscoped', 'slow'];
    for (let k = random.int(1, 3); k > 0; k--) roles.push(random.pick(others));
  }
  if (has.has('channels')) roles.push('channel');
  return roles.map((role, k) => ({
    id: `${role}-${k + 1}`,
    role,
    follows:
      role === 'operator' || role === 'reader' || role === 'writer' || role === 'slow'
        ? follows(random, sessions, k === 0)
        : [],
    // the first sees everything
    subscribes: k === 0 || random.chance(0.7),
    latencyMs: random.pick<[number, number]>([
      [0.1, 0.4],
      [0.2, 2],
      [5, 40],
    ]),
    bytesPerSecond: random.chance(0.2) ? random.pick([1_000_000, 4_000_000]) : null,
    readBytesPerSecond: role === 'slow' ? random.pick([4_000, 30_000]) : null,
    protocols: has.has('handshake') ? random.pick(RANGES) : [...SPOKEN],
    connectAtMs: k === 0 ? 0 : random.pick([0, 0, 100, 900]),
  }));
}

function follows(random: RandomStream, sessions: readonly string[], all: boolean): string[] {
  return all ? [...sessions] : sessions.filter(() => random.chance(0.7));
}

function drawLimits({ random, has, clients }: PlanDraft): Plan['limits'] {
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
