/**
 * Deaths at writes: a process that dies while something is being stored, was refused by the disk, or has just taken the
 * place of what it was made from. That is where careless stores lose what they said they had.
 */
import type { RandomStream } from '../kernel/random.ts';
import type { Fault, Trigger } from './fault.ts';
import { down, moment } from './fault-moment.ts';
import type { PlanDraft } from './generate.ts';
import type { Operation } from './operation.ts';

const SWAP_POINTS: readonly Trigger['on'][] = ['disk.write', 'disk.rename', 'disk.rename'];

/** Dies where careless stores lose things: in the swap of a compacted transcript, or around a message's write. */
export function drawCrashAtWrite({ random, has }: PlanDraft, id: string): Fault[] {
  if (!has.has('process') || !random.chance(0.6)) return [];
  const { downMs } = down({ random });
  const when = has.has('compactions') && random.chance(0.8) ? swapPoint(random) : appendPoint(random);
  return [{ kind: 'process.crash', id, when, downMs }];
}

function swapPoint(random: RandomStream): Trigger {
  // soon after a summary is there, whenever that is: what it took the place of is known from it alone
  if (random.chance(0.3)) {
    const delayMs = random.pick([80, 500, 3_200, 8_500]);
    return { on: 'provider.call', match: 'summary', nth: 1, edge: 'after', delayMs };
  }
  return {
    on: random.pick(SWAP_POINTS),
    match: 'transcripts/',
    nth: 1,
    edge: random.pick(['before', 'after']),
    // what was written and not synced is lost at any time until something syncs the file
    delayMs: random.pick([0, 0, 0.5, 6, 40]),
  };
}

function appendPoint(random: RandomStream): Trigger {
  const nth = random.pick([1, 2, 4, 7]);
  const edge = random.pick(['before', 'after'] as const);
  return { on: 'disk.append', match: 'transcripts/', nth, edge, delayMs: random.pick([0.3, 0.8, 2]) };
}

/** Dies while a slow disk has yet to store what somebody asked for: whoever was told that it is done was told too early. */
export function drawCrashOnSlowDisk(draft: PlanDraft, id: string, operations: readonly Operation[]): Fault[] {
  const { has, random } = draft;
  if (!has.has('process') || !random.chance(0.7)) return [];
  // those that find a run at work, most likely
  const aborts = operations.filter((one) => one.do === 'abort' && meetsRun(one, operations));
  const others = operations.filter(
    ({ do: what }) => what === 'send' || what === 'reset' || what === 'delete' || what === 'compact',
  );
  const asked = aborts.length > 0 && random.chance(0.8) ? aborts : others;
  const atMs = asked.length === 0 ? undefined : random.pick(asked).atMs;
  if (atMs === undefined) return [];
  return [
    { kind: 'disk.slow', id, atMs: Math.max(0, atMs - 1), durationMs: 400, extraMs: 80 },
    { kind: 'process.crash', id: `${id}d`, atMs: atMs + random.pick([20, 60, 100, 150]), ...down(draft) },
  ];
}

/** The disk is full when a message, the end of a run or a rotation is to be written; now and then that is the last thing. */
export function drawRefusedWrite(draft: PlanDraft, id: string): Fault[] {
  const { has, random } = draft;
  if (!has.has('storage') || !random.chance(0.5)) return [];
  const point = { on: 'disk.append', nth: random.pick([1, 2, 3, 5, 8]), delayMs: 0 } as const;
  const match = random.pick(['transcripts/', 'transcripts/', 'ledger']);
  const refused: Fault = {
    kind: random.pick(['disk.full', 'disk.short', 'disk.short']),
    id,
    when: { ...point, match, edge: 'before' },
    durationMs: random.pick([3, 40, 700]),
  };
  const { downMs } = down(draft);
  if (random.chance(0.4)) return [refused, { kind: 'process.crash', id: `${id}d`, ...moment(draft), downMs }];
  const delayMs = random.pick([0, 0.5, 4, 60]);
  const when: Trigger = { ...point, match, edge: 'after', delayMs };
  return [refused, { kind: 'process.crash', id: `${id}d`, when, downMs }];
}

/** Stops while a model is in the middle of a reply: what it has said by then is to be found afterwards. */
export function drawStopMidReply(draft: PlanDraft, id: string, operations: readonly Operation[]): Fault[] {
  const { has, random } = draft;
  if (!has.has('process') || !random.chance(0.3)) return [];
  // the first few are the calls of the first few messages, most likely
  const sends = operations.filter((one) => one.do === 'send').slice(0, 4);
  const talking = sends.filter(({ turn }) => turn.steps[0]?.type === 'delta');
  if (talking.length === 0) return [];
  const run = random.pick(talking);
  const { startAfterMs, steps } = run.turn;
  const delayMs = startAfterMs + (steps[0]?.afterMs ?? 0) + random.pick([0.5, 5, 160]);
  const when: Trigger = {
    on: 'provider.call',
    match: 'run',
    nth: sends.indexOf(run) + 1,
    edge: 'after',
    delayMs,
  };
  return [{ kind: 'process.restart', id, when, ...down(draft) }];
}

/** It comes some time after the message that it means, and not long after, and before its run has ended. */
function meetsRun(
  { atMs = 0, run }: Extract<Operation, { do: 'abort' }>,
  operations: readonly Operation[],
): boolean {
  const sent = operations.find(({ id }) => id === run);
  if (sent?.do !== 'send' || sent.atMs === undefined) return false;
  const after = atMs - sent.atMs;
  const { end, startAfterMs, steps } = sent.turn;
  const lasts = steps.reduce((sum, step) => sum + step.afterMs, startAfterMs + end.afterMs);
  return after >= 15 && after <= 150 && (end.type === 'never' || lasts > after);
}
