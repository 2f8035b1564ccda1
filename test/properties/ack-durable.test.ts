import type { ObservedEntry } from '../../src/dialect/observation.ts';
import { aHistory, entry, KEY, reply, transcript, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';
import { A, B, system, Talk } from './talk.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const connected = () => aHistory().connect(1);
const restarted = () => connected().send(1, 'a').restart([1]).connect(2).phase('quiet');
const calling = (history: HistoryBuilder) => history.provider('call', 9, { promptMarkers: ['a'] });
const summary = (text: string, more: Partial<ObservedEntry> = {}) =>
  entry('x', 9, {
    id: 'summary',
    role: 'system',
    text,
    marker: undefined,
    runId: undefined,
    compaction: true,
    ...more,
  });
/** A run that is over, and a summary of it. */
const madeSummary = (text = 'what was said', of = 'a') =>
  connected()
    .send(1, 'a')
    .event(1, FINAL)
    .provider('call', 1, { purpose: 'summary', promptMarkers: [of] })
    .provider('end', 1, { purpose: 'summary', text });
const compacted = (text?: string, of?: string) => madeSummary(text, of).phase('quiet');
/** A summary without a marker, and a second one that was made of this and of what followed. */
const twiceSummarised = (first: string) =>
  new Talk()
    .turn('a', [])
    .summary(A, 'No prior history.')
    .turn('b', [system('No prior history.')])
    .summary([system(first), ...B], 'then')
    .history.phase('quiet')
    .history(1, 'g1', [summary('then')]);
const REPLACED = [{ thing: 'send', because: 'a summary has replaced their entries', count: 1 }];
const CUT_SHORT = [entry('a'), reply('a', 2, { stopReason: 'interrupted' })];

const ABORT = { type: 'abort', key: KEY, runId: 'a' } as const;
/** The answer is delivered at record 23. */
const aborted = (legs: 'both' | 'gateway' = 'both') => {
  const history = calling(connected().send(1, 'a'));
  const id = history.request(1, ABORT);
  return history.answer(1, id, ABORT, { type: 'abort', aborted: true, runIds: ['a'] }, legs);
};

const HOLDS_NOTHING = 'a summary that was asked for does not hold an acknowledged send';

judging('ack/durable', [
  [
    'does not judge a send that lies under a summary made of it',
    () => compacted().history(1, 'g1', [summary('[what was said]')]),
    'inconclusive',
    undefined,
    { excused: REPLACED },
  ],
  [
    'does not judge one under a summary whose text was rewritten, by its marker',
    () => compacted('[[summary-1]] what was said').history(1, 'g1', [summary('so [[summary-1]]')]),
    'inconclusive',
    undefined,
    { excused: REPLACED },
  ],
  [
    'does not judge one under a summary that was made of a summary',
    () => twiceSummarised('No prior history.'),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'send', because: 'a summary has replaced their entries', count: 2 }] },
  ],
  [
    'convicts one that was in an earlier summary, of which the one that replaced it was not made',
    () => twiceSummarised('of something else'),
    'violation',
    HOLDS_NOTHING,
  ],
  [
    'does not judge one under a summary whose text was rewritten altogether',
    () => compacted().history(1, 'g1', [summary('something else')]),
    'inconclusive',
    undefined,
    { excused: REPLACED },
  ],
  [
    'does not judge one whose position a summary covers',
    () =>
      connected()
        .send(1, 'a')
        .history(1, 'g1', [entry('a', 3)])
        .phase('quiet')
        .history(1, 'g1', [summary('short', { coversSeq: 3 })]),
    'inconclusive',
    undefined,
    { excused: REPLACED },
  ],
  [
    'convicts one whose position no summary covers',
    () =>
      connected()
        .send(1, 'a')
        .history(1, 'g1', [entry('a', 3)])
        .phase('quiet')
        .history(1, 'g1', [summary('short', { coversSeq: 2 })]),
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'convicts a send although a summary was asked for',
    () =>
      connected()
        .send(1, 'a')
        .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
        .phase('quiet')
        .history(1, 'g1'),
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'convicts a send although a summary came back',
    () => compacted().history(1, 'g1'),
    'violation',
    HOLDS_NOTHING,
  ],
  [
    'convicts a send whose summary was there before, and is gone',
    () =>
      madeSummary()
        .history(1, 'g1', [summary('[what was said]', { coversSeq: 1 })])
        .phase('quiet')
        .history(1, 'g1'),
    'violation',
    HOLDS_NOTHING,
  ],
  [
    'convicts a send that the summary in its place was not made of',
    () => compacted('what was said', 'b').history(1, 'g1', [summary('[what was said]')]),
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'says what it could not read',
    () =>
      restarted().ask(2, { type: 'history', key: KEY, offset: 0 }, transcript('g1', [], { partial: true })),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'send', because: 'their session could not be read in full', count: 1 }] },
  ],
  [
    'says that a run goes on',
    () => calling(connected().send(1, 'a')).phase('quiet').history(1, 'g1'),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'send', because: 'a run of their session goes on', count: 1 }] },
  ],
  [
    'convicts an aborted run that a restart interrupted',
    () => aborted().restart([1]).connect(2).history(2, 'g1', CUT_SHORT),
    'violation',
    'an acknowledged abort did not survive a restart',
    {
      records: [23, 46],
      sentence:
        'the abort of run a of agent:main:main was acknowledged, and its transcript says that a restart interrupted it',
    },
  ],
  [
    'convicts it on a further page',
    () =>
      aborted()
        .restart([1])
        .connect(2)
        .ask(
          2,
          { type: 'history', key: KEY, offset: 3 },
          { type: 'history-page', key: KEY, generation: 'g1', offset: 3, entries: CUT_SHORT, partial: false },
        ),
    'violation',
    'an acknowledged abort did not survive a restart',
  ],
  [
    'passes an aborted run that is stored as such',
    () =>
      aborted()
        .restart([1])
        .connect(2)
        .history(2, 'g1', [entry('a'), reply('a', 2, { stopReason: 'aborted' })]),
    'inconclusive',
  ],
  ['passes an interruption without a restart', () => aborted().history(1, 'g1', CUT_SHORT), 'inconclusive'],
  [
    'passes an abort whose answer never arrived',
    () => aborted('gateway').restart([1]).connect(2).history(2, 'g1', CUT_SHORT),
    'inconclusive',
  ],
  [
    'passes an aborted run whose key was tried again',
    () => aborted().send(1, 'a').restart([1]).connect(2).history(2, 'g1', CUT_SHORT),
    'inconclusive',
  ],
  [
    'passes another run that was interrupted',
    () =>
      aborted()
        .restart([1])
        .connect(2)
        .history(2, 'g1', [reply('b', 2, { stopReason: 'interrupted' })]),
    'inconclusive',
  ],
]);

/** A summary is asked for while the run of a goes on; a restart ends it and leaves nothing of it. */
const underSummary = (history: HistoryBuilder) =>
  history
    .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
    .provider('end', 1, { purpose: 'summary', text: 'what was said' })
    .restart([1])
    .connect(2)
    .phase('quiet')
    .history(2, 'g1', [summary('what was said')]);

judging('run/terminates', [
  [
    'convicts a run that was open when its message was summarised',
    () => underSummary(calling(connected().send(1, 'a'))),
    'violation',
    'an accepted run never ended',
  ],
  [
    'convicts one that waited then',
    () => underSummary(connected().send(1, 'a')),
    'violation',
    'an accepted run never ended',
  ],
  [
    'excuses one that may have been over then',
    () => underSummary(calling(connected().send(1, 'a')).provider('end', 9)),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'run', because: 'their ends may lie under a summary', count: 1 }] },
  ],
]);
