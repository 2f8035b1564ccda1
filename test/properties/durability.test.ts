import type { ObservedEntry } from '../../src/dialect/observation.ts';
import { BUSY, KEY, accepted, aHistory, entry, reply, row, sending, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const connected = () => aHistory().connect(1);

/** A send that reached the gateway and was not answered. */
const asked = () => {
  const history = aHistory().connect(1);
  return { history, id: history.request(1, sending('a')) };
};

const restarted = () => connected().send(1, 'a').restart([1]).connect(2).phase('quiet');

/** A transcript read after a restart in two pages. */
const paged = (older: readonly ObservedEntry[], partial: boolean) =>
  restarted()
    .ask(2, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [entry('b')], { partial: true }))
    .ask(
      2,
      { type: 'history', key: KEY, offset: 1 },
      { type: 'history-page', key: KEY, generation: 'g1', offset: 1, entries: older, partial },
    );

judging('ack/durable', [
  ['passes a send found after a restart', () => restarted().history(2, 'g1', [entry('a')]), 'pass'],
  [
    'passes a send found in the archive of its generation',
    () =>
      connected()
        .send(1, 'a')
        .list(1, row('g1'))
        .reset(1, 'g2')
        .phase('quiet')
        .history(1, 'g2')
        .archives(1, 'g1')
        .archive(1, 'g1', [entry('a')]),
    'pass',
  ],
  [
    'does not judge a send aborted in the queue, in so many words',
    () =>
      connected()
        .send(1, 'a')
        .event(1, { ...FINAL, state: 'aborted' })
        .phase('quiet')
        .history(1, 'g1'),
    'inconclusive',
  ],
  [
    'does not judge a partial transcript',
    () =>
      restarted().ask(2, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [], { partial: true })),
    'inconclusive',
  ],
  ['passes a send found on the second page', () => paged([entry('a')], false), 'pass'],
  ['does not judge a transcript whose last page is missing', () => paged([], true), 'inconclusive'],
  [
    'convicts a send that no page shows',
    () => paged([], false),
    'violation',
    'an acknowledged send did not survive a restart',
  ],
  [
    'convicts an acknowledged send lost at a restart',
    () => restarted().history(2, 'g1'),
    'violation',
    'an acknowledged send did not survive a restart',
  ],
  [
    'convicts an acknowledged send lost without one',
    () => connected().send(1, 'a').phase('quiet').history(1, 'g1'),
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'convicts a send that only the checkpoint of a compaction still has',
    () => {
      const info = {
        archive: 'c1',
        sessionKey: KEY,
        sessionId: 'g1',
        reason: 'compaction' as const,
        timestamp: 1,
      };
      const history = connected().send(1, 'a').phase('quiet').history(1, 'g1');
      return history
        .ask(1, { type: 'archives-list' }, { type: 'archives', archives: [info] })
        .archive(1, 'c1', [entry('a')]);
    },
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'convicts an acknowledged reset that a restart undid',
    () => connected().list(1, row('g1')).reset(1, 'g2').restart([1]).connect(2).list(2, row('g1')),
    'violation',
    'an acknowledged reset or delete did not survive a restart',
  ],
  [
    'owes nothing for a send that was cut off',
    () => {
      const { history } = asked();
      return history.close(1).connect(2).phase('quiet').history(2, 'g1');
    },
    'inconclusive',
  ],
]);

judging('run/terminates', [
  [
    'convicts a run that told its final and is stored as interrupted',
    () =>
      connected()
        .send(1, 'a')
        .run(1, 'a')
        .restart([1])
        .connect(2)
        .phase('quiet')
        .history(2, 'g1', [entry('a'), reply('a', 2, { stopReason: 'interrupted' })]),
    'violation',
    'a run that told its final is stored as interrupted',
  ],
  ['passes a run with its terminal', () => connected().send(1, 'a').run(1, 'a').phase('quiet'), 'pass'],
  [
    'passes a run interrupted by a restart whose end can be read',
    () =>
      connected()
        .send(1, 'b')
        .run(1, 'b')
        .send(1, 'a')
        .restart([1])
        .connect(2)
        .phase('quiet')
        .history(2, 'g1', [entry('a'), reply('a', 2, { stopReason: 'interrupted' })]),
    'pass',
  ],
  [
    'does not judge a run that is still at the provider',
    () =>
      connected()
        .send(1, 'b')
        .run(1, 'b')
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .phase('quiet'),
    'pass',
  ],
  [
    'convicts two terminals on one connection',
    () =>
      connected()
        .send(1, 'a')
        .event(1, FINAL)
        .event(1, { ...FINAL, state: 'error' }),
    'violation',
    'one connection got two terminals of a run',
    { sentence: 'connection 1 got two terminals of run a: final, then error' },
  ],
  [
    'convicts a terminal that is told anew after a restart',
    () => connected().send(1, 'a').run(1, 'a').restart([1]).connect(2).event(2, FINAL),
    'violation',
    'a run was ended again after a restart',
  ],
  [
    'passes a run that was accepted as new after a restart',
    () =>
      connected().send(1, 'a').run(1, 'a').restart([1]).connect(2).send(2, 'a').run(2, 'a').phase('quiet'),
    'pass',
  ],
  [
    'convicts a run that never ends',
    () =>
      connected()
        .send(1, 'a')
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'passes a sender that got its terminal before its acknowledgement, and another connection after it',
    () => {
      const { history, id } = asked();
      return history
        .connect(2, { client: 'other' })
        .event(1, FINAL)
        .event(2, FINAL)
        .answer(1, id, sending('a'), accepted('a'))
        .phase('quiet')
        .history(1, 'g1', [entry('a'), reply('a')])
        .event(1, { type: 'tick' });
    },
    'pass',
  ],
  [
    'convicts a sender whose terminal went to another connection',
    () => {
      const { history, id } = asked();
      return history
        .connect(2, { client: 'other' })
        .event(2, FINAL)
        .answer(1, id, sending('a'), accepted('a'))
        .phase('quiet')
        .history(1, 'g1', [entry('a'), reply('a')])
        .event(1, { type: 'tick' });
    },
    'violation',
    'the sender of a run never got its terminal',
  ],
  [
    'convicts a run whose sender never got the terminal',
    () =>
      connected()
        .send(1, 'a')
        .phase('quiet')
        .history(1, 'g1', [entry('a'), reply('a')])
        .event(1, { type: 'tick' }),
    'violation',
    'the sender of a run never got its terminal',
  ],
  ['says nothing without a terminal', () => connected(), 'inconclusive'],
]);

const summarising = () =>
  connected()
    .send(1, 'a')
    .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] });

judging('compaction/responsive', [
  [
    'passes a send that starts while the summary stalls',
    () =>
      summarising()
        .send(1, 'b')
        .provider('call', 2, { promptMarkers: ['b'] })
        .wait(90_000),
    'pass',
  ],
  ['passes a busy refusal at once', () => summarising().send(1, 'b', {}, BUSY), 'pass'],
  [
    'passes an answer at once to what is asked late, and a start at once',
    () =>
      connected()
        .wait(100_000)
        .send(1, 'a')
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
        .wait(100_000)
        .send(1, 'b')
        .provider('call', 2, { promptMarkers: ['b'] }),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes an answer at the bound, and a start at the bound after it',
    () => {
      const history = summarising();
      const id = history.request(1, sending('b'));
      return history
        .wait(4_998)
        .answer(1, id, sending('b'), accepted('b'))
        .wait(4_998)
        .provider('call', 2, { promptMarkers: ['b'] });
    },
    'pass',
  ],
  [
    'does not blame a compaction for the run ahead',
    () =>
      connected()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
        .send(1, 'b')
        .wait(90_000)
        .provider('end', 1)
        .provider('call', 3, { promptMarkers: ['b'] }),
    'pass',
  ],
  [
    'convicts an answer held until the summary is there',
    () => {
      const history = summarising();
      const id = history.request(1, sending('b'));
      return history
        .wait(60_000)
        .provider('end', 1, { purpose: 'summary' })
        .answer(1, id, sending('b'), accepted('b'));
    },
    'violation',
    'a send during a compaction was not answered within the bound',
  ],
  [
    'convicts a run held until the summary is there',
    () =>
      summarising()
        .send(1, 'b')
        .wait(60_000)
        .provider('end', 1, { purpose: 'summary' })
        .provider('call', 2, { promptMarkers: ['b'] }),
    'violation',
    'a send accepted during a compaction was held up',
  ],
  [
    'does not stop the clock for a stalled provider',
    () =>
      summarising()
        .fault('landed', 'provider')
        .send(1, 'b')
        .wait(60_000)
        .fault('healed', 'provider')
        .provider('call', 2, { promptMarkers: ['b'] }),
    'violation',
    'a send accepted during a compaction was held up',
  ],
  ['says nothing without a compaction', () => connected().send(1, 'a'), 'inconclusive'],
]);

const channel = () => aHistory().connect(1, { client: 'discord' });

judging('channel/accounted', [
  ['passes an accepted message', () => channel().send(1, 'a'), 'pass'],
  ['passes a refused message', () => channel().send(1, 'a', {}, BUSY), 'pass'],
  [
    'passes a message whose frame was too big',
    () => {
      const history = channel().send(1, 'b');
      history.request(1, sending('a', { text: 'x'.repeat(5000) }), 'client');
      return history.close(1, 1009, 'gateway').wait(130_000);
    },
    'pass',
  ],
  [
    'convicts a message dropped without an answer',
    () => {
      const history = channel().send(1, 'b');
      history.request(1, sending('a'));
      return history.wait(130_000);
    },
    'violation',
    'a channel message was dropped without an answer',
  ],
  [
    'convicts an answer after the deadline',
    () => {
      const history = channel();
      const id = history.request(1, sending('a'));
      return history.wait(130_000).answer(1, id, sending('a'), accepted('a'));
    },
    'violation',
    'a channel message was answered too late',
  ],
  ['says nothing about other clients', () => connected().send(1, 'a'), 'inconclusive'],
]);
