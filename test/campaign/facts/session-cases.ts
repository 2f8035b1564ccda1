/** Of each fact about sessions, a history in which it happened and one in which it almost did. */
import type { RequestMeaning } from '../../../src/dialect/observation.ts';
import { METHOD_SCOPE } from '../../../src/protocol/scopes.ts';
import { HistoryBuilder } from '../../properties/history-builder.ts';
import { KEY, entry, message, row } from '../../properties/meanings.ts';

const OTHER = 'agent:main:other';
const FINAL = { type: 'terminal', runId: 'm1', key: KEY, runSeq: 3, state: 'final' } as const;
const SUBSCRIBED = { type: 'subscribed' } as const;
const MESSAGES: RequestMeaning = { type: 'subscribe-messages', key: KEY };
const SESSIONS: RequestMeaning = { type: 'subscribe-sessions' };
const ROW = { type: 'row', key: KEY, generation: 'g1', row: row('g1'), runId: undefined } as const;
const REFUSED = {
  code: 'INVALID_REQUEST',
  reason: 'stale-session',
  retryable: false,
  retryAfterMs: undefined,
};

type Case = readonly [did: () => HistoryBuilder, almost: () => HistoryBuilder];

/** The desk, which follows, and `discord`, which sent a message. */
function sent(options: Parameters<HistoryBuilder['connect']>[1] = {}): HistoryBuilder {
  return new HistoryBuilder()
    .connect(1, options)
    .connect(2, { client: 'discord', sessions: false })
    .send(2, 'm1');
}

function removing(named: string | undefined, answer: 'granted' | 'refused'): HistoryBuilder {
  const remove = { type: 'delete', key: KEY } as const;
  const ask = named === undefined ? remove : { ...remove, named };
  return new HistoryBuilder()
    .connect(1)
    .ask(1, ask, answer === 'granted' ? { ...remove, deleted: true } : REFUSED);
}

/** Somebody who was granted `scopes` is refused these methods. */
function refused(scopes: readonly string[], methods: readonly string[]): HistoryBuilder {
  const history = new HistoryBuilder().connect(1, { scopes, sessions: false, messages: [] });
  const ask = { type: 'other' } as const;
  for (const method of methods) {
    const id = history.request(1, ask);
    for (const seen of history.observations.slice(-2)) Object.assign(seen, { method });
    history.answer(1, id, ask, REFUSED);
  }
  return history;
}

export const SESSION_CASES: Readonly<Record<string, Case>> = {
  'followed-without-sessions': [
    () => sent({ sessions: false }).event(1, FINAL),
    () =>
      sent()
        .event(1, FINAL)
        .event(2, FINAL)
        .connect(3, { sessions: false, messages: [OTHER] })
        .event(3, FINAL),
  ],
  'subscribed-again': [
    () => new HistoryBuilder().connect(1).ask(1, SESSIONS, SUBSCRIBED).event(1, ROW),
    () =>
      new HistoryBuilder()
        .connect(1)
        .event(1, ROW)
        .ask(1, MESSAGES, SUBSCRIBED)
        .event(1, ROW)
        .event(1, message('g1', entry('m1'), OTHER)),
  ],
  'expected-delete-granted': [() => removing('g1', 'granted'), () => removing(undefined, 'granted')],
  'expected-delete-refused': [() => removing('g1', 'refused'), () => removing(undefined, 'refused')],
  'everything-refused': [
    () => refused([], [...METHOD_SCOPE.keys()]),
    () => refused([], [...METHOD_SCOPE.keys()].slice(1)),
  ],
};
