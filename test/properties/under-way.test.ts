/** What a request to compact is told of a compaction that is under way, or not. */
import type { ProviderRecord } from '../../src/history/record.ts';
import { aHistory, entry, KEY, message, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const COMPACT = { type: 'compact', key: KEY } as const;
const CAUSE = 'a compaction is said to be under way long after its summary ended';
const says = (isUnderWay: boolean) =>
  ({ type: 'compact', key: KEY, compacted: !isUnderWay, isUnderWay }) as const;
const called = (history: HistoryBuilder, call = 7) =>
  history.provider('call', call, { purpose: 'summary', promptMarkers: ['a'] });
/** A summary that ended so, so long ago. */
const over = (event: ProviderRecord['event'], seconds: number) =>
  called(aHistory().connect(1).send(1, 'a'))
    .provider(event, 7, { purpose: 'summary', ...(event === 'end' ? { text: 'said' } : {}) })
    .wait(seconds * 1_000);

const DENIED = 'a compaction is answered as none';
const SUMMARY = entry('s', 2, { role: 'system', marker: undefined, compaction: true, coversSeq: 2 });
/** A compaction is asked for; `during` comes before its answer. */
const denied = (
  during: (history: HistoryBuilder) => unknown,
  more: { compacted?: boolean; reason?: string } = {},
) => {
  const history = over('end', 6).ask(1, COMPACT, says(false));
  const id = history.request(1, COMPACT);
  during(history);
  return history.answer(1, id, COMPACT, { type: 'compact', key: KEY, compacted: false, ...more });
};

judging('compaction/responsive', [
  [
    'convicts an answer that nothing was compacted, after a summary was pushed',
    () => denied((history) => history.event(1, message('g1', SUMMARY))),
    'violation',
    DENIED,
    {
      sentence: `connection 1 (web) was told, without a reason, that nothing of ${KEY} was compacted; a summary was pushed while it waited for this answer`,
      records: [26, 27, 29],
    },
  ],
  [
    'passes one that gives a reason',
    () => denied((history) => history.event(1, message('g1', SUMMARY)), { reason: 'in-progress' }),
    'pass',
  ],
  [
    'passes one that says what was done',
    () => denied((history) => history.event(1, message('g1', SUMMARY)), { compacted: true }),
    'pass',
  ],
  ['passes one where no summary was pushed', () => denied(() => undefined), 'pass'],
  [
    'passes one where another entry was',
    () => denied((history) => history.event(1, message('g1', entry('a')))),
    'pass',
  ],
  [
    'passes one where the summary was of another session',
    () => denied((history) => history.event(1, message('g9', SUMMARY, 'agent:main:other'))),
    'pass',
  ],
  [
    'passes one where it was pushed before the request came',
    () =>
      over('end', 6)
        .ask(1, COMPACT, says(false))
        .event(1, message('g1', SUMMARY))
        .ask(1, COMPACT, { type: 'compact', key: KEY, compacted: false }),
    'pass',
  ],
  [
    'convicts an answer that one is under way long after its summary failed',
    () => over('error', 6).ask(1, COMPACT, says(true)),
    'violation',
    CAUSE,
    {
      exercised: 1,
      sentence: `a request to compact ${KEY} was answered that a compaction is under way; its last summary had ended longer than the bound before`,
      records: [20, 23],
    },
  ],
  [
    'convicts it after one that came back',
    () => over('end', 6).ask(1, COMPACT, says(true)),
    'violation',
    CAUSE,
  ],
  [
    'convicts it after one that was given up',
    () => over('cancel', 6).ask(1, COMPACT, says(true)),
    'violation',
    CAUSE,
  ],
  [
    'convicts it in a session that a reset has begun since',
    () => over('cancel', 6).reset(1, 'g2').ask(1, COMPACT, says(true)),
    'violation',
    CAUSE,
  ],
  [
    'passes it there while the summary of the session before is still at the model',
    () => called(aHistory().connect(1).send(1, 'a')).reset(1, 'g2').wait(6_000).ask(1, COMPACT, says(true)),
    'inconclusive',
  ],
  ['passes it soon after', () => over('error', 4).ask(1, COMPACT, says(true)), 'inconclusive'],
  [
    'passes it where time stood still meanwhile',
    () => over('error', 0).fault('landed', 'disk').wait(6_000).ask(1, COMPACT, says(true)),
    'inconclusive',
  ],
  [
    'passes another answer',
    () => over('error', 6).ask(1, COMPACT, says(false)),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes it while a summary is asked for',
    () => called(over('error', 6), 8).ask(1, COMPACT, says(true)),
    'inconclusive',
  ],
  [
    'does not judge it where one was asked for before the answer',
    () => {
      const history = over('error', 6);
      const id = history.request(1, COMPACT);
      return called(history, 8).answer(1, id, COMPACT, says(true));
    },
    'inconclusive',
  ],
  [
    'does not judge it where one whose session does not show was asked for',
    () => {
      const history = over('error', 6);
      const id = history.request(1, COMPACT);
      return history.provider('call', 8, { purpose: 'summary' }).answer(1, id, COMPACT, says(true));
    },
    'inconclusive',
  ],
  [
    'does not judge it where another one came and went before the answer',
    () => {
      const history = over('error', 6);
      const id = history.request(1, COMPACT);
      return called(history, 8)
        .provider('error', 8, { purpose: 'summary' })
        .answer(1, id, COMPACT, says(true));
    },
    'inconclusive',
  ],
  [
    'knows nothing of the life before',
    () => over('error', 6).restart([1]).connect(2).ask(2, COMPACT, says(true)),
    'inconclusive',
  ],
  [
    'knows nothing where no summary was seen',
    () => aHistory().connect(1).send(1, 'a').wait(6_000).ask(1, COMPACT, says(true)),
    'inconclusive',
  ],
]);
