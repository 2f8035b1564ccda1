import type { ObservedRow } from '../../src/dialect/observation.ts';
import { KEY, aHistory, listed, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const LIST = { type: 'list' } as const;
const WALL = 1_000_000;
const STATUS = 'a row says wrongly how the last turn ended';
const BEGAN = 'a row says wrongly when the last turn began';
const ENDED = 'a row says wrongly when the last turn ended';
const TOKENS = 'a row counts wrong tokens';

/** Sent at 16 ms, called at 2,020 ms, done at 4,021 ms, ended by its terminal at 6,028 ms. */
const ran = (history = aHistory()) =>
  history
    .connect(1)
    .send(1, 'a')
    .wait(2_000)
    .provider('call', 1, { promptMarkers: ['a'] })
    .wait(2_000)
    .provider('end', 1, { tokens: 7 })
    .wait(2_000)
    .run(1, 'a');
const shown = (history: HistoryBuilder, more: Partial<ObservedRow> = {}, at?: number) => {
  const id = history.request(1, LIST);
  const answered = ((history.records.at(-1)?.atMicros ?? 0) + 1000) / 1000;
  const said = row('g1', {
    status: 'done',
    startedAt: WALL + 1_000,
    endedAt: WALL + 5_000,
    totalTokens: 7,
    ...more,
  });
  return history.answer(1, id, LIST, listed([said], { at: at ?? WALL + answered }));
};
/** Its turn ends with an error, and counts nothing. */
const cutOff = (end: (history: HistoryBuilder) => HistoryBuilder) =>
  shown(
    end(
      aHistory()
        .connect(1)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] }),
    )
      .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' })
      .phase('quiet'),
    { status: 'killed', totalTokens: 0, startedAt: WALL + 20, endedAt: WALL + 25 },
  );
const terminal = (state: 'aborted' | 'error') =>
  aHistory().connect(1).send(1, 'a').event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state });

judging('row/accurate', [
  [
    'passes a row that says how and when its last turn ended',
    () => shown(ran()),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a row that says failed after a turn that ended well',
    () => shown(ran(), { status: 'failed' }),
    'violation',
    STATUS,
    {
      exercised: 1,
      sentence: `${KEY} says status failed, and its last turn, a, ended with final (done)`,
      records: [27, 32],
    },
  ],
  [
    'does not ask for done after the final of a message that was merged into a run that failed later',
    () =>
      shown(
        aHistory({}, { mergesSends: true })
          .connect(1)
          .send(1, 'a')
          .run(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .provider('error', 1),
        { status: 'failed' },
      ),
    'inconclusive',
  ],
  [
    'asks for done after the final of a run that the model ended, where messages may be merged',
    () => shown(ran(aHistory({}, { mergesSends: true })), { status: 'failed' }),
    'violation',
    STATUS,
  ],
  [
    'takes for the last turn one that seemed to be merged into another and has an end of its own',
    () => {
      const failed = (runId: string) =>
        ({ type: 'terminal', runId, key: KEY, runSeq: 1, state: 'error' }) as const;
      return shown(
        aHistory({}, { mergesSends: true })
          .connect(1)
          .send(1, 'a')
          .send(1, 'c', { marker: 'a' })
          .send(1, 'b')
          .provider('call', 1, { promptMarkers: ['a'] })
          .provider('error', 1)
          .event(1, failed('a'))
          .provider('call', 2, { promptMarkers: ['a', 'b'] })
          .provider('end', 2)
          .run(1, 'b')
          .provider('call', 3, { promptMarkers: ['a', 'b', 'a'] })
          .provider('error', 3)
          .event(1, failed('c')),
        { status: 'failed' },
      );
    },
    'inconclusive',
  ],
  ['convicts a row that says nothing', () => shown(ran(), { status: null }), 'violation', STATUS],
  ['convicts a row that says done after an abort', () => shown(terminal('aborted')), 'violation', STATUS],
  [
    'passes a row that says killed after an abort',
    () => shown(terminal('aborted'), { status: 'killed' }),
    'pass',
  ],
  ['convicts a row that says done after a failure', () => shown(terminal('error')), 'violation', STATUS],
  [
    'passes a row that says failed after a failure',
    () => shown(terminal('error'), { status: 'failed' }),
    'pass',
  ],
  [
    'leaves a row that says running to status/coherent',
    () => shown(ran(), { status: 'running' }),
    'inconclusive',
  ],
  [
    'does not judge a row that was asked for before the end',
    () => {
      const history = aHistory().connect(1).send(1, 'a');
      const id = history.request(1, LIST);
      return history.run(1, 'a').answer(1, id, LIST, listed([row('g1', { status: 'failed' })]));
    },
    'inconclusive',
  ],
  [
    'does not judge while another turn may be under way',
    () => shown(ran().send(1, 'b'), { status: 'failed' }),
    'inconclusive',
  ],
  [
    'does not know which of two turns came last where both terminals were told after the model was done',
    () =>
      shown(
        aHistory()
          .connect(1)
          .send(1, 'a')
          .send(1, 'b')
          .provider('call', 1, { promptMarkers: ['a'] })
          .provider('end', 1)
          .provider('call', 2, { promptMarkers: ['a', 'b'] })
          .provider('error', 2)
          .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 1, state: 'error' })
          .run(1, 'a'),
        { status: 'failed' },
      ),
    'inconclusive',
  ],
  [
    'knows it of a turn that the model was at work on after the other was over',
    () =>
      shown(
        aHistory()
          .connect(1)
          .send(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .send(1, 'b')
          .event(1, { type: 'terminal', runId: 'b', key: KEY, runSeq: 1, state: 'aborted' })
          .provider('cancel', 1)
          .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' }),
      ),
    'violation',
    STATUS,
  ],
  [
    'reckons with an answer that was recorded long after it was given',
    () => {
      const history = ran();
      const id = history.request(1, LIST);
      const given = (history.records.at(-1)?.atMicros ?? 0) / 1000;
      const said = row('g1', { status: 'done', startedAt: WALL + 1_000, endedAt: WALL + 5_000 });
      return history.wait(4_000).answer(1, id, LIST, listed([said], { at: WALL + given }));
    },
    'pass',
  ],
  ['does not judge after a reset', () => shown(ran().reset(1, 'g2'), { status: null }), 'inconclusive'],
  [
    'waits where a release writes its rows later',
    () => shown(ran(aHistory({}, { rowsRun: 'either' })), { status: 'failed' }),
    'inconclusive',
  ],
  [
    'judges there after a while',
    () => shown(ran(aHistory({}, { rowsRun: 'either' })).wait(5_001), { status: 'failed' }),
    'violation',
    STATUS,
  ],
  [
    'convicts a row that began before its message was sent',
    () => shown(ran(), { startedAt: WALL - 1_000 }),
    'violation',
    BEGAN,
    {
      sentence: `${KEY} says that its last turn, a, began at -1.000 s, and it was sent at 0.016 s and called the model at 2.020 s`,
      records: [15, 32],
    },
  ],
  ['passes one that began a little before', () => shown(ran(), { startedAt: WALL - 984 }), 'pass'],
  [
    'convicts a row that began after its call',
    () => shown(ran(), { startedAt: WALL + 3_022 }),
    'violation',
    BEGAN,
  ],
  ['passes one that began a little after', () => shown(ran(), { startedAt: WALL + 3_021 }), 'pass'],
  ['convicts a row without a beginning', () => shown(ran(), { startedAt: null }), 'violation', BEGAN],
  [
    'convicts a row that ended before the model was done',
    () => shown(ran(), { endedAt: WALL + 3_020 }),
    'violation',
    ENDED,
    {
      sentence: `${KEY} says that its last turn, a, ended at 3.020 s; the model was done at 4.021 s, and its terminal came at 6.028 s`,
      records: [27, 32],
    },
  ],
  [
    'convicts a row that ended after its terminal',
    () => shown(ran(), { endedAt: WALL + 7_030 }),
    'violation',
    ENDED,
  ],
  ['passes one that ended a little after', () => shown(ran(), { endedAt: WALL + 7_029 }), 'pass'],
  ['convicts a row without an end', () => shown(ran(), { endedAt: undefined }), 'violation', ENDED],
  [
    'takes the call for the earliest end where the model did not end it',
    () =>
      shown(
        aHistory()
          .connect(1)
          .send(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .wait(5_000)
          .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'error' }),
        { status: 'failed', startedAt: WALL, endedAt: WALL - 981 },
      ),
    'violation',
    ENDED,
    {
      sentence: `${KEY} says that its last turn, a, ended at -0.981 s; it called the model at 0.020 s, and its terminal came at 5.021 s`,
    },
  ],
  [
    'does not take for its end what the model goes on to say after the terminal',
    () =>
      shown(
        aHistory()
          .connect(1)
          .send(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .run(1, 'a')
          .wait(5_000)
          .provider('end', 1),
        { startedAt: WALL + 20, endedAt: WALL + 28 },
      ),
    'pass',
  ],
  [
    'does not judge times where the answer does not say its own',
    () => ran().ask(1, LIST, listed([row('g1', { status: 'done' })])),
    'pass',
  ],
  [
    'excuses times once the wall clock has jumped',
    () => shown(ran().jump(), { startedAt: null }),
    'pass',
    undefined,
    { exercised: 1, excused: [{ thing: 'row', because: 'the wall clock jumped', count: 1 }] },
  ],
  [
    'excuses none of a turn that was sent after the jump',
    () => shown(ran(aHistory().jump()), { startedAt: null }),
    'violation',
    BEGAN,
  ],
  [
    'excuses none where rows are not dated by it',
    () => shown(ran(aHistory({}, { wallDated: ['keys'] })).jump(), { startedAt: null }),
    'violation',
    BEGAN,
  ],
  [
    'does not judge times of a run that went to the model twice',
    () => shown(ran().provider('call', 2, { promptMarkers: ['a'] }), { startedAt: null }),
    'pass',
  ],
  [
    'does not judge times of a run whose events the plan falsified',
    () =>
      shown(
        aHistory()
          .connect(1)
          .send(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .provider('end', 1, { injected: true })
          .provider('end', 1)
          .run(1, 'a'),
        { startedAt: null },
      ),
    'pass',
  ],
  [
    'does not judge times once the wall clock has jumped',
    () => shown(ran().jump(), { startedAt: WALL - 1e8, endedAt: WALL - 1e8 }),
    'pass',
  ],
  [
    'does not judge times once what is stored was made to look older',
    () => shown(ran().fault('landed', 'clock'), { startedAt: WALL - 1e8, endedAt: WALL - 1e8 }),
    'pass',
  ],
  [
    'convicts a row that counts other tokens than the runs took',
    () => shown(ran().phase('quiet'), { totalTokens: 8 }),
    'violation',
    TOKENS,
    {
      sentence: `${KEY} counts 8 tokens, and the 1 runs of its generation that the model ended took 7`,
      records: [20, 33],
    },
  ],
  [
    'does not count what a model took that nobody sees, and says so',
    () =>
      shown(aHistory({ modelHidden: true }).connect(1).send(1, 'a').run(1, 'a').phase('quiet'), {
        totalTokens: 8,
      }),
    'pass',
    undefined,
    {
      exercised: 1,
      excused: [
        {
          thing: 'count of tokens',
          because: 'the history does not show what the model took',
          count: 1,
        },
      ],
    },
  ],
  [
    'does not count what a stop cut off before the model was done, though its terminal came later',
    () => cutOff((history) => history.provider('end', 1, { tokens: 7 })),
    'pass',
  ],
  [
    'does not count what failed once the process was told to stop',
    () => cutOff((history) => history.process('stopping').provider('error', 1, { tokens: 7 })),
    'pass',
  ],
  ['passes a row that counts what the runs took', () => shown(ran().phase('quiet')), 'pass'],
  ['counts tokens after quiet alone', () => shown(ran(), { totalTokens: 8 }), 'pass'],
  [
    'does not count where the dialect counts otherwise',
    () => shown(ran(aHistory({}, { totalTokens: 'last-prompt' })).phase('quiet'), { totalTokens: 8 }),
    'pass',
  ],
  [
    'does not count where two messages have one text',
    () =>
      shown(ran().send(1, 'b', { marker: 'a' }).run(1, 'b').phase('quiet'), {
        totalTokens: 8,
        startedAt: WALL + 6_500,
      }),
    'pass',
  ],
  [
    'sums up what the runs of a generation took',
    () =>
      shown(
        ran()
          .send(1, 'b')
          .provider('call', 2, { promptMarkers: ['a', 'b'] })
          .provider('end', 2, { tokens: 5 })
          .run(1, 'b')
          .phase('quiet'),
        { totalTokens: 7, startedAt: WALL + 6_035, endedAt: WALL + 6_040 },
      ),
    'violation',
    TOKENS,
    { sentence: `${KEY} counts 7 tokens, and the 2 runs of its generation that the model ended took 12` },
  ],
]);
