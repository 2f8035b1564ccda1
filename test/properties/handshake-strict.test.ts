import type { Answer, Refusal, RequestMeaning } from '../../src/dialect/observation.ts';
import { ALL_SCOPES } from '../../src/protocol/scopes.ts';
import { aHistory, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';

type Connect = Extract<RequestMeaning, { type: 'connect' }>;

const RIGHT: Connect = { type: 'connect', scopes: ALL_SCOPES, protocols: [3, 4], isAnonymous: false };
const HELLO: Answer = {
  type: 'hello',
  protocol: 4,
  scopes: ALL_SCOPES,
  methods: [],
  events: [],
  maxPayloadBytes: 4096,
  maxBufferedBytes: 16_384,
  tickIntervalMs: 30_000,
};
const UNAUTHORIZED: Refusal = {
  code: 'INVALID_REQUEST',
  reason: undefined,
  retryable: false,
  retryAfterMs: undefined,
};
const MISMATCH: Refusal = { ...UNAUTHORIZED, reason: 'PROTOCOL_MISMATCH' };
/** The documented fifteen seconds and the bound of an answer. */
const LONGEST = 20_000;

/** Opened at 2 ms (record 1 is the gateway's leg); the connect is sent and arrives (records 3 and 4). */
const connecting = (more: Partial<Connect>, outcome: Answer | Refusal): HistoryBuilder =>
  aHistory()
    .open(1, 'x')
    .ask(1, { ...RIGHT, ...more }, outcome);
const refused = (more: Partial<Connect>, outcome: Refusal, code: number): HistoryBuilder =>
  connecting(more, outcome).close(1, code, 'gateway');
const anonymous = { isAnonymous: true };
const tooNew = { protocols: [5, 9] as const };

/** Somebody whose token is wrong, as the record of the fault says. */
const wrongToken = (outcome: Answer | Refusal): HistoryBuilder =>
  aHistory().fault('injected', 'workload', 'x', 'handshake.wrong-token').open(1, 'x').ask(1, RIGHT, outcome);

const hellos: readonly Row[] = [
  [
    'convicts a hello in spite of a missing token',
    () => connecting(anonymous, HELLO),
    'violation',
    'a hello in spite of a wrong or missing token',
    {
      exercised: 0,
      sentence: 'connection 1 (x) got a hello in spite of a wrong or missing token',
      records: [4, 5],
    },
  ],
  [
    'convicts a hello in spite of a wrong token',
    () => wrongToken(HELLO),
    'violation',
    'a hello in spite of a wrong or missing token',
    { records: [5, 6] },
  ],
  [
    'convicts a hello in spite of a range that is too new, and of one that is too old',
    () => connecting(tooNew, HELLO),
    'violation',
    'a hello in spite of a protocol range that does not fit',
  ],
  [
    'the same of one that is too old',
    () => connecting({ protocols: [1, 3] }, HELLO),
    'violation',
    'a hello in spite of a protocol range that does not fit',
  ],
  [
    'convicts a hello that speaks another version than the client',
    () => connecting({ protocols: [4, 4] }, { ...HELLO, protocol: 3 }),
    'violation',
    'a hello outside the protocol range',
    {
      sentence: 'the hello on connection 1 (x) speaks protocol 3, which is not in the range of its connect',
      records: [3, 5],
    },
  ],
  [
    'passes over a hello that is right, and one that does not say its version',
    () => connecting({ protocols: [4, 4] }, HELLO),
    'inconclusive',
    undefined,
    { exercised: 0 },
  ],
  [
    'the same of a range that is not said',
    () => connecting({ protocols: undefined }, { ...HELLO, protocol: undefined }),
    'inconclusive',
  ],
  [
    'convicts a hello after a first frame that is not connect',
    () => {
      const history = aHistory().open(1, 'x');
      history.request(1, { type: 'list' });
      return history.ask(1, RIGHT, HELLO);
    },
    'violation',
    'a hello in spite of a first frame that is not connect',
    { records: [4, 7] },
  ],
];

const refusals: readonly Row[] = [
  [
    'passes a missing token that is refused with 1008',
    () => refused(anonymous, UNAUTHORIZED, 1008),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['passes a wrong token that is refused', () => wrongToken(UNAUTHORIZED).close(1, 1008, 'gateway'), 'pass'],
  [
    'convicts a missing token that is refused with another code',
    () => refused(anonymous, UNAUTHORIZED, 1000),
    'violation',
    'a wrong or missing token was refused with 1000',
    {
      exercised: 0,
      sentence:
        'connection 1 (x) was closed with 1000 for a wrong or missing token; the documented code is 1008',
      records: [4, 7],
    },
  ],
  [
    'passes a range that does not fit and is refused with an error and 1002',
    () => refused(tooNew, MISMATCH, 1002),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts one that is refused without an error that says so',
    () => refused(tooNew, UNAUTHORIZED, 1002),
    'violation',
    'a protocol range was refused without saying so',
    {
      sentence:
        'connection 1 (x) was closed for its protocol range without an error that says PROTOCOL_MISMATCH',
      records: [4, 7],
    },
  ],
  [
    'passes either refusal of what is wrong in two ways',
    () => refused({ ...anonymous, ...tooNew }, MISMATCH, 1002),
    'pass',
  ],
  [
    'convicts a range that fits and is called a mismatch',
    () => refused({}, MISMATCH, 1002),
    'violation',
    'a protocol range that fits was refused',
    {
      sentence: 'connection 1 (x) was refused for its protocol range, in which 4 lies',
      records: [3, 5],
    },
  ],
  [
    'passes a first frame that is not connect and is refused',
    () => {
      const history = aHistory().open(1, 'x');
      history.request(1, { type: 'list' });
      return history.close(1, 1008, 'gateway');
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts it when it is refused with another code',
    () => {
      const history = aHistory().open(1, 'x');
      history.request(1, { type: 'list' });
      return history.close(1, 1002, 'gateway');
    },
    'violation',
    'a first frame that is not connect was refused with 1002',
  ],
  [
    'passes silence that is ended with 1000',
    () => aHistory().open(1, 'x').wait(15_000).close(1, 1000, 'gateway'),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts silence that is ended with another code',
    () => aHistory().open(1, 'x').wait(15_000).close(1, 1008, 'gateway'),
    'violation',
    'silence before connect was refused with 1008',
    { records: [1, 3] },
  ],
  [
    'takes what has not arrived for silence',
    () => {
      const history = aHistory().open(1, 'x');
      history.request(1, RIGHT, 'client');
      return history.close(1, 1000, 'gateway');
    },
    'pass',
  ],
  [
    'says nothing of a handshake that is right and comes to nothing',
    () => refused({}, UNAUTHORIZED, 1008),
    'inconclusive',
  ],
  [
    'says nothing when the client or the network ends it',
    () => connecting(anonymous, UNAUTHORIZED).close(1, 1006, 'network'),
    'inconclusive',
  ],
  [
    'says nothing when the gateway goes away',
    () => connecting(anonymous, UNAUTHORIZED).close(1, 1012, 'gateway'),
    'inconclusive',
  ],
  [
    'says nothing when the process is stopping',
    () => connecting(anonymous, UNAUTHORIZED).process('stopping').close(1, 1000, 'gateway'),
    'inconclusive',
  ],
  [
    'says nothing of a close after the hello',
    () => connecting({}, HELLO).close(1, 1000, 'gateway'),
    'inconclusive',
  ],
];

const UNENDED = 'a handshake was not ended within the bound';
const times: readonly Row[] = [
  [
    'convicts a connection that is neither greeted nor closed when the history ends',
    () => aHistory().open(1, 'x').wait(LONGEST),
    'violation',
    UNENDED,
    {
      sentence: 'connection 1 (x) was neither greeted nor closed for 20002 ms of fair time',
      records: [1, 3],
    },
  ],
  [
    'passes one that is closed at the last moment',
    () =>
      aHistory()
        .open(1, 'x')
        .wait(LONGEST - 2)
        .close(1, 1000, 'gateway'),
    'pass',
  ],
  [
    'convicts one that is closed too late',
    () => aHistory().open(1, 'x').wait(LONGEST).close(1, 1000, 'gateway'),
    'violation',
    UNENDED,
  ],
  [
    'convicts one that its client leaves after that',
    () => aHistory().open(1, 'x').wait(LONGEST).close(1, 1000, 'client'),
    'violation',
    UNENDED,
  ],
  [
    'convicts a hello that comes too late',
    () => {
      const history = aHistory().open(1, 'x');
      const id = history.request(1, RIGHT);
      return history.wait(LONGEST).answer(1, id, RIGHT, HELLO);
    },
    'violation',
    UNENDED,
  ],
  [
    'convicts what was too late when the process died, and nothing that comes later',
    () => aHistory().open(1, 'x').wait(LONGEST).process('crashed'),
    'violation',
    UNENDED,
  ],
  [
    'forgets the connections of a process that is gone',
    () => aHistory().open(1, 'x').process('crashed').process('booting').process('listening').wait(LONGEST),
    'inconclusive',
  ],
  [
    'lets time stand while a fault on the client lasts',
    () => aHistory().open(1, 'x').fault('landed', 'client', 'x').wait(LONGEST),
    'inconclusive',
  ],
];

judging('handshake/strict', [...hellos, ...refusals, ...times]);
