/**
 * Continuations: what came before a moment of a plan stays, and what comes after it is drawn anew by the generator, with a
 * mask of features of its own, as campaigns draw. The clients, limits and settings of the plan stay, and so does its seed,
 * so that the world is the same until then. Of a run that is under way what was said stays. Pure; owns what is kept and
 * how the rest is drawn. Must not know why somebody goes back. Limit: a send that repeats one that comes later, or has its key, is
 * one of its own.
 */
import { createStream, type RandomStream } from '../kernel/random.ts';
import { REAL_LIMITS } from '../protocol/limits.ts';
import { without, type PlanEntry } from './edits.ts';
import { isTimed, type Fault } from './fault.ts';
import { aimed } from './generate-aim.ts';
import { drawEncounters } from './generate-encounters.ts';
import { generateFaults } from './generate-faults.ts';
import { drawOperations, drawTurn, pickClient, pickOperator } from './generate-operations.ts';
import { drawMask, type Feature, type PlanDraft } from './generate.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import type { Plan, PlanClient } from './plan.ts';

/** A moment of an execution, and what had happened by then. Plain data. */
export interface Rewind {
  /** Milliseconds since the world began; what is drawn comes no earlier. */
  readonly atMs: number;
  /** Operations that had been handed to their client, and when. */
  readonly operations: readonly { readonly id: string; readonly atMs: number }[];
  /** Faults that had happened, by id. */
  readonly faults: readonly string[];
  /** Runs of these that were not over; a send that is not here keeps its whole script. */
  readonly runs: readonly RunUnderway[];
}

export interface RunUnderway {
  readonly send: string;
  /** Those of the model, in order; none: it had not been called. After a crash the same script is played again. */
  readonly calls: readonly CallUnderway[];
  /** Steps of its script that had been said, by the call that came farthest. */
  readonly steps: number;
}

export interface CallUnderway {
  readonly atMs: number;
  /** Until when it played its script: a crash ended it, or the moment. */
  readonly untilMs: number;
}

/** What a continuation has besides drawn operations. A crash, or a message more, can undo what a mistake did, and can show it. */
export interface Tail {
  /** Drawn operations. */
  readonly operations: boolean;
  /** Drawn faults. */
  readonly faults: boolean;
  /** After everything else, in each session: an ordinary message; or that, a compaction, and a message more. */
  readonly asks: 'nothing' | 'messages' | 'everything';
  /** The process is restarted at last. */
  readonly restart: boolean;
  /** How runs go on that are under way: as is drawn, or as their scripts say. */
  readonly runs: 'drawn' | 'kept';
}

/** Where the generator lets operations begin; faults begin a little earlier. */
const BEGINS_MS = 500;
const SOON_MS = 100;
/**
 * So much is drawn: enough for what is done to show in what comes soon after. With as much as campaigns draw, many a mistake
 * is set off by what is drawn, whatever was kept.
 */
const DRAWN = { operations: 4, faults: 2 } as const;
/** A plan's own ids never begin so. */
const KEPT = 'kept ';

const EVERYTHING: Tail = { operations: true, faults: true, asks: 'messages', restart: false, runs: 'drawn' };

/** The continuation that a seed gives. The same plan, moment and seed give the same one in the same version. */
export function continuationOf(plan: Plan, rewind: Rewind, seed: string, tail = EVERYTHING): Plan {
  const random = createStream(`${seed}/continuation`);
  const draft = draftOf(plan, random);
  const shiftMs = rewind.atMs === 0 ? 0 : rewind.atMs - SOON_MS;
  const times = new Map(rewind.operations.map(({ id, atMs }) => [id, atMs]));
  const kept = without(plan, entriesAfter(plan, rewind));
  const underway = new Map(rewind.runs.map((run) => [run.send, run]));
  const redrawn = tail.runs === 'drawn' ? underway : new Map<string, RunUnderway>();
  const before = kept.operations.map((one) => asBefore(one, (times.get(one.id) ?? 0) - shiftMs));
  const untilMs = rewind.atMs === 0 ? BEGINS_MS : SOON_MS;
  const operations = drawOperations(draft, plan.limits, { operations: before, untilMs }).slice(
    0,
    tail.operations ? DRAWN.operations : 0,
  );
  // what a fault makes of a run is decided when the model is called
  const waiting = before.filter(({ id }) => underway.get(id.slice(KEPT.length))?.calls.length === 0);
  const most = tail.faults ? DRAWN.faults : 0;
  const drawable = generateFaults(draft, [...waiting, ...operations]).slice(0, most);
  const faults = aimed(draft, operations, drawable);
  const encounters = tail.operations
    ? drawEncounters(draft, plan.limits, [...before, ...operations], faults)
    : [];
  const asked = asks(draft, tail, [...operations, ...encounters], untilMs);
  const lastMs = Math.max(untilMs, ...asked.map(({ atMs = 0 }) => atMs)) + RESTARTS_AFTER_MS;
  const restart: readonly Fault[] = tail.restart
    ? [{ kind: 'process.restart', id: 'last', atMs: lastMs, downMs: SOON_MS }]
    : [];
  const drawn = new Drawn(plan, shiftMs, rewind.atMs);
  return {
    ...kept,
    operations: [
      ...kept.operations.map((one) => continued(one, redrawn.get(one.id), draft, plan.limits)),
      ...[...operations, ...encounters, ...asked].map((one) => drawn.operation(one)),
    ],
    faults: [...kept.faults, ...[...faults, ...restart].flatMap((one) => drawn.fault(one))],
  };
}

const PLAIN_TURN: TurnScript = {
  startAfterMs: 5,
  steps: [{ type: 'delta', afterMs: 5, bytes: 8 }],
  end: { type: 'stop', afterMs: 5 },
  tokens: 100,
};
/** Of what is asked one after the other. */
const APART_MS = 50;
/** Before a compaction: until then a gateway may say that one goes on. */
const REST_MS = 10_000;
/** What was asked is answered by then. */
const RESTARTS_AFTER_MS = 3_000;

function asks(
  draft: PlanDraft,
  tail: Tail,
  before: readonly Operation[],
  untilMs: number,
): readonly Operation[] {
  if (tail.asks === 'nothing') return [];
  const wanted = tail.asks === 'messages' ? (['send'] as const) : (['send', 'compact', 'send'] as const);
  const firstMs = Math.max(untilMs, ...before.map(({ atMs = 0 }) => atMs)) + SOON_MS;
  const each = wanted.flatMap((what) => draft.sessions.map((session) => ({ what, session })));
  return each.map(({ what, session }, k): Operation => {
    const restMs = k < draft.sessions.length ? 0 : REST_MS;
    const base = { id: `ask${k + 1}`, atMs: firstMs + restMs + k * APART_MS, session };
    if (what === 'compact') return { do: 'compact', ...base, client: pickOperator(draft) };
    const client = pickClient(draft, session);
    return { do: 'send', ...base, client, text: '', turn: PLAIN_TURN, sameKey: false };
  });
}

function entriesAfter({ operations, faults }: Plan, rewind: Rewind): readonly PlanEntry[] {
  const [handed, happened] = [new Set(rewind.operations.map(({ id }) => id)), new Set(rewind.faults)];
  return [
    ...operations.filter(({ id }) => !handed.has(id)).map(({ id }): PlanEntry => ({ type: 'operation', id })),
    ...faults.filter(({ id }) => !happened.has(id)).map(({ id }): PlanEntry => ({ type: 'fault', id })),
  ];
}

/** Features that a plan's settings and clients decide are as they are there; the others are drawn. */
function draftOf(plan: Plan, random: RandomStream): PlanDraft {
  const mask = drawMask(random, {});
  const isIn: Partial<Record<Feature, boolean>> = {
    'tight-limits': plan.limits.maxPayloadBytes < REAL_LIMITS.maxPayloadBytes,
    'daily-rule': plan.rules.dailyResetMinute !== null,
    clients: plan.clients.length > 1,
    channels: plan.clients.some(({ role }) => role === 'channel'),
  };
  const has = new Set([...mask].filter((feature) => isIn[feature] ?? true));
  for (const [feature, is] of Object.entries(isIn)) if (is) has.add(feature as Feature);
  const used = plan.operations.flatMap((one) => ('session' in one ? [one.session] : []));
  const followed = plan.clients.flatMap(({ follows }) => follows);
  const sessions = [...new Set([plan.mainSession, ...used, ...followed])];
  const horizonMs = random.pick([1_500, 4_000, 10_000]);
  return { random, has, sessions, clients: withOperator(plan.clients), horizonMs };
}

/** Somebody has to ask for things; where nobody may, the first tries, and is refused. */
function withOperator(clients: readonly PlanClient[]): readonly PlanClient[] {
  if (clients.some(({ role }) => role === 'operator' || role === 'legacy')) return clients;
  const [first, ...others] = clients;
  return first === undefined ? [] : [{ ...first, role: 'operator' }, ...others];
}

/** What is drawn may refer to it: under an id of its own, at the time at which it came. */
function asBefore(one: Operation, atMs: number): Operation {
  return renamed({ ...one, after: undefined, atMs }, (id) => `${KEPT}${id}`);
}

/** With other ids for itself and for what it refers to. */
function renamed(one: Operation, name: (id: string) => string): Operation {
  const { id } = one;
  if (one.do === 'abort' && one.run !== undefined) return { ...one, id: name(id), run: name(one.run) };
  if (one.do !== 'send') return { ...one, id: name(id) };
  const { replayOf, keyOf } = one;
  return {
    ...one,
    id: name(id),
    ...(replayOf === undefined ? {} : { replayOf: name(replayOf) }),
    ...(keyOf === undefined ? {} : { keyOf: name(keyOf) }),
  };
}

/** What was said of its run stays, and how it goes on is drawn. */
function continued(
  one: Operation,
  run: RunUnderway | undefined,
  draft: PlanDraft,
  limits: Plan['limits'],
): Operation {
  if (one.do !== 'send' || run === undefined) return one;
  return { ...one, turn: continuedTurn(one, run, drawTurn(draft, limits)) };
}

function continuedTurn(
  { turn }: SendOperation,
  { calls, steps }: RunUnderway,
  drawn: TurnScript,
): TurnScript {
  if (calls.length === 0) return drawn;
  // it says nothing before it fails, so nothing else may begin
  if (turn.end.type === 'refused') return turn;
  const said = turn.steps.slice(0, steps);
  const saidMs = said.reduce((sum, { afterMs }) => sum + afterMs, turn.startAfterMs);
  // what is drawn comes in no call before that is over
  const waitMs = Math.max(0, ...calls.map(({ atMs, untilMs }) => untilMs - atMs - saidMs));
  const [next, ...further] = drawn.steps;
  const type = drawn.end.type === 'refused' ? 'error' : drawn.end.type;
  return {
    startAfterMs: turn.startAfterMs,
    steps: next === undefined ? said : [...said, { ...next, afterMs: next.afterMs + waitMs }, ...further],
    end: { type, afterMs: drawn.end.afterMs + (next === undefined ? waitMs : 0) },
    tokens: drawn.tokens,
  };
}

/** Drawn operations and faults as they are in the plan: with ids of their own, and no earlier than they may be. */
class Drawn {
  readonly #prefix: string;
  readonly #shiftMs: number;
  readonly #leastMs: number;

  constructor({ operations, faults }: Plan, shiftMs: number, leastMs: number) {
    const taken = [...operations, ...faults].map(({ id }) => id);
    let prefix = 'again-';
    while (taken.some((id) => id.startsWith(prefix))) prefix = `again-${prefix}`;
    this.#prefix = prefix;
    this.#shiftMs = shiftMs;
    this.#leastMs = leastMs;
  }

  operation(one: Operation): Operation {
    return renamed({ ...one, ...this.#time(one) }, (id) => this.#id(id));
  }

  /** None of a request that was sent. */
  fault(one: Fault): readonly Fault[] {
    const id = this.#id(one.id);
    if ('run' in one) return [{ ...one, id, run: this.#id(one.run) }];
    if ('operation' in one)
      return one.operation.startsWith(KEPT) ? [] : [{ ...one, id, operation: this.#id(one.operation) }];
    if (!isTimed(one) || one.when === undefined) return [{ ...one, id, ...this.#time(one) }];
    return [{ ...one, id, when: { ...one.when, fromMs: this.#leastMs } }];
  }

  /** Of what was kept, its own; of what was drawn, one that the plan does not have. */
  #id(id: string): string {
    return id.startsWith(KEPT) ? id.slice(KEPT.length) : `${this.#prefix}${id}`;
  }

  #time({ atMs }: { readonly atMs?: number | undefined }): { readonly atMs: number } {
    return { atMs: Math.max(this.#leastMs, (atMs ?? 0) + this.#shiftMs) };
  }
}
