import type { ObservedEntry } from '../../src/dialect/observation.ts';
import { KEY, type HistoryBuilder, aHistory, entry, message, reply, transcript } from './history-builder.ts';
import { judging } from './table.ts';

const TWICE = 'an entry was pushed twice';
const based = () => aHistory().connect(1).history(1, 'g1').send(1, 'a');

/** A history is answered after its generation ended, and after the first push of the next one. */
function readLate(): HistoryBuilder {
  const history = aHistory().connect(2, { client: 'discord' }).history(2, 'g1').connect(1);
  const ask = { type: 'history', key: KEY, offset: 0 } as const;
  const id = history.request(1, ask);
  return history
    .reset(1, 'g2')
    .notices([1], 'g1', 'g2')
    .event(1, message('g2', entry('b')))
    .answer(1, id, ask, transcript('g1', []));
}

/** A view that begins with a page. */
function paged(entries: readonly ObservedEntry[]): HistoryBuilder {
  return aHistory()
    .connect(1)
    .ask(1, { type: 'history', key: KEY, offset: 0 }, transcript('g1', entries, { partial: true }));
}

judging('view/converges', [
  [
    'passes a view built from pushes',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .event(1, message('g1', reply('a')))
        .phase('quiet')
        .history(1, 'g1', [entry('a'), reply('a')]),
    'pass',
  ],
  [
    'convicts an entry that was pushed twice',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .event(1, message('g1', entry('a')))
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'violation',
    TWICE,
    {
      exercised: 1,
      sentence: `connection 1 (web) was pushed entry a-entry of ${KEY} twice`,
      records: [24, 26],
    },
  ],
  [
    'convicts that also when a history was fetched between',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .event(1, message('g1', entry('a')))
        .history(1, 'g1', [entry('a')])
        .event(1, message('g1', entry('a'))),
    'violation',
    TWICE,
  ],
  [
    'passes an entry that two connections were pushed, one of them after it had read it',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .connect(2, { client: 'discord' })
        .history(2, 'g1', [entry('a')])
        .event(2, message('g1', entry('a')))
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'pass',
  ],
  [
    'passes an entry that came again with more in it',
    () =>
      based()
        .event(1, message('g1', reply('a', 1, { text: 'do' })))
        .event(1, message('g1', reply('a', 1, { text: 'done' })))
        .phase('quiet')
        .history(1, 'g1', [reply('a', 1)]),
    'pass',
  ],
  [
    'passes an entry that was pushed twice where sends may be merged',
    () =>
      aHistory({}, { mergesSends: true })
        .connect(1)
        .history(1, 'g1')
        .send(1, 'a')
        .event(1, message('g1', entry('a')))
        .event(1, message('g1', entry('a')))
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'pass',
  ],
  [
    'passes pushed entries that now lie under a summary',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .event(1, message('g1', reply('a')))
        .phase('quiet')
        .history(1, 'g1', [
          entry('s', 2, {
            id: 'sum',
            role: 'system',
            compaction: true,
            coversSeq: 2,
            marker: undefined,
            runId: undefined,
          }),
        ]),
    'pass',
  ],
  [
    'goes on through a reset',
    () =>
      based()
        .reset(1, 'g2')
        .notices([1], 'g1', 'g2')
        .event(1, message('g2', entry('b')))
        .phase('quiet')
        .history(1, 'g2', [entry('b')]),
    'pass',
  ],
  [
    'is not set back by a history that was answered after what it shows had ended',
    () =>
      readLate()
        .event(1, message('g2', entry('c', 2)))
        .phase('quiet')
        .history(1, 'g2', [entry('b'), entry('c', 2)]),
    'inconclusive',
  ],
  [
    'convicts what is not pushed after the next history, also then',
    () =>
      readLate()
        .history(1, 'g2', [entry('b')])
        .phase('quiet')
        .history(1, 'g2', [entry('b'), entry('c', 2)]),
    'violation',
    'the pushed view lacks a stored entry',
  ],
  [
    'convicts a stored entry that was never pushed',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .phase('quiet')
        .history(1, 'g1', [entry('a'), reply('a')]),
    'violation',
    'the pushed view lacks a stored entry',
  ],
  [
    'convicts a pushed entry that is not stored',
    () =>
      based()
        .event(1, message('g1', entry('a')))
        .phase('quiet')
        .history(1, 'g1', []),
    'violation',
    'the pushed view holds an entry that is not stored',
    { sentence: 'connection 1 (web) holds entry a-entry, which the stored transcript lacks' },
  ],
  [
    'convicts an entry that was pushed under another id than is stored',
    () =>
      based()
        .event(1, message('g1', { ...entry('a'), id: 'live' }))
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'violation',
    'an entry was pushed as another one than is stored',
    {
      sentence:
        'connection 1 (web) was pushed entry live at position 1, where the stored transcript holds a-entry',
    },
  ],
  [
    'convicts a page that leaves out what was pushed, and does not say that it is not stored',
    () =>
      based()
        .event(1, message('g1', entry('a', 2)))
        .phase('quiet')
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('b', 1)], { partial: true }),
        ),
    'violation',
    'a page leaves out an entry that was pushed',
    {
      sentence:
        'connection 1 (web) was pushed entry a-entry at position 2, which a page leaves out that begins at position 1',
    },
  ],
  [
    'asks for nothing that lies before the page the view began with',
    () =>
      paged([entry('c', 5), entry('d', 6)])
        .event(1, message('g1', entry('e', 7)))
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1), entry('c', 5), entry('d', 6), entry('e', 7)]),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts an entry that lies behind where that page began',
    () =>
      paged([entry('c', 5), entry('e', 7)])
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1), entry('c', 5), entry('d', 6), entry('e', 7)]),
    'violation',
    'the pushed view lacks a stored entry',
    { sentence: 'connection 1 (web) was never pushed entry d-entry, which the stored transcript holds' },
  ],
  [
    'asks a page for nothing that lies before its first entry, in whatever order it lists them',
    () =>
      based()
        .event(1, message('g1', entry('a', 1)))
        .event(1, message('g1', entry('b', 2)))
        .event(1, message('g1', entry('c', 3)))
        .phase('quiet')
        .ask(
          1,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('c', 3), entry('b', 2)], { partial: true }),
        ),
    'pass',
  ],
  [
    'takes entries without a position for what they are called',
    () =>
      based()
        .event(1, message('g1', entry('a', 1, { seq: undefined })))
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1, { seq: undefined })]),
    'pass',
  ],
  [
    'compares the ends of two pages',
    () =>
      aHistory()
        .connect(1)
        .connect(2)
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1), entry('b', 2), entry('c', 3)])
        .ask(
          2,
          { type: 'history', key: KEY, offset: 0 },
          transcript('g1', [entry('b', 2), entry('c', 3)], { partial: true }),
        ),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts two pages of which only the last entries agree',
    () =>
      aHistory()
        .connect(1)
        .connect(2)
        .phase('quiet')
        .history(1, 'g1', [entry('a', 1), entry('c', 3)])
        .history(2, 'g1', [entry('b', 1), entry('c', 3)]),
    'violation',
    'two clients recovered different transcripts',
    { sentence: `two histories of ${KEY} fetched after quiet differ: 2 and 2 entries` },
  ],
  [
    'convicts two histories that differ after quiet',
    () =>
      aHistory()
        .connect(1)
        .connect(2)
        .phase('quiet')
        .history(1, 'g1', [entry('a')])
        .history(2, 'g1', []),
    'violation',
    'two clients recovered different transcripts',
  ],
  [
    'says nothing without a read after quiet',
    () => based().event(1, message('g1', entry('a'))),
    'inconclusive',
  ],
]);
