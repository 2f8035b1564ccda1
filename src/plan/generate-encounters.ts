/**
 * Encounters: operations that are drawn to meet something. A message meets a gateway that is stopping, or one that is
 * back; an old key comes again after a restart; somebody subscribes who has; a delete names the session that it
 * expects; who may do nothing tries everything. They come after the plan's other operations, which they may repeat.
 */
import type { Fault } from './fault.ts';
import type { PlanDraft } from './generate.ts';
import { drawSend, pickClient, pickOperator } from './generate-operations.ts';
import type { Operation, SendOperation } from './operation.ts';
import type { Plan } from './plan.ts';

type Restart = Extract<Fault, { kind: 'process.restart' | 'process.crash' }>;

/** In no order of time. */
export function drawEncounters(
  draft: PlanDraft,
  limits: Plan['limits'],
  operations: readonly Operation[],
  faults: readonly Fault[],
): Operation[] {
  const restarts = faults.filter(
    (fault): fault is Restart =>
      (fault.kind === 'process.restart' || fault.kind === 'process.crash') && fault.atMs !== undefined,
  );
  const sends = operations.filter((operation) => operation.do === 'send' && operation.replayOf === undefined);
  return [
    ...restarts.flatMap((restart, k) =>
      drawAroundRestart(draft, limits, sends as SendOperation[], restart, k),
    ),
    ...drawSubscriptions(draft),
    ...drawExpectedDelete(draft, limits),
    ...drawTrespass(draft),
  ];
}

function drawAroundRestart(
  draft: PlanDraft,
  limits: Plan['limits'],
  sends: readonly SendOperation[],
  { atMs = 0, downMs, kind }: Restart,
  k: number,
): Operation[] {
  const { random } = draft;
  const found: Operation[] = [];
  const before = sends.filter((send) => (send.atMs ?? Infinity) < atMs);
  const session = before.length > 0 ? random.pick(before).session : random.pick(draft.sessions);
  if (kind === 'process.restart' && random.chance(0.6))
    found.push(...drawDrain(draft, limits, session, atMs, k));
  const back = atMs + downMs + random.pick([0, 100, 400, 2_000]);
  if (random.chance(0.4)) {
    const at = { id: `back${k + 1}`, client: pickClient(draft, session), atMs: back };
    found.push(drawSend(draft, limits, at, session));
  }
  if (before.length > 0 && random.chance(0.4)) {
    const original = random.pick(before);
    found.push({ ...original, id: `old${k + 1}`, atMs: back, replayOf: original.id, sameKey: true });
  }
  return found;
}

/** A gateway stops in a moment, unless a run has to be ended first: messages reach it just then. */
function drawDrain(
  draft: PlanDraft,
  limits: Plan['limits'],
  session: string,
  stopsAtMs: number,
  k: number,
): Operation[] {
  const { random, clients } = draft;
  const begun = {
    id: `run${k + 1}`,
    client: pickClient(draft, session),
    atMs: stopsAtMs - random.int(100, 200),
  };
  const run = drawSend(draft, limits, begun, session);
  // what it has said by then is to be found afterwards
  const words = { type: 'delta', afterMs: 2, bytes: 24 } as const;
  const steps = random.chance(0.7) ? [words, ...run.turn.steps] : run.turn.steps;
  const end = { type: 'stop', afterMs: 1_000 } as const;
  const client = pickClient(draft, session);
  const [least = 0, most = 0] = clients.find(({ id }) => id === client)?.latencyMs ?? [];
  const arrives = stopsAtMs - (least + most) / 2;
  return [
    { ...run, turn: { ...run.turn, startAfterMs: 5, steps, end } },
    ...[0, random.pick([0.2, 1, 3])].map((late, n) =>
      drawSend(draft, limits, { id: `drain${k + 1}${'ab'[n] ?? ''}`, client, atMs: arrives + late }, session),
    ),
  ].filter(({ atMs = 0 }) => atMs >= 0);
}

function drawSubscriptions({ random, has, sessions, clients, horizonMs }: PlanDraft): Operation[] {
  if (!has.has('clients')) return [];
  return Array.from({ length: random.int(0, 2) }, (_, k): Operation => {
    const client = random.pick(clients).id;
    const to = random.pick(['messages', 'messages', 'sessions'] as const);
    return {
      do: 'subscribe',
      id: `sub${k + 1}`,
      client,
      atMs: random.int(500, horizonMs),
      session: random.pick(sessions),
      to,
    };
  });
}

/** A session that is used, and perhaps reset meanwhile, before somebody deletes the one that he knows. */
function drawExpectedDelete(draft: PlanDraft, limits: Plan['limits']): Operation[] {
  const { random, has, sessions, horizonMs } = draft;
  const [, ...others] = sessions;
  if (!has.has('deletes') || others.length === 0 || random.chance(0.5)) return [];
  const session = random.pick(others);
  const client = pickOperator(draft);
  const atMs = random.int(500, horizonMs);
  const names = random.pick(['current', 'stale'] as const);
  const send = drawSend(draft, limits, { id: 'expect1', client: pickClient(draft, session), atMs }, session);
  const reset: Operation = { do: 'reset', id: 'expect2', client, atMs: atMs + random.int(100, 400), session };
  const last: Operation = {
    do: 'delete',
    id: 'expect3',
    client,
    atMs: atMs + random.int(500, 1_500),
    session,
    names,
  };
  const isReset = has.has('resets') && (names === 'stale' || random.chance(0.3));
  return isReset ? [send, reset, last] : [send, last];
}

function drawTrespass({ random, clients, sessions, horizonMs }: PlanDraft): Operation[] {
  const stranger = clients.find(({ role }) => role === 'unscoped');
  if (stranger === undefined || random.chance(0.5)) return [];
  const atMs = random.int(1_000, horizonMs);
  return [{ do: 'try-all', id: 'try1', client: stranger.id, atMs, session: random.pick(sessions) }];
}
