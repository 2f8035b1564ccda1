/** What followers are pushed beside the messages and replies of sends: summaries, and all of it in its order. */
import { aHistory, entry, message, reply, transcript, KEY, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const SUMMARY = entry('x', 2, {
  id: 's',
  role: 'system',
  text: 'what was said',
  marker: undefined,
  runId: undefined,
  compaction: true,
  coversSeq: 2,
});
/** Two follow, of whom the second may come later; the summary is returned as record 36, or before the second came. */
const two = (pushesSummaries = true) =>
  aHistory({}, { pushesSummaries })
    .connect(1)
    .connect(2, { client: 'tui' })
    .send(1, 'a')
    .run(1, 'a')
    .run(2, 'a');
const summarised = (history: HistoryBuilder) =>
  history
    .provider('call', 7, { purpose: 'summary', promptMarkers: ['a'] })
    .provider('end', 7, { purpose: 'summary', text: 'what was said' });
const pushed = (history: HistoryBuilder, ...conns: readonly number[]) => {
  for (const conn of conns) history.event(conn, message('g1', SUMMARY));
  return history;
};
const readOn = (history: HistoryBuilder) =>
  history.phase('quiet').history(1, 'g1', [SUMMARY]).history(2, 'g1', [SUMMARY]);
const CAUSE = 'a connection that stayed open never got a summary that took the place of entries';

judging('gap/announced', [
  [
    'passes a summary that both followers are pushed',
    () => readOn(pushed(summarised(two()), 1, 2)),
    'pass',
    undefined,
    { exercised: 3 },
  ],
  [
    'convicts one that nobody was pushed and a read shows',
    () => readOn(summarised(two())),
    'violation',
    CAUSE,
    {
      exercised: 2,
      sentence: `connection 2 (tui), which follows ${KEY}, was never pushed the summary s that took the place of a part of its transcript`,
      records: [55],
    },
  ],
  [
    'convicts one that only another follower was pushed',
    () => readOn(pushed(summarised(two()), 1)),
    'violation',
    CAUSE,
    {
      sentence: `connection 2 (tui), which follows ${KEY}, was never pushed the summary s that took the place of a part of its transcript`,
    },
  ],
  [
    'convicts one that a page shows',
    () => {
      const history = pushed(summarised(two()), 1).phase('quiet');
      const page = {
        type: 'history-page',
        key: KEY,
        generation: 'g1',
        offset: 2,
        entries: [SUMMARY],
        partial: false,
      } as const;
      return history.ask(2, { type: 'history', key: KEY, offset: 2 }, page).history(2, 'g1');
    },
    'violation',
    CAUSE,
  ],
  [
    'asks nothing where summaries may go unpushed',
    () => readOn(summarised(two(false))),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'owes nothing to who came when the summary was there',
    () =>
      pushed(summarised(aHistory().connect(1).send(1, 'a').run(1, 'a')), 1)
        .connect(2, { client: 'tui' })
        .phase('quiet')
        .history(2, 'g1', [SUMMARY]),
    'pass',
  ],
  [
    'owes nothing to who follows another session',
    () =>
      readOn(
        pushed(
          summarised(
            aHistory()
              .connect(1)
              .connect(2, { messages: ['other'] })
              .send(1, 'a')
              .run(1, 'a'),
          ),
          1,
        ),
      ),
    'violation',
    'a connection that stayed open never got a terminal that another one got',
  ],
  [
    'does not know when a summary in other words was made',
    () =>
      readOn(summarised(two()).history(1, 'g1', [{ ...SUMMARY, id: 't', text: 'in other words' }])).history(
        2,
        undefined,
      ),
    'violation',
    CAUSE,
    { exercised: 2 },
  ],
  [
    'says nothing of a read that names no generation',
    () => {
      const asked = { type: 'history', key: KEY, offset: 0 } as const;
      return summarised(two())
        .phase('quiet')
        .ask(1, asked, transcript(undefined, [SUMMARY]))
        .history(2, undefined);
    },
    'pass',
    undefined,
    { exercised: 1 },
  ],
]);

const ORDER = 'entries are pushed in another order than they stand';
/** Entries of g1 as a connection is pushed them. */
const push = (...entries: readonly Parameters<typeof message>[1][]) => {
  const history = aHistory().connect(1).send(1, 'a').send(1, 'b');
  for (const one of entries) history.event(1, message('g1', one));
  return history.history(1, 'g1', [entry('a', 1), reply('a', 2)]);
};

judging('entry/ordered', [
  [
    'passes entries that are pushed in their order',
    () => push(entry('a', 1), reply('a', 2), entry('b', 3)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a reply that is pushed before the message',
    () => push(reply('a', 2), entry('a', 1)),
    'violation',
    ORDER,
    {
      exercised: 1,
      sentence: `connection 1 (web) was pushed entry a-entry of ${KEY}, at position 1, after a-reply at 2`,
      records: [23, 25],
    },
  ],
  ['passes the same entry once more', () => push(entry('a', 1), entry('a', 1)), 'pass'],
  [
    'passes a summary, which stands where what it covers stood',
    () => push(entry('a', 1), entry('b', 3), SUMMARY),
    'pass',
  ],
  ['passes what comes behind a summary', () => push(entry('b', 3), SUMMARY, reply('b', 4)), 'pass'],
  ['convicts across a summary', () => push(entry('b', 3), SUMMARY, entry('a', 1)), 'violation', ORDER],
  [
    'begins anew with each generation',
    () => push(entry('a', 5)).event(1, message('g2', entry('c', 1))),
    'pass',
  ],
  [
    'tells connections apart',
    () =>
      push(entry('a', 5))
        .connect(2)
        .event(2, message('g1', entry('b', 3))),
    'pass',
  ],
  ['tells sessions apart', () => push(entry('a', 5)).event(1, message('g1', entry('b', 3), 'other')), 'pass'],
  [
    'passes entries that say no position',
    () => push(entry('a', 5), entry('b', 3, { seq: undefined })),
    'pass',
  ],
  [
    'does not know the order of positions that have gaps',
    () =>
      aHistory({}, { positions: 'with-gaps' })
        .connect(1)
        .send(1, 'a')
        .event(1, message('g1', reply('a', 2)))
        .event(1, message('g1', entry('a', 1)))
        .history(1, 'g1', [entry('a', 1), reply('a', 2)]),
    'pass',
  ],
]);

const ONE_ID = 'two entries are pushed under one id';
/** Entries of g1 as a connection is pushed them, each under the id beside it. */
const pushAs = (
  ...pushes: readonly (readonly [Parameters<typeof message>[1], string | undefined, string?])[]
) => {
  const history = aHistory().connect(1).send(1, 'a').send(1, 'b');
  for (const [one, pushedAs, generation = 'g1'] of pushes)
    history.event(1, { type: 'message', key: KEY, generation, entry: one, pushedAs });
  return history.history(1, 'g1', [entry('a', 1), reply('a', 2)]);
};

judging('entry/ordered', [
  [
    'convicts a message and its reply that are pushed under one id',
    () => pushAs([entry('a', 1), 'a'], [reply('a', 2), 'a']),
    'violation',
    ONE_ID,
    { sentence: `entries a-entry and a-reply of ${KEY} were both pushed as a`, records: [23, 25] },
  ],
  [
    'convicts it of entries that do not follow each other',
    () => pushAs([entry('a', 1), 'a'], [entry('b', 2), 'b'], [reply('a', 3), 'a']),
    'violation',
    ONE_ID,
    { records: [23, 27] },
  ],
  ['passes the same entry once more', () => pushAs([entry('a', 1), 'x'], [entry('a', 1), 'x']), 'pass'],
  ['passes ids of their own', () => pushAs([entry('a', 1), 'x'], [reply('a', 2), 'y']), 'pass'],
  [
    'passes entries that are pushed under none',
    () => pushAs([entry('a', 1), undefined], [reply('a', 2), undefined]),
    'pass',
  ],
  [
    'begins anew with each generation',
    () => pushAs([entry('a', 1), 'x'], [entry('c', 1), 'x', 'g2']),
    'pass',
  ],
]);
