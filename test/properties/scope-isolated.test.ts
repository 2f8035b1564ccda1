import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { aHistory, entry, KEY, message } from './history-builder.ts';
import { judging } from './table.ts';

const TICK = { type: 'tick' } as const;
const connected = () => aHistory().connect(1);

/** A connection that asks for some scopes and is granted others. */
const granted = (asked: readonly string[], scopes: readonly string[]) => {
  const limits = { maxPayloadBytes: 4096, maxBufferedBytes: 16_384, tickIntervalMs: 30_000 };
  return aHistory()
    .open(1, 'phone')
    .ask(
      1,
      { type: 'connect', scopes: asked },
      { type: 'hello', scopes, methods: [], events: [], ...limits },
    );
};
const FORBIDDEN = { code: 'INVALID_REQUEST', reason: undefined, retryable: false, retryAfterMs: undefined };
const UNASKED = 'a hello granted a scope that was not asked for';

judging('scope/isolated', [
  [
    'convicts a hello that takes no scope for every scope',
    () => granted([], ALL_SCOPES),
    'violation',
    UNASKED,
    {
      exercised: 0,
      sentence:
        'connection 1 (phone) asked for no scope, and its hello grants operator.admin, operator.read, operator.write too',
      records: [6],
    },
  ],
  [
    'convicts a hello that grants a reader to write',
    () => granted(['operator.read'], ['operator.read', 'operator.write']),
    'violation',
    UNASKED,
    {
      sentence: 'connection 1 (phone) asked for operator.read, and its hello grants operator.write too',
      records: [6],
    },
  ],
  [
    'convicts a hello with a scope of another protocol that was not asked for',
    () => granted(['operator.write'], ['operator.write', 'operator.approvals']),
    'violation',
    UNASKED,
  ],
  [
    'passes a hello that grants less than was asked for',
    () => granted(ALL_SCOPES, []).ask(1, { type: 'history', key: KEY, offset: 0 }, FORBIDDEN),
    'pass',
  ],
  [
    'says nothing about a hello that names what is implied',
    () => granted(['operator.write'], ['operator.write', 'operator.read']),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'says nothing about a hello that grants an administrator scopes of other names',
    () => granted(['operator.admin'], ['operator.admin', 'operator.pairing']),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'does not judge ticks to a connection without scopes',
    () => aHistory().connect(1, { scopes: [], sessions: false, messages: [] }).event(1, TICK),
    'inconclusive',
  ],
  [
    'does not judge events to a reader',
    () =>
      aHistory()
        .connect(1, { scopes: ['operator.read'] })
        .event(1, message('g1', entry('a'))),
    'inconclusive',
  ],
  [
    'convicts an event without its scope',
    () =>
      aHistory()
        .connect(1, { scopes: [], sessions: false, messages: [] })
        .event(1, message('g1', entry('a'))),
    'violation',
    'the event session.message without its scope',
  ],
  [
    'convicts an answer without its scope',
    () => aHistory().connect(1, { scopes: [], sessions: false, messages: [] }).history(1, 'g1'),
    'violation',
    'an answer to chat.history without its scope',
  ],
  [
    'convicts an event before hello',
    () => aHistory().open(1).event(1, TICK),
    'violation',
    'an event before hello',
  ],
  ['says nothing about full scopes', () => connected().event(1, TICK), 'inconclusive'],
  [
    'passes a connection that is spared what another one is sent, as long as it is there',
    () =>
      connected()
        .connect(2, { client: 'phone', scopes: [], sessions: false, messages: [] })
        .event(1, message('g1', entry('a')))
        .event(1, TICK)
        .event(1, message('g1', entry('b', 2)))
        .close(2, 1000, 'client')
        .event(1, message('g1', entry('c', 3))),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'passes a refusal of what it has no scope for',
    () =>
      aHistory()
        .connect(1, { scopes: [], sessions: false, messages: [] })
        .ask(1, { type: 'history', key: KEY, offset: 0 }, FORBIDDEN),
    'pass',
    undefined,
    { exercised: 1 },
  ],
]);
