import type { Refusal } from '../../src/dialect/observation.ts';
import type { HistoryBuilder } from './history-builder.ts';
import { BUSY, KEY, accepted, aHistory, entry, reply, sending } from './history-builder.ts';
import { judging } from './table.ts';

const INVALID: Refusal = {
  code: 'INVALID_REQUEST',
  reason: undefined,
  retryable: false,
  retryAfterMs: undefined,
};
const CONFLICT: Refusal = { ...INVALID, reason: 'chat-request-conflict' };
const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const connected = () => aHistory().connect(1);

/** A send that reached the gateway and was not answered. */
const asked = (runId = 'a', conn = 1) => {
  const history = aHistory().connect(conn);
  return { history, id: history.request(conn, sending(runId)) };
};

judging('service/available', [
  ['passes an accepted send', () => connected().send(1, 'a'), 'pass'],
  [
    'passes a busy refusal that is retried and accepted',
    () => connected().send(1, 'a', {}, BUSY).send(1, 'a'),
    'pass',
  ],
  [
    'passes the refusal of a used key with other text',
    () => connected().send(1, 'a').send(1, 'a', { text: 'other', marker: 'a' }, CONFLICT),
    'pass',
  ],
  [
    'passes the refusal of a text that arrives after another one took its key, though it was sent first',
    () => {
      const history = connected().connect(2, { client: 'other' });
      const slow = sending('a');
      const id = history.request(1, slow, 'client');
      history.send(2, 'a', { text: 'other', marker: 'b' });
      history.request(1, slow, 'gateway', id);
      return history.answer(1, id, slow, CONFLICT);
    },
    'pass',
  ],
  [
    'passes the refusal of a connection without write scope',
    () =>
      connected()
        .connect(2, { scopes: ['operator.read'] })
        .send(1, 'a')
        .send(2, 'b', {}, INVALID),
    'pass',
  ],
  [
    'passes the refusal of a slash command',
    () => connected().send(1, 'a').send(1, 'b', { control: 'new' }, INVALID),
    'pass',
  ],
  [
    'passes the refusal of a slash command whose key another text takes before that is known',
    () => {
      const history = connected();
      const command = sending('a', { control: 'new' });
      const id = history.request(1, command);
      history.answer(1, id, command, INVALID, 'gateway').send(1, 'a', { text: 'other' });
      return history.answer(1, id, command, INVALID, 'client');
    },
    'pass',
  ],
  [
    'passes the refusal of a repetition that names a session nothing ever showed',
    () => connected().send(1, 'x').send(1, 'a', {}, BUSY).send(1, 'a', { named: 'g9' }, INVALID),
    'pass',
  ],
  [
    'convicts a valid send refused for good',
    () => connected().send(1, 'a', {}, INVALID),
    'violation',
    'a valid send was refused for good (INVALID_REQUEST)',
  ],
  [
    'convicts a send refused as busy for ever',
    () => connected().send(1, 'a', {}, BUSY).wait(700_000).send(1, 'a', {}, BUSY),
    'violation',
    'a send was refused as retryable for too long',
  ],
  [
    'passes the refusal of a session nothing ever showed, in a history with the daily rule',
    () => aHistory({ dailyRule: true }).connect(1).send(1, 'x').send(1, 'a', { named: 'g9' }, INVALID),
    'pass',
  ],
  [
    'convicts a busy refusal just after the bound',
    () => connected().send(1, 'a', {}, BUSY).wait(600_001).send(1, 'a', {}, BUSY),
    'violation',
    'a send was refused as retryable for too long',
  ],
  ['says nothing when nothing was accepted', () => connected().send(1, 'a', {}, BUSY), 'inconclusive'],
]);

/** A summary was asked for after the run had been at the model, or before. */
const summarised = (after: boolean) => {
  const history = connected().send(1, 'a');
  if (after) history.provider('call', 8, { promptMarkers: ['a'] }).provider('end', 8);
  return history.provider('call', 9, { purpose: 'summary', promptMarkers: ['a'] }).provider('cancel', 9);
};
const unanswered = (history: HistoryBuilder) => {
  history.request(1, sending('a'));
  return history.close(1).connect(2).send(2, 'b');
};

judging('send/accounted', [
  [
    'says that a fault cut a send off before its answer',
    () => unanswered(connected().fault('landed', 'client', 'web')),
    'pass',
    undefined,
    { excused: [{ thing: 'send', because: 'a fault cut their connection', count: 1 }] },
  ],
  [
    'says that a connection was closed before its answer',
    () => unanswered(connected()),
    'pass',
    undefined,
    { excused: [{ thing: 'send', because: 'their connection closed before the answer', count: 1 }] },
  ],
  [
    'does not wait for an end that may lie under a summary nobody could read',
    () => summarised(true).wait(200_000).phase('quiet'),
    'pass',
    undefined,
    {
      excused: [
        {
          thing: 'send',
          because: 'their session could not be read in full',
          count: 1,
        },
      ],
    },
  ],
  [
    'waits for an end though a summary was asked for before the run began',
    () => summarised(false).wait(200_000).phase('quiet'),
    'violation',
    'an accepted send was not settled within the bound',
  ],
  ['passes a send answered in time', () => connected().send(1, 'a').run(1, 'a'), 'pass'],
  [
    'leaves the answer to a channel message to channel/accounted',
    () => {
      const history = aHistory().connect(1, { client: 'discord' });
      const id = history.request(1, sending('a'));
      return history.wait(60_000).answer(1, id, sending('a'), accepted('a'));
    },
    'inconclusive',
  ],
  [
    'stops the clock while the client’s link is damaged',
    () => {
      const { history, id } = asked();
      return history
        .fault('landed', 'client', 'web')
        .wait(60_000)
        .fault('healed', 'client', 'web')
        .answer(1, id, sending('a'), accepted('a'));
    },
    'pass',
  ],
  [
    'stops the clock while the process is paused',
    () => {
      const { history, id } = asked();
      return history
        .process('paused')
        .wait(60_000)
        .process('resumed')
        .answer(1, id, sending('a'), accepted('a'));
    },
    'pass',
  ],
  [
    'owes nothing once the connection is cut',
    () => {
      const { history } = asked();
      return history.close(1).wait(60_000).connect(2).send(2, 'a');
    },
    'pass',
  ],
  [
    'does not time a run while its model works',
    () =>
      connected()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .wait(500_000)
        .provider('end', 1)
        .run(1, 'a'),
    'pass',
  ],
  [
    'convicts an answer after the bound',
    () => {
      const { history, id } = asked();
      return history.wait(6_000).answer(1, id, sending('a'), accepted('a'));
    },
    'violation',
    'a send was answered after the bound',
  ],
  [
    'convicts silence on an open connection',
    () => {
      const { history } = asked();
      return history.send(1, 'b').wait(6_000);
    },
    'violation',
    'a send was not answered within the bound',
  ],
  [
    'convicts silence that ends in a crash',
    () => {
      const { history } = asked();
      return history.send(1, 'b').wait(6_000).process('crashed');
    },
    'violation',
    'a send was not answered within the bound',
  ],
  [
    'convicts silence that ends in a close',
    () => {
      const { history } = asked();
      return history.wait(6_000).close(1);
    },
    'violation',
    'a send was not answered within the bound',
  ],
  [
    'convicts a busy refusal that does not say when',
    () => connected().send(1, 'a', {}, { ...BUSY, retryAfterMs: undefined }),
    'violation',
    'a busy refusal does not say retryable and when',
  ],
  [
    'convicts a refusal that says to come back in an hour',
    () => connected().send(1, 'a', {}, { ...BUSY, retryAfterMs: 3_600_000 }),
    'violation',
    'a busy refusal does not say retryable and when',
  ],
  [
    'convicts an accepted send that never settles',
    () => connected().send(1, 'a').wait(130_000),
    'violation',
    'an accepted send was not settled within the bound',
  ],
  [
    'convicts a terminal after the bound',
    () => connected().send(1, 'a').wait(130_000).run(1, 'a'),
    'violation',
    'an accepted send was settled after the bound',
  ],
  [
    'does not time what a model does that nobody sees, and says so',
    () => aHistory({ modelHidden: true }).connect(1).send(1, 'a').wait(130_000).run(1, 'a'),
    'pass',
    undefined,
    {
      excused: [{ thing: 'send', because: 'the history does not show how long the model took', count: 1 }],
    },
  ],
  ['says nothing without a send', connected, 'inconclusive'],
]);

const retried = () => {
  const { history } = asked();
  return history.close(1).connect(2).send(2, 'a');
};

judging('send/exactly-once', [
  ['passes one entry for two attempts', () => retried().history(2, 'g1', [entry('a'), reply('a')]), 'pass'],
  [
    'passes the same entry in transcript and archive',
    () =>
      retried()
        .history(2, 'g1', [entry('a')])
        .archives(2, 'g1')
        .archive(2, 'g1', [entry('a')]),
    'pass',
  ],
  [
    'passes two sends that carry one marker',
    () =>
      retried()
        .send(2, 'b', { marker: 'a' })
        .history(2, 'g1', [entry('a'), entry('b', 2, { marker: 'a' })]),
    'pass',
  ],
  [
    'convicts two entries of one key',
    () => retried().history(2, 'g1', [entry('a'), entry('a', 2, { id: 'again' })]),
    'violation',
    'one key made two transcript entries',
  ],
  [
    'convicts two replies of one key',
    () => retried().history(2, 'g1', [entry('a'), reply('a'), reply('a', 3, { id: 'again' })]),
    'violation',
    'one key made two replies',
  ],
  [
    'convicts a second run after the final',
    () =>
      connected()
        .send(1, 'a')
        .event(1, FINAL)
        .provider('call', 1, { promptMarkers: ['a'] }),
    'violation',
    'a run began again after its final',
  ],
  [
    'convicts a used key with other text',
    () => connected().send(1, 'a').send(1, 'a', { text: 'other', marker: 'a' }),
    'violation',
    'a used key with other text was accepted',
  ],
  [
    'passes it where the dialect does not refuse it',
    () =>
      aHistory({}, { refusesOtherText: false })
        .connect(1)
        .send(1, 'a')
        .send(1, 'a', { text: 'other', marker: 'a' }),
    'pass',
  ],
  [
    'excuses it after a clock jump, where keys are dated by it',
    () =>
      aHistory({}, { wallDated: ['keys'] })
        .connect(1)
        .send(1, 'a')
        .jump()
        .send(1, 'a', { text: 'other', marker: 'a' }),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'send', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'excuses none where they are not',
    () => connected().send(1, 'a').jump().send(1, 'a', { text: 'other', marker: 'a' }),
    'violation',
    'a used key with other text was accepted',
    {
      sentence:
        'the key of send a to agent:main:main was used again with other text, and was not refused; the wall clock jumped since it was used first, by which no key grows older',
    },
  ],
  [
    'passes other text under a key whose first text never arrived',
    () => {
      const history = connected();
      history.request(1, sending('a'), 'client');
      return history.close(1).connect(2).send(2, 'a', { text: 'other', marker: 'b' });
    },
    'pass',
  ],
  [
    'knows a send by the text that was accepted, where another one arrived first and was refused',
    () => {
      const history = connected();
      const id = history.request(1, sending('a'));
      return history
        .send(1, 'a', { text: 'other', marker: 'b' })
        .answer(1, id, sending('a'), CONFLICT)
        .provider('call', 1, { promptMarkers: ['b'] })
        .provider('end', 1)
        .event(1, FINAL)
        .send(1, 'c')
        .provider('call', 2, { promptMarkers: ['b', 'c'] });
    },
    'pass',
  ],
  [
    'lets a key be new after its window',
    () =>
      aHistory({ dedupeWindowMs: 10 })
        .connect(1)
        .send(1, 'a')
        .event(1, FINAL)
        .wait(1_000)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] }),
    'inconclusive',
  ],
  ['says nothing without a second attempt', () => connected().send(1, 'a'), 'inconclusive'],
]);
