/**
 * The mix: the plan that every benchmark of the world runs. A day at a small gateway, pressed together: two operators,
 * a reader and a channel share four sessions; every second and a half somebody sends, a reply of some 1,200 characters
 * streams back in pieces of a token or three, 20 ms apart, and meanwhile somebody reads, resets, aborts or breaks
 * something. The same arguments give the same plan; the smallest one is committed as data (mix.yaml).
 */
import { createStream, type RandomStream } from '../../src/kernel/random.ts';
import { planSchema, type Plan, type PlanInput } from '../../src/plan/plan.ts';

type OperationInput = NonNullable<PlanInput['operations']>[number];
type FaultInput = NonNullable<PlanInput['faults']>[number];
type TurnInput = Extract<OperationInput, { do: 'send' }>['turn'];

export interface MixOptions {
  /** How many messages are sent; each costs about 500 events. Default: as many as make 10,000 events. */
  readonly sends?: number;
  /** Another seed draws other turns, other senders, other faults at other times. */
  readonly seed?: string;
}

/** Makes 10,000 events, give or take a twentieth. */
export const SMALL_MIX_SENDS = 19;
/** About what one send comes to, with all that goes on around it. */
export const EVENTS_PER_SEND = 500;

const MAIN = 'agent:main:main';
const WORK = 'agent:main:work';
const NOTES = 'agent:main:notes';
const CHANNEL = 'agent:main:discord:channel:general';
const SESSIONS = [MAIN, WORK, NOTES, CHANNEL];
/** Whose turn it is to be sent to: half of all goes to the main session. */
const SENT_TO = [MAIN, WORK, MAIN, CHANNEL, MAIN, NOTES];

const SEND_EVERY_MS = 1_500;
const FIRST_SEND_MS = 1_000;
/** Sends after which what people do beside sending comes round again: a long mix is many short ones. */
const PERIOD = 19;
const SENDS_PER_FAULT = 2;
/** Turns come from so many scripts, as the replies of one model are alike. */
const SCRIPTS = 6;

export function mixPlan({ sends = SMALL_MIX_SENDS, seed = 'mix' }: MixOptions = {}): Plan {
  const random = createStream(`${seed}/mix`);
  const scripts = Array.from({ length: SCRIPTS }, (_, k) => turnOf(random, k));
  const operations: OperationInput[] = [];
  const faults: FaultInput[] = [];
  for (let k = 0; k < sends; k++) {
    operations.push(sendOf(random, k, scripts), ...aroundSend(k));
    if (k % SENDS_PER_FAULT === SENDS_PER_FAULT - 1) faults.push(faultOf(random, faults.length, k));
  }
  return planSchema.parse({
    seed,
    limits: { dedupeWindowMs: 60_000 },
    rules: { compactAboveEntries: 16 },
    summaryMs: 3_500,
    clients: [
      { id: 'web', role: 'operator', follows: SESSIONS },
      { id: 'phone', role: 'operator', follows: SESSIONS, latencyMs: [20, 80] },
      { id: 'watch', role: 'reader', follows: SESSIONS },
      { id: 'discord', role: 'channel' },
    ],
    operations,
    faults,
  } satisfies PlanInput);
}

/** A reply in pieces as a model streams them, a token or three each; every second script calls a tool in the middle. */
function turnOf(random: RandomStream, script: number): NonNullable<TurnInput> {
  const steps: NonNullable<NonNullable<TurnInput>['steps']> = Array.from(
    { length: random.int(100, 130) },
    () => ({ type: 'delta', afterMs: 20, bytes: random.int(4, 16) }),
  );
  if (script % 2 === 0)
    steps.splice(random.int(30, 70), 0, { type: 'tool', afterMs: 30, bytes: random.int(200, 800) });
  return { startAfterMs: 15, steps, tokens: 400 };
}

function sendOf(random: RandomStream, k: number, scripts: readonly TurnInput[]): OperationInput {
  const session = sessionOf(k);
  return {
    do: 'send',
    id: `s${k}`,
    client: senderTo(session, k),
    session,
    atMs: sentAt(k),
    turn: random.pick(scripts),
  };
}

/** What people do beside sending, around send `k`. */
function aroundSend(k: number): OperationInput[] {
  const session = sessionOf(k);
  const around: OperationInput[] = [];
  const at = (ms: number): number => sentAt(k) + ms;
  if (k % 5 === 3) around.push({ do: 'history', id: `h${k}`, client: 'web', session, atMs: at(100) });
  // a client that is not sure whether it was heard says it again
  if (k % 8 === 5) around.push(againOf(k));
  if (k % 6 === 4) around.push({ do: 'list', id: `l${k}`, client: 'watch', atMs: at(60) });
  if (k % PERIOD === 8) around.push({ do: 'reset', id: `r${k}`, client: 'phone', session, atMs: at(120) });
  if (k % PERIOD === 4)
    around.push({ do: 'compact', id: `c${k}`, client: 'web', session: MAIN, atMs: at(900) });
  if (k % PERIOD === 11) around.push({ do: 'abort', id: `a${k}`, client: 'web', session, atMs: at(400) });
  return around;
}

function againOf(k: number): OperationInput {
  const session = sessionOf(k);
  return {
    do: 'send',
    id: `again${k}`,
    client: senderTo(session, k),
    session,
    atMs: sentAt(k) + 200,
    replayOf: `s${k}`,
    sameKey: true,
  };
}

/** The faults come in turn, so that every thousand events or so has one, whatever the seed. */
function faultOf(random: RandomStream, nth: number, k: number): FaultInput {
  const id = `f${nth}`;
  const atMs = sentAt(k) + random.int(0, SEND_EVERY_MS);
  const client = random.pick(['web', 'phone', 'watch']);
  const kinds: readonly FaultInput[] = [
    { kind: 'link.cut', id, atMs, client },
    { kind: 'summary.stall', id, atMs, durationMs: 6_000 },
    { kind: 'disk.slow', id, atMs, durationMs: 500, extraMs: 20 },
    { kind: 'lifecycle.late', id, run: `s${k}`, event: 'end', delayMs: 300 },
    { kind: 'link.stall', id, atMs, durationMs: 600, client },
    { kind: 'process.restart', id, atMs },
    { kind: 'process.crash', id, atMs },
    { kind: 'reader.pause', id, atMs, durationMs: 800, client },
    { kind: 'lifecycle.duplicate', id, run: `s${k}`, event: 'end', delayMs: 100 },
    { kind: 'link.latency', id, atMs, durationMs: 1_000, extraMs: 60, client },
  ];
  return kinds[nth % kinds.length] as FaultInput;
}

function sessionOf(k: number): string {
  return SENT_TO[k % SENT_TO.length] as string;
}

function senderTo(session: string, k: number): string {
  return session === CHANNEL ? 'discord' : k % 3 === 0 ? 'phone' : 'web';
}

function sentAt(k: number): number {
  return FIRST_SEND_MS + k * SEND_EVERY_MS;
}
