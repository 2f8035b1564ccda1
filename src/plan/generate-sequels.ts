/**
 * Sequels: a few operations and faults, one after the other, that lead to a situation which draws at any time seldom
 * meet: what a summary left has to serve after a restart, a session is reset while its disk is full, a client comes back
 * and asks again. A plan has one of them or none, beside all else that it has. Owns what happens in each, and when.
 */
import type { Fault } from './fault.ts';
import type { PlanDraft } from './generate.ts';
import { drawSend, pickClient, pickOperator } from './generate-operations.ts';
import type { Operation, SendOperation, TurnScript } from './operation.ts';
import type { Plan } from './plan.ts';

export interface Sequel {
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

const NOTHING: Sequel = { operations: [], faults: [] };
/** Before any other operation: the first writes to a transcript are its own. */
const FIRST_MS = 320;
/** Longer than histories show a text without being asked for more. */
const LONG_BYTES = 9_000;

/** What a sequel is made from. */
class Situation {
  readonly draft: PlanDraft;
  readonly limits: Plan['limits'];
  readonly session: string;
  /** Who may do anything. */
  readonly operator: string;
  readonly writer: string;

  constructor(draft: PlanDraft, limits: Plan['limits']) {
    this.draft = draft;
    this.limits = limits;
    this.session = draft.random.pick(draft.sessions.filter((key) => !key.includes(':channel:')));
    this.operator = draft.clients[0]?.id ?? '';
    this.writer = pickClient(draft, this.session);
  }

  send(id: string, atMs: number, turn?: Partial<TurnScript>): SendOperation {
    const base = { id: `seq${id}`, client: this.writer, atMs };
    const send = drawSend(this.draft, this.limits, base, this.session);
    return turn === undefined ? send : { ...send, turn: { ...send.turn, ...turn } };
  }

  ask(what: 'reset' | 'compact', id: string, atMs: number, client = this.operator): Operation {
    return { do: what, id: `seq${id}`, client, atMs, session: this.session };
  }

  /** The same message with the same key, by whoever sent it. */
  again(original: SendOperation, id: string, atMs: number): SendOperation {
    return { ...original, id: `seq${id}`, atMs, replayOf: original.id, sameKey: true };
  }

  /** Somewhere in the time of the plan. */
  get someTime(): number {
    return this.draft.random.int(500, this.draft.horizonMs);
  }
}

type Draw = (situation: Situation) => Sequel;

const TOOLS: TurnScript['steps'] = [
  { type: 'delta', afterMs: 2, bytes: 24 },
  { type: 'tool', afterMs: 2, bytes: 60 },
  { type: 'tool', afterMs: 2, bytes: 60 },
  { type: 'delta', afterMs: 2, bytes: 24 },
];
const QUICK: Partial<TurnScript> = { startAfterMs: 2, end: { type: 'stop', afterMs: 5 } };
const WITH_TOOLS: Partial<TurnScript> = { ...QUICK, steps: TOOLS };

function lasting(afterMs: number, steps = TOOLS): Partial<TurnScript> {
  return { startAfterMs: 2, steps, end: { type: 'stop', afterMs } };
}

/** A client that is told nothing but what it sent leaves while its run goes on, comes back, and asks again. */
const comesBack: Draw = (situation) => {
  const { draft, session } = situation;
  const alone = draft.clients.find(
    ({ follows, role, subscribes }) =>
      (role === 'operator' || role === 'legacy' || role === 'writer') &&
      !subscribes &&
      !follows.includes(session),
  );
  const client = alone?.id ?? situation.writer;
  const atMs = situation.someTime;
  const send = { ...situation.send('1', atMs, lasting(2_500)), client };
  const leave: Operation = { do: 'leave', id: 'seq2', client, atMs: atMs + 150, forMs: 20 };
  return { operations: [send, leave, situation.again(send, '3', atMs + 700)], faults: [] };
};

/** Compacted again and again, with a restart between; an old key comes back, and a message needs what is left. */
const compactedOften: Draw = (situation) => {
  const { random } = situation.draft;
  const atMs = situation.someTime;
  const first = situation.send('1', atMs, WITH_TOOLS);
  const downMs = random.pick([1, 200]);
  const kind = random.pick(['process.crash', 'process.restart'] as const);
  const back = atMs + 27_000;
  return {
    operations: [
      first,
      situation.send('2', atMs + 500, QUICK),
      situation.ask('compact', '3', atMs + 1_500),
      situation.send('4', atMs + 12_000, QUICK),
      situation.ask('compact', '5', atMs + 13_000),
      situation.again(first, '6', back + 500),
      situation.send('7', back + 800, QUICK),
      situation.send('8', back + 1_200, QUICK),
      situation.ask('compact', '9', back + 2_500),
      situation.send('10', back + 14_000, QUICK),
    ],
    faults: [{ kind, id: 'seqd', atMs: back - 1_000, downMs }],
  };
};

/** What tools said is asked for once more after a restart. */
const toolsReadBack: Draw = (situation) => {
  const { random } = situation.draft;
  const atMs = situation.someTime;
  const kind = random.pick(['process.crash', 'process.restart'] as const);
  return {
    operations: [situation.send('1', atMs, WITH_TOOLS), situation.send('2', atMs + 2_500)],
    faults: [{ kind, id: 'seqd', atMs: atMs + 1_000, downMs: random.pick([1, 200]) }],
  };
};

/** A summary fails, and somebody asks to compact again, long after. */
const compactedAgain: Draw = (situation) => {
  const { random } = situation.draft;
  const atMs = situation.someTime;
  const kind = random.pick(['summary.fail', 'summary.fail', 'summary.garbage', 'summary.timeout'] as const);
  // a summary that never answers is given up in the end
  const later = kind === 'summary.timeout' ? situation.limits.summaryTimeoutMs + 8_000 : 8_000;
  return {
    operations: [
      situation.send('1', atMs, QUICK),
      situation.send('2', atMs + 300, QUICK),
      situation.ask('compact', '3', atMs + 1_500),
      situation.ask('compact', '4', atMs + 1_500 + later),
      situation.send('5', atMs + 3_000 + later),
    ],
    faults: [{ kind, id: 'seqf', atMs: atMs + 1_400, durationMs: 1_000 }],
  };
};

/** Two ask to compact at once, and both read what came of it. */
const compactedTogether: Draw = (situation) => {
  const other = pickOperator(situation.draft, situation.operator);
  const atMs = situation.someTime;
  const read = (id: string, client: string, at: number): Operation => {
    return { do: 'history', id: `seq${id}`, client, atMs: at, session: situation.session, times: 1 };
  };
  return {
    operations: [
      situation.send('1', atMs, QUICK),
      situation.send('2', atMs + 300, QUICK),
      situation.ask('compact', '3', atMs + 1_500),
      situation.ask('compact', '4', atMs + 1_500 + situation.draft.random.pick([1, 20, 45]), other),
      read('5', other, atMs + 1_560),
      read('6', situation.operator, atMs + 12_000),
    ],
    faults: [],
  };
};

/** A text that histories cut is compacted. */
const compactedLong: Draw = (situation) => {
  if (situation.limits.maxPayloadBytes < 2 * LONG_BYTES) return NOTHING;
  const atMs = situation.someTime;
  return {
    operations: [
      { ...situation.send('1', atMs, QUICK), bytes: LONG_BYTES },
      situation.send('2', atMs + 300, {
        ...QUICK,
        steps: [{ type: 'delta', afterMs: 2, bytes: LONG_BYTES }],
      }),
      situation.ask('compact', '3', atMs + 1_500),
      situation.send('4', atMs + 12_000, QUICK),
    ],
    faults: [],
  };
};

/** A reset comes while a run is at work and the disk is full; who asked may be gone before it is refused, and never asks again. */
const refusedReset: Draw = (situation) => {
  const atMs = situation.someTime;
  const full: Fault = { kind: 'disk.full', id: 'seqf', atMs: atMs + 300, durationMs: 900 };
  const operations = [situation.send('1', atMs, lasting(3_000)), situation.ask('reset', '2', atMs + 400)];
  if (situation.draft.random.chance(0.4)) return { operations, faults: [full] };
  const leave: Operation = {
    do: 'leave',
    id: 'seq3',
    client: situation.operator,
    atMs: atMs + 560,
    forMs: 20,
  };
  const slow: Fault = { kind: 'disk.slow', id: 'seqs', atMs: atMs + 395, durationMs: 400, extraMs: 300 };
  return { operations: [...operations, leave], faults: [full, slow] };
};

/** Two wait behind a run, and the disk is full as the first of them is to begin: that is the sixth write. */
const startRefused: Draw = (situation) => {
  const when = { on: 'disk.append', match: 'transcripts/', nth: 6, edge: 'before', delayMs: 0 } as const;
  return {
    operations: [
      situation.send('1', FIRST_MS, lasting(80)),
      situation.send('2', FIRST_MS + 20, QUICK),
      situation.send('3', FIRST_MS + 40, QUICK),
    ],
    faults: [{ kind: 'disk.full', id: 'seqf', when, durationMs: situation.draft.random.pick([1, 5, 200]) }],
  };
};

/** A part of what a run leaves is written, the rest refused; then all of it is read back. That is the third write. */
const halfABatch: Draw = (situation) => {
  const { random } = situation.draft;
  const when = { on: 'disk.append', match: 'transcripts/', nth: 3, edge: 'before', delayMs: 0 } as const;
  const kind = random.pick(['process.crash', 'process.restart'] as const);
  return {
    operations: [situation.send('1', FIRST_MS, WITH_TOOLS), situation.send('2', FIRST_MS + 4_000, QUICK)],
    faults: [
      { kind: 'disk.short', id: 'seqf', when, durationMs: random.pick([1, 5, 200]) },
      { kind, id: 'seqd', atMs: FIRST_MS + 2_500, downMs: random.pick([1, 200]) },
    ],
  };
};

/** A message names a session that has ended, while a run of the next one is at work. */
const namesTheLast: Draw = (situation) => {
  const atMs = situation.someTime;
  return {
    operations: [
      situation.send('1', atMs, QUICK),
      situation.ask('reset', '2', atMs + 500),
      situation.send('3', atMs + 900, lasting(1_500)),
      { ...situation.send('4', atMs + 1_500), client: situation.operator, names: 'stale' },
    ],
    faults: [],
  };
};

/** Somebody begins to follow a session in the middle of a reply. */
const joinsLate: Draw = (situation) => {
  const { clients, random } = situation.draft;
  const [first, ...others] = clients.filter(
    ({ role }) => role === 'operator' || role === 'reader' || role === 'writer',
  );
  if (first === undefined || others.length === 0) return NOTHING;
  const client = (others.find(({ subscribes }) => !subscribes) ?? random.pick(others)).id;
  const atMs = situation.someTime;
  const words = Array.from({ length: 12 }, () => ({ type: 'delta' as const, afterMs: 200, bytes: 24 }));
  return {
    operations: [
      { ...situation.send('1', atMs, lasting(50, words)), client: first.id },
      { do: 'subscribe', id: 'seq2', client, atMs: atMs + 900, session: situation.session, to: 'messages' },
    ],
    faults: [],
  };
};

/** A reset, or a delete, ends a run that has used a tool and whose model would go on for long. */
const endedAtWork: Draw = (situation) => {
  const atMs = situation.someTime;
  const operations = [situation.send('1', atMs, lasting(12_000)), situation.ask('reset', '2', atMs + 600)];
  return { operations, faults: [] };
};

/** Two wait behind a run that goes on, and somebody wants all that goes on there to end. */
const abortsAll: Draw = (situation) => {
  const { operator, session } = situation;
  const atMs = situation.someTime;
  return {
    operations: [
      situation.send('1', atMs, lasting(6_000)),
      situation.send('2', atMs + 40, QUICK),
      situation.send('3', atMs + 80, QUICK),
      { do: 'abort', id: 'seq4', client: operator, atMs: atMs + 500, session },
    ],
    faults: [],
  };
};

/** A message that begins with a command is honoured, and comes again after a restart. */
const commandAgain: Draw = (situation) => {
  const { random } = situation.draft;
  const atMs = situation.someTime;
  const text = '/reset and go on';
  const command: SendOperation = {
    ...situation.send('2', atMs + 700, QUICK),
    client: situation.operator,
    text,
    names: 'current',
  };
  const kind = random.pick(['process.crash', 'process.restart'] as const);
  const downMs = random.pick([1, 200]);
  return {
    operations: [
      situation.send('1', atMs, QUICK),
      command,
      situation.again(command, '3', atMs + 2_500 + downMs),
    ],
    faults: [{ kind, id: 'seqd', atMs: atMs + 1_800, downMs }],
  };
};

type Choice = readonly [Draw, ...Parameters<PlanDraft['has']['has']>[0][]];

/** Each with the features that a plan must have for it. */
const SEQUELS: readonly Choice[] = [
  [comesBack, 'link', 'retries'],
  [compactedOften, 'compactions', 'process'],
  [toolsReadBack, 'process'],
  [compactedAgain, 'compaction-faults'],
  [compactedTogether, 'compactions'],
  [compactedLong, 'compactions', 'payload'],
  [refusedReset, 'resets', 'storage'],
  [startRefused, 'storage'],
  [halfABatch, 'storage'],
  [namesTheLast, 'resets'],
  [joinsLate, 'clients'],
  [endedAtWork, 'resets'],
];

/** Some of the plans that have none of those have one of these. */
const OTHERS: readonly Choice[] = [
  [abortsAll, 'aborts'],
  [commandAgain, 'control', 'process'],
];

/** Comes after everything else that is drawn, so that it changes nothing of that. */
export function drawSequel(draft: PlanDraft, limits: Plan['limits']): Sequel {
  const { has, random } = draft;
  const possible = (of: readonly Choice[]): readonly Choice[] =>
    of.filter(([, ...features]) => features.every((feature) => has.has(feature)));
  let choices = possible(SEQUELS);
  if (choices.length === 0 || random.chance(0.4)) {
    choices = possible(OTHERS);
    if (choices.length === 0 || !random.chance(0.5)) return NOTHING;
  }
  const [draw] = random.pick(choices);
  return draw(new Situation(draft, limits));
}
