/** Operations for a generated plan: from the features its mask left on, with races and retries made on purpose. */
import type { PlanDraft } from './generate.ts';
import type { Letters, Operation, SendOperation, TurnScript } from './operation.ts';
import type { Plan } from './plan.ts';

type Kind =
  | Exclude<Operation['do'], 'subscribe' | 'try-all'>
  | 'race'
  | 'control'
  | 'replay'
  | 'retry'
  | 'overlap';

/**
 * What clients write beside plain letters: characters of two, three and four bytes, half of a surrogate pair, an accent
 * that is a character of its own, white space in front, and marks that mean something to JSON and HTML.
 */
const TEXTS = ['né', '漢字', 'ok 🙂', 'half \ud83d', 'cafe\u0301', '\n  <b>"a\\"b" &amp;\tc</b>'] as const;
const LETTERS: readonly Letters[] = ['accents', 'han', 'emoji', 'combining', 'marks', 'lines', 'same'];

/** What goes before what is drawn. */
export interface OperationsBefore {
  /** Those that may be repeated, aborted and compacted. */
  readonly operations: readonly Operation[];
  readonly untilMs: number;
}

const NOTHING: OperationsBefore = { operations: [], untilMs: 500 };

/** In order of time; later ones refer to earlier ones only, or to those before. */
export function drawOperations(draft: PlanDraft, limits: Plan['limits'], before = NOTHING): Operation[] {
  const { random, has } = draft;
  const kinds: Kind[] = ['send', 'send', 'send', 'send', 'list'];
  if (has.has('resets')) kinds.push('reset', 'race');
  if (has.has('deletes')) kinds.push('delete');
  if (has.has('aborts')) kinds.push('abort', 'abort');
  if (has.has('compactions')) kinds.push('compact', 'overlap', 'overlap');
  if (has.has('control')) kinds.push('control', 'replay');
  if (has.has('retries')) kinds.push('retry');
  if (has.has('bursts')) kinds.push('history', 'history');
  if (has.has('link')) kinds.push('leave');
  const operations: Operation[] = [];
  const count = random.pick([3, 6, 12, 20]);
  let at = before.untilMs;
  for (let k = 0; k < count; k++) {
    at +=
      has.has('bursts') && random.chance(0.5)
        ? random.int(0, 12)
        : random.int(20, (draft.horizonMs * 2) / count);
    operations.push(
      ...drawOperation(draft, limits, random.pick(kinds), [...before.operations, ...operations], at),
    );
  }
  return operations;
}

function drawOperation(
  draft: PlanDraft,
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
    case 'send': {
      const send = drawSend(draft, limits, base, session);
      const named = (draft.has.has('resets') || draft.has.has('deletes')) && random.chance(0.15);
      return [named ? { ...send, names: random.pick(['current', 'current', 'stale']) } : send];
    }
    case 'race': {
      // it meets the message on its way, or the run at work
      const offset = random.chance(0.6) ? random.int(0, 10) : random.int(20, 300);
      const send = drawSend(draft, limits, base, session);
      const client = pickOperator(draft);
      const reset: Operation = { do: 'reset', id: `${id}r`, client, atMs: atMs + offset, session };
      if (random.chance(0.7)) return [send, reset];
      // somebody else, where there is somebody, resets it too
      const rival = pickOperator(draft, client);
      return [send, reset, { ...reset, id: `${id}q`, client: rival, atMs: atMs + offset + random.int(0, 3) }];
    }
    case 'overlap': {
      // a message reaches a session that has something to compact while the summary is being written
      const used = sends.length === 0 ? session : random.pick(sends).session;
      const later = {
        id: `${id}m`,
        client: pickClient(draft, used),
        atMs: atMs + random.pick([1, 60, 400, 2_500]),
      };
      const compact: Operation = { do: 'compact', ...base, client: pickOperator(draft), session: used };
      if (random.chance(0.6)) return [compact, drawSend(draft, limits, later, used)];
      // or its run began before and goes on when the summary is there
      const before = { ...later, atMs: Math.max(0, atMs - random.int(5, 60)) };
      return [lasting(drawSend(draft, limits, before, used), random.pick([3_000, 9_000])), compact];
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
      if (kind === 'retry' && random.chance(session === original.session ? 0.2 : 0.5))
        return [{ ...drawSend(draft, limits, base, session), keyOf: original.id }];
      const replayOf = original.replayOf ?? original.id;
      // minutes later the run is long over, and its key is known or has just been forgotten
      const later = kind === 'retry' && random.chance(0.15) ? random.pick([130_000, 290_000, 400_000]) : 0;
      return [{ ...original, id, atMs: atMs + later, replayOf, sameKey: kind === 'retry' }];
    }
    case 'reset':
      return [{ do: 'reset', ...base, client: pickOperator(draft), session }];
    case 'compact': {
      // there is something to compact only where something was said
      const used = sends.length === 0 || random.chance(0.2) ? session : random.pick(sends).session;
      const compact: Operation = { do: 'compact', ...base, client: pickOperator(draft), session: used };
      if (random.chance(0.2)) return [compact];
      // what the model is shown once the summary is there
      const later = {
        id: `${id}m`,
        client: pickClient(draft, used),
        atMs: atMs + random.pick([600, 4_000, 9_000]),
      };
      return [compact, drawSend(draft, limits, later, used)];
    }
    case 'delete': {
      const [, ...others] = draft.sessions;
      const client = pickOperator(draft);
      const target = others.length > 0 ? random.pick(others) : session;
      if (random.chance(0.5)) return [{ do: 'delete', ...base, client, session: target }];
      // it comes while a run is under way
      const send = drawSend(
        draft,
        limits,
        { ...base, id: `${id}m`, client: pickClient(draft, target) },
        target,
      );
      return [send, { do: 'delete', ...base, client, atMs: atMs + random.int(2, 150), session: target }];
    }
    case 'abort': {
      if (random.chance(0.6)) {
        // a run is short: an abort that is to meet it comes on its heels; a long one shows whether the model is told
        const after = random.chance(0.3) ? random.int(0, 4) : random.int(1, 140);
        const stays = random.pick(after < 15 ? [0, 150, 600] : [150, 600, 8_000]);
        const send = lasting(drawSend(draft, limits, { ...base, id: `${id}m` }, session), stays);
        const client = pickOperator(draft);
        const abort: Operation = { do: 'abort', id, client, atMs: atMs + after, session, run: send.id };
        if (random.chance(0.6)) return [send, abort];
        // another message is at the model, and this one waits behind it
        const first = drawSend(
          draft,
          limits,
          { ...base, id: `${id}f`, atMs: Math.max(0, atMs - 2) },
          session,
        );
        return [first, send, abort];
      }
      const run = sends.length > 0 && random.chance(0.6) ? random.pick(sends) : undefined;
      const target = run === undefined ? { session } : { session: run.session, run: run.replayOf ?? run.id };
      return [{ do: 'abort', ...base, client: pickOperator(draft), ...target }];
    }
    case 'history': {
      const others = draft.clients.filter((client) => client.id !== base.client);
      const used = sends.length === 0 ? session : random.pick(sends).session;
      const pile: Operation = { do: 'history', ...base, session: used, times: random.pick([1, 12, 40]) };
      if (others.length === 0 || random.chance(0.15)) return [pile];
      const other = random.pick(others).id;
      return [pile, { do: 'leave', id: `${id}l`, client: other, atMs: atMs + random.int(5, 40), forMs: 10 }];
    }
    case 'list':
      return [{ do: 'list', ...base }];
    case 'leave':
      return [{ do: 'leave', ...base, forMs: random.pick([20, 300, 2_000]) }];
  }
}

export function drawSend(
  draft: PlanDraft,
  limits: Plan['limits'],
  base: Pick<SendOperation, 'id' | 'client' | 'atMs'>,
  session: string,
): SendOperation {
  const { random, has } = draft;
  const turn = drawTurn(draft, limits);
  const text = has.has('characters') && random.chance(0.3) ? random.pick(TEXTS) : '';
  const send: SendOperation = { do: 'send', ...base, session, text, turn, sameKey: false };
  if (has.has('payload') && has.has('tight-limits') && random.chance(0.15)) {
    const limit = limits.maxPayloadBytes;
    return { ...send, bytes: random.pick([limit - 200, limit - 1, limit, limit + 1, limit * 3]) };
  }
  if (has.has('payload') && random.chance(0.1)) return { ...send, bytes: random.pick([2_000, 7_000]) };
  return send;
}

/** Its run ends so much later. */
function lasting({ turn, ...send }: SendOperation, moreMs: number): SendOperation {
  const { afterMs, type } = turn.end;
  return { ...send, turn: { ...turn, end: { type, afterMs: afterMs + moreMs } } };
}

export function drawTurn({ random, has }: PlanDraft, limits: Plan['limits']): TurnScript {
  const pace = random.pick([3, 20, 120]);
  const steps: TurnScript['steps'] = [];
  for (let k = random.pick([0, 1, 2, 4, 8]); k > 0; k--) {
    const afterMs = random.int(0, pace * 2);
    const made = has.has('characters') && random.chance(0.4) ? { letters: random.pick(LETTERS) } : {};
    if (has.has('payload') && random.chance(0.25)) {
      const limit = has.has('tight-limits') ? limits.maxPayloadBytes : 40_000;
      const bytes = random.pick([200, limit - 1, limit, limit + 1, limit * 2]);
      steps.push({ type: 'tool', afterMs, bytes, ...made });
    } else {
      const sizes = has.has('payload') && random.chance(0.1) ? [1_500, 6_000] : [8, 24, 200];
      const step = { type: 'delta' as const, afterMs, bytes: random.pick(sizes), ...made };
      // what is said twice in a row is meant twice
      steps.push(step, ...(step.letters === 'same' ? [step] : []));
    }
  }
  const hangs = has.has('hung-runs') && random.chance(0.1);
  const fails = random.chance(0.15);
  const type = hangs ? 'never' : !fails ? 'stop' : random.chance(0.2) ? 'refused' : 'error';
  return {
    startAfterMs: random.int(0, pace),
    steps,
    end: { type, afterMs: random.int(0, pace * 2) },
    tokens: random.int(10, 500),
  };
}

/** Whoever may write; sometimes somebody who may not. */
export function pickClient({ random, clients }: PlanDraft, session: string): string {
  const channel = clients.find((client) => client.role === 'channel');
  if (channel !== undefined && session.includes(':channel:')) return channel.id;
  const writers = clients.filter(
    ({ role }) => role === 'operator' || role === 'legacy' || role === 'slow' || role === 'writer',
  );
  return random.chance(0.95) ? random.pick(writers).id : random.pick(clients).id;
}

/** Whoever may do anything, but for this one where there is another; now and then somebody who may write and no more. */
export function pickOperator({ random, clients }: PlanDraft, but?: string): string {
  const writer = clients.find(({ role }) => role === 'writer');
  if (writer !== undefined && random.chance(0.2)) return writer.id;
  const operators = clients.filter(({ role }) => role === 'operator' || role === 'legacy');
  const others = operators.filter(({ id }) => id !== but);
  return random.pick(others.length > 0 ? others : operators).id;
}
