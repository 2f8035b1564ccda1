import type { Answer } from '../../src/dialect/observation.ts';
import { BUSY, KEY, aHistory, listed, row, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';

const OTHER = 'agent:main:other';
const NOT_LISTED = 'a session in use is not listed';
const LISTED = 'a deleted session is listed';
const SAYS_MORE = 'a list says that rows were left out, and none was';
const LIST = { type: 'list' } as const;
const DELETE = { type: 'delete', key: OTHER } as const;
const DELETED: Answer = { ...DELETE, deleted: true };
const FORBIDDEN = { ...BUSY, code: 'FORBIDDEN', retryable: false };

const connected = () => aHistory().connect(1).connect(2, { client: 'discord' });
const used = () => connected().send(1, 'a', { key: OTHER });
const gone = () => used().ask(1, DELETE, DELETED);
/** Started for this history; one key is used besides the gateway's own. */
const begun = () =>
  aHistory()
    .process('booting')
    .connect(1)
    .connect(2, { client: 'discord', messages: [] })
    .send(1, 'a', { key: OTHER });
const others = row('g9', { key: OTHER });
/** The list is asked for, then comes what `during` adds, then its answer. */
const listing = (history: HistoryBuilder, during: (history: HistoryBuilder) => unknown, answer: Answer) => {
  const id = history.request(2, LIST);
  during(history);
  return history.answer(2, id, LIST, answer);
};

judging('list/complete', [
  [
    'convicts a list that shows a key twice',
    () => {
      const other = row('g1', { key: OTHER });
      return aHistory().connect(1).send(1, 'a', { key: OTHER }).list(1, other, other);
    },
    'violation',
    'a session is listed twice',
    {
      exercised: 1,
      sentence: `${OTHER} is twice in the list that connection 1 (web) asked for`,
      records: [21],
    },
  ],
  [
    'passes a key that is the own one of the gateway, which may go by two names',
    () => aHistory().connect(1).send(1, 'a').list(1, row('g1'), row('g1')),
    'pass',
  ],
  [
    'convicts one that shows it twice by one name',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .ask(1, LIST, listed([row('g1'), row('g1')], { twice: [KEY] })),
    'violation',
    'a session of the gateway is listed twice',
    {
      exercised: 1,
      sentence: `${KEY} is twice in the list that connection 1 (web) asked for`,
      records: [21],
    },
  ],
  [
    'convicts a list that leaves rows out, and shows all that there are',
    () => begun().ask(1, LIST, listed([row('g1'), others], { whole: false })),
    'violation',
    SAYS_MORE,
    {
      sentence:
        'the list of 2 sessions that connection 1 (web) asked for says that rows were left out; it shows every key that anybody has named',
      records: [32],
    },
  ],
  [
    'does not ask for a key that was deleted',
    () =>
      begun()
        .ask(1, DELETE, DELETED)
        .ask(1, LIST, listed([row('g1')], { whole: false })),
    'violation',
    SAYS_MORE,
  ],
  [
    'passes one that leaves out a key in use',
    () => begun().ask(1, LIST, listed([row('g1')], { whole: false })),
    'inconclusive',
  ],
  [
    'passes one that leaves out the own key of the gateway',
    () => begun().ask(1, LIST, listed([others], { whole: false })),
    'inconclusive',
  ],
  ...(['history', 'abort', 'compact', 'subscribe-messages'] as const).map((type): Row => [
    `passes one that may leave out a key that was mentioned by a request for ${type}`,
    () => {
      const history = begun();
      history.request(2, { type, key: 'agent:main:third', offset: 0, runId: undefined });
      return history.ask(1, LIST, listed([row('g1'), others], { whole: false }));
    },
    'inconclusive',
  ]),
  [
    'passes one of which only some rows were asked for',
    () => begun().ask(1, { type: 'list-some' }, listed([row('g1'), others], { whole: false })),
    'inconclusive',
  ],
  [
    'passes one of a gateway that may have lived before',
    () =>
      connected()
        .send(1, 'a', { key: OTHER })
        .ask(1, LIST, listed([row('g1'), others], { whole: false })),
    'inconclusive',
  ],
  [
    'does not take a restart for the first start',
    () =>
      used()
        .restart([1, 2])
        .connect(1)
        .ask(1, LIST, listed([row('g1'), others], { whole: false })),
    'inconclusive',
  ],
  [
    'passes two lists of it',
    () => aHistory().connect(1).send(1, 'a').list(1, row('g1')).list(1, row('g1')),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  ['passes a list with a session in use', () => used().list(2, others), 'pass', undefined, { exercised: 1 }],
  [
    'convicts a list without a session in use',
    () => used().list(2, row('g1')),
    'violation',
    NOT_LISTED,
    {
      exercised: 1,
      sentence: `${OTHER} is not in the list of 1 sessions that connection 2 (discord) asked for, though it is in use and nobody asked to delete it`,
      records: [32, 35],
    },
  ],
  [
    'convicts a list without the main session when it is in use',
    () => connected().send(1, 'a').list(2),
    'violation',
    NOT_LISTED,
  ],
  [
    'convicts a list without a session that was reset',
    () => connected().reset(1, 'g1').list(2),
    'violation',
    NOT_LISTED,
  ],
  [
    'takes a row that names no session for listed',
    () => used().ask(2, LIST, listed([], { bare: [OTHER] })),
    'pass',
  ],
  [
    'does not look for a session in a list that leaves some out',
    () => used().ask(2, LIST, listed([], { whole: false })),
    'inconclusive',
  ],
  [
    'does not ask for a session whose send was acknowledged after the list was asked for',
    () => listing(connected(), (history) => history.send(1, 'a', { key: OTHER }), listed([])),
    'inconclusive',
  ],
  [
    'does not ask for a session whose send was answered, but not delivered',
    () => {
      const history = connected();
      const ask = {
        type: 'send',
        key: OTHER,
        runId: 'a',
        text: 'a',
        marker: 'a',
        named: undefined,
        control: undefined,
      } as const;
      const id = history.request(1, ask);
      return history.answer(1, id, ask, { type: 'send', status: 'accepted', runId: 'a' }, 'gateway').list(2);
    },
    'inconclusive',
  ],
  [
    'does not ask for a session whose send was refused',
    () => connected().send(1, 'a', { key: OTHER }, FORBIDDEN).list(2),
    'inconclusive',
  ],
  [
    'does not ask for a session of which only an old key was known',
    () => connected().send(1, 'a', { key: OTHER }, { type: 'send', status: 'ended', runId: 'a' }).list(2),
    'inconclusive',
  ],
  [
    'passes a list without a session that somebody is deleting',
    () => listing(used(), (history) => history.ask(1, DELETE, DELETED), listed([])),
    'inconclusive',
  ],
  [
    'passes a list without a session whose delete is on its way',
    () => listing(used(), (history) => history.request(1, DELETE, 'client'), listed([])),
    'inconclusive',
  ],
  [
    'convicts a list without a session whose delete was refused',
    () => used().ask(1, DELETE, FORBIDDEN).list(2),
    'violation',
    NOT_LISTED,
  ],
  [
    'leaves a session free whose delete was refused for now',
    () => used().ask(1, DELETE, BUSY).list(2),
    'inconclusive',
  ],
  [
    'leaves a session free whose delete was cut off',
    () => {
      const history = used();
      history.request(1, DELETE);
      return history.close(1).list(2);
    },
    'inconclusive',
  ],
  [
    'leaves a session free that was sent to while a delete that was cut off may still be carried out',
    () => {
      const history = used();
      history.request(1, DELETE);
      return history.close(1).connect(3).send(3, 'b', { key: OTHER }).list(2);
    },
    'inconclusive',
  ],
  [
    'convicts when the process that was asked to delete it died before it was used again',
    () => {
      const history = used();
      history.request(1, DELETE);
      return history.restart([1, 2]).connect(3).send(3, 'b', { key: OTHER }).list(3);
    },
    'violation',
    NOT_LISTED,
  ],
  [
    'leaves a session free whose delete was cut off by the end of the process',
    () => {
      const history = used();
      history.request(1, DELETE);
      return history.restart([1, 2]).connect(3).list(3);
    },
    'inconclusive',
  ],
  [
    'convicts when a delete was cut off before it arrived',
    () => {
      const history = used();
      history.request(1, DELETE, 'client');
      return history.close(1).list(2);
    },
    'violation',
    NOT_LISTED,
  ],
  [
    'convicts a list without a session that was used again after its delete',
    () => gone().send(1, 'b', { key: OTHER }).list(2),
    'violation',
    NOT_LISTED,
  ],
  ['passes a list without a deleted session', () => gone().list(2), 'pass', undefined, { exercised: 1 }],
  [
    'convicts a list with a deleted session',
    () => gone().list(2, others),
    'violation',
    LISTED,
    {
      exercised: 1,
      sentence: `${OTHER} is in the list that connection 2 (discord) asked for, though it was deleted and nobody has asked to use it since`,
      records: [36, 39],
    },
  ],
  [
    'convicts a deleted session also in a list that leaves some out',
    () => gone().ask(2, LIST, listed([others], { whole: false })),
    'violation',
    LISTED,
  ],
  [
    'convicts a deleted session after a restart',
    () => gone().restart([1, 2]).connect(3).list(3, others),
    'violation',
    LISTED,
  ],
  [
    'passes a deleted session in a list asked for before the delete was acknowledged',
    () => listing(used(), (history) => history.ask(1, DELETE, DELETED), listed([others])),
    'inconclusive',
  ],
  [
    'passes a deleted session that somebody is sending to',
    () =>
      listing(
        gone(),
        (history) => history.request(1, { type: 'reset', key: OTHER }, 'client'),
        listed([others]),
      ),
    'inconclusive',
  ],
  [
    'passes a session that a send was on its way to when its delete arrived',
    () => {
      const history = used();
      const ask = { type: 'reset', key: OTHER } as const;
      const id = history.request(2, ask);
      return history.ask(1, DELETE, DELETED).answer(2, id, ask, BUSY).list(2, others);
    },
    'inconclusive',
  ],
  [
    'passes a session that a reset that was cut off may bring back',
    () => {
      const history = used();
      history.request(1, { type: 'reset', key: OTHER });
      return history.close(1).ask(2, DELETE, DELETED).list(2, others);
    },
    'inconclusive',
  ],
  [
    'passes a session that was not there to be deleted',
    () =>
      connected()
        .ask(1, DELETE, { ...DELETE, deleted: false })
        .list(2, others),
    'inconclusive',
  ],
  [
    "passes a deleted session that the dialect calls the gateway's own",
    () =>
      connected()
        .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
        .list(2, row('g1')),
    'inconclusive',
  ],
  [
    'waits for the run where a dialect lists a session no sooner',
    () => aHistory({}, { listsFrom: 'run' }).connect(1).send(1, 'a').list(1),
    'inconclusive',
  ],
  [
    'convicts where a dialect lists a session no sooner once the run has begun',
    () =>
      aHistory({}, { listsFrom: 'run' })
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .list(1),
    'violation',
    NOT_LISTED,
    { records: [19, 22] },
  ],
  [
    'convicts there also when the run began before the acknowledgement',
    () => {
      const history = aHistory({}, { listsFrom: 'run' }).connect(1);
      const ask = {
        type: 'send',
        key: KEY,
        runId: 'a',
        text: 'a',
        marker: 'a',
        named: undefined,
        control: undefined,
      } as const;
      const id = history.request(1, ask);
      history.provider('call', 1, { promptMarkers: ['a'] });
      return history.answer(1, id, ask, { type: 'send', status: 'accepted', runId: 'a' }).list(1);
    },
    'violation',
    NOT_LISTED,
  ],
  [
    'does not take the summary of a session for its run',
    () =>
      aHistory({}, { listsFrom: 'run' })
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
        .list(1),
    'inconclusive',
  ],
]);
