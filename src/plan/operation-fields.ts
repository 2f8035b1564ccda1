/** What an operation says, as fields: what it is, on which session, by whom, and what its run does. Times of their own are in time-fields.ts. */
import { choiceOf, numberOf, type FieldName, type PlanField } from './field.ts';
import {
  operation as operationSchema,
  type Letters,
  type Operation,
  type SendOperation,
  type TurnScript,
} from './operation.ts';
import type { Plan } from './plan.ts';

/** One may stand for another: who asks names a session, and no more. */
const DEEDS: readonly Operation['do'][] = ['reset', 'delete', 'compact', 'abort', 'history'];
/** A session that no plan names otherwise. */
const ELSEWHERE = 'agent:main:elsewhere';
const SIZE = { least: 0, most: 100_000, unit: 'bytes' } as const;
const WAIT = { least: 0, most: 20_000, unit: 'ms' } as const;

type Member = (key: string, name: string, rank?: FieldName['rank']) => FieldName;

export function operationFields(plan: Plan, k: number): readonly PlanField[] {
  const one = plan.operations[k] as Operation;
  const put = (other: Operation): Plan => ({ ...plan, operations: plan.operations.with(k, other) });
  const member: Member = (key, name, rank = 1) => ({
    path: `${one.id}.${key}`,
    entry: one.id,
    name,
    rank,
  });
  const clients = plan.clients.map(({ id }) => id);
  return [
    ...deedOf(one, member, put),
    ...choiceOf(member('client', 'who does it'), one.client, clients, (client) => put({ ...one, client })),
    ...sessionOf(one, plan, member, put),
    ...waitOf(one, member, put),
    ...detailsOf(one, plan, member, put),
    ...(one.do === 'send' ? turnOf(one, member, put) : []),
  ];
}

type Put = (other: Operation) => Plan;

function deedOf(one: Operation, member: Member, put: Put): readonly PlanField[] {
  if (!DEEDS.includes(one.do) || !('session' in one)) return [];
  const { id, client, session, atMs, after } = one;
  const timing = atMs === undefined ? { after } : { atMs };
  return choiceOf(member('do', 'what is asked'), one.do, DEEDS, (deed) =>
    put(operationSchema.parse({ do: deed, id, client, session, ...timing })),
  );
}

function sessionOf(one: Operation, plan: Plan, member: Member, put: Put): readonly PlanField[] {
  if (!('session' in one)) return [];
  const used = plan.operations.flatMap((other) => ('session' in other ? [other.session] : []));
  const others = [...new Set([...used, plan.mainSession, ELSEWHERE])];
  return choiceOf(member('session', 'its session'), one.session, others, (session) =>
    put({ ...one, session }),
  );
}

function waitOf(one: Operation, member: Member, put: Put): readonly PlanField[] {
  const { after } = one;
  if (after === undefined) return [];
  const named = `since ${after.operation} was ${after.event}`;
  return [
    numberOf(member('after.delayMs', named, 0), after.delayMs, WAIT, (delayMs) =>
      put({ ...one, after: { ...after, delayMs } }),
    ),
    ...choiceOf(
      member('after.event', `what it waits for of ${after.operation}`),
      after.event,
      ['sent', 'answered', 'settled'] as const,
      (event) => put({ ...one, after: { ...after, event } }),
    ),
  ];
}

function detailsOf(one: Operation, plan: Plan, member: Member, put: Put): readonly PlanField[] {
  switch (one.do) {
    case 'send':
      return sendOf(one, member, put);
    case 'delete': {
      const { names, ...any } = one;
      return choiceOf(
        member('names', 'the generation it names:'),
        names,
        [undefined, 'current', 'stale'] as const,
        (other) => put(other === undefined ? any : { ...any, names: other }),
      );
    }
    case 'abort': {
      const { run, ...any } = one;
      const sends = plan.operations.filter((other) => other.do === 'send').map(({ id }) => id);
      return choiceOf(member('run', 'the run it means:'), run, [undefined, ...sends], (other) =>
        put(other === undefined ? any : { ...any, run: other }),
      );
    }
    case 'history':
      return [
        numberOf(
          member('times', 'so many requests at once:'),
          one.times,
          { least: 1, most: 100, unit: '' },
          (times) => put({ ...one, times }),
        ),
      ];
    case 'subscribe':
      return choiceOf(member('to', 'a subscription to'), one.to, ['messages', 'sessions'] as const, (to) =>
        put({ ...one, to }),
      );
    case 'leave':
      return [
        numberOf(member('forMs', 'staying away for', 0), one.forMs, WAIT, (forMs) => put({ ...one, forMs })),
      ];
    default:
      return [];
  }
}

function sendOf(one: SendOperation, member: Member, put: Put): readonly PlanField[] {
  const { names, bytes, keyOf, replayOf } = one;
  return [
    ...choiceOf(
      member('text', 'its text'),
      one.text,
      one.text.startsWith('/') ? ['/new', '/reset', 'hello'] : ['', 'hello', '漢字'],
      (text) => put({ ...one, text }),
      (text) => (text === '' ? 'none' : JSON.stringify(text)),
    ),
    ...(bytes === undefined
      ? []
      : [numberOf(member('bytes', 'a text of'), bytes, SIZE, (other) => put({ ...one, bytes: other }))]),
    ...choiceOf(
      member('names', 'the generation it names:', 2),
      names,
      [undefined, 'current', 'stale'] as const,
      (other) => put({ ...one, names: other }),
    ),
    ...(replayOf === undefined
      ? []
      : choiceOf(member('sameKey', 'the same key:'), one.sameKey, [true, false], (sameKey) =>
          put({ ...one, sameKey }),
        )),
    ...(keyOf === undefined
      ? []
      : choiceOf<string | undefined>(member('keyOf', 'the key of'), keyOf, [undefined], () =>
          put({ ...one, keyOf: undefined }),
        )),
  ];
}

function turnOf(one: SendOperation, member: Member, put: Put): readonly PlanField[] {
  const { turn } = one;
  const { steps, end } = turn;
  const putTurn = (other: Partial<TurnScript>): Plan => put({ ...one, turn: { ...turn, ...other } });
  return [
    ...choiceOf(
      member('turn.end.type', 'its run ending with'),
      end.type,
      ['stop', 'error', 'refused', 'never'] as const,
      (type) => putTurn({ end: { ...end, type } }),
    ),
    numberOf(
      member('turn.startAfterMs', 'its run beginning after'),
      turn.startAfterMs,
      WAIT,
      (startAfterMs) => putTurn({ startAfterMs }),
    ),
    numberOf(member('turn.end.afterMs', 'its run ending after'), end.afterMs, WAIT, (afterMs) =>
      putTurn({ end: { ...end, afterMs } }),
    ),
    numberOf(
      member('turn.tokens', 'the tokens of its run', 3),
      turn.tokens,
      { least: 0, most: 100_000, unit: '' },
      (tokens) => putTurn({ tokens }),
    ),
    ...steps.flatMap((_step, k) =>
      stepOf(turn, k, member, (step) => putTurn({ steps: steps.with(k, step) })),
    ),
  ];
}

type Step = TurnScript['steps'][number];

function stepOf(
  { steps }: TurnScript,
  k: number,
  member: Member,
  put: (step: Step) => Plan,
): readonly PlanField[] {
  const step = steps[k] as Step;
  const path = `turn.steps.${k}`;
  const which = steps.length === 1 ? 'the text of its run' : `text ${k + 1} of its run`;
  const { letters, ...plain } = step;
  return [
    ...choiceOf(member(`${path}.type`, `${which} being`, 2), step.type, ['delta', 'tool'] as const, (type) =>
      put({ ...step, type }),
    ),
    numberOf(member(`${path}.afterMs`, `${which} coming after`, 1), step.afterMs, WAIT, (afterMs) =>
      put({ ...step, afterMs }),
    ),
    numberOf(member(`${path}.bytes`, `${which} of`, 1), step.bytes, SIZE, (bytes) => put({ ...step, bytes })),
    ...(letters === undefined
      ? []
      : choiceOf<Letters | undefined>(
          member(`${path}.letters`, `${which} in letters of`, 2),
          letters,
          [undefined, 'accents', 'han', 'emoji'],
          (other) => put(other === undefined ? plain : { ...plain, letters: other }),
        )),
  ];
}
