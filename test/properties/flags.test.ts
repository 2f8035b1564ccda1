/** What rows say beside status and times: that the last turn was aborted, and compactions of a fresh generation. */
import type { ObservedRow } from '../../src/dialect/observation.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import {
  accepted,
  aHistory,
  entry,
  KEY,
  listed,
  message,
  row,
  sending,
  type HistoryBuilder,
} from './history-builder.ts';
import { judging } from './table.ts';

const FLAG = 'a row says wrongly whether the last turn was aborted';
const ended = (state: 'final' | 'aborted' | 'error', dialect: Partial<Dialect> = {}) =>
  aHistory({}, dialect)
    .connect(1)
    .send(1, 'a')
    .event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state });
const shown = (history: HistoryBuilder, more: Partial<ObservedRow>) =>
  history.ask(1, { type: 'list' }, listed([row('g1', more)]));

judging('row/accurate', [
  [
    'convicts the flag of an abort after a turn that ended well',
    () => shown(ended('final'), { status: 'done', abortedLastRun: true }),
    'violation',
    FLAG,
    {
      exercised: 1,
      sentence: `${KEY} says abortedLastRun true, and its last turn, a, ended with final`,
      records: [19, 24],
    },
  ],
  [
    'passes it after an abort',
    () => shown(ended('aborted'), { status: 'killed', abortedLastRun: true }),
    'pass',
  ],
  [
    'convicts a row that denies an abort',
    () => shown(ended('aborted'), { status: 'killed', abortedLastRun: false }),
    'violation',
    FLAG,
  ],
  [
    'passes no flag after a turn that ended well',
    () => shown(ended('final'), { status: 'done', abortedLastRun: false }),
    'pass',
  ],
  [
    'convicts it after a failure',
    () => shown(ended('error'), { status: 'failed', abortedLastRun: true }),
    'violation',
    FLAG,
  ],
  [
    'passes it of a run that a stop cut short, which says killed',
    () => shown(ended('error'), { status: 'killed', abortedLastRun: true }),
    'pass',
  ],
  ['passes a row that does not say', () => shown(ended('aborted'), { status: 'killed' }), 'pass'],
  [
    'passes it where what it says is open',
    () => shown(ended('final', { flagsAborts: false }), { status: 'done', abortedLastRun: true }),
    'pass',
  ],
]);

const reset = (compactionCount: number | undefined) =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .run(1, 'a')
    .list(1, row('g1', { status: 'done' }))
    .reset(1, 'g2')
    .notices([1], 'g1', 'g2')
    .list(1, row('g2', { compactionCount }));

/** A generation has had a turn, and so many summaries were asked for since it began; one before. */
const turned = ({
  summaries,
  markers = ['b'],
}: {
  readonly summaries: number;
  readonly markers?: readonly string[];
}) => {
  const history = aHistory().connect(1).send(1, 'a').run(1, 'a').list(1, row('g1'));
  history
    .provider('call', 1, { purpose: 'summary', promptMarkers: ['a'] })
    .provider('end', 1, { purpose: 'summary' });
  history.reset(1, 'g2').list(1, row('g2')).send(1, 'b').run(1, 'b');
  for (let call = 2; call < 2 + summaries; call++)
    history
      .provider('call', call, { purpose: 'summary', promptMarkers: [...markers] })
      .provider('end', call, { purpose: 'summary' });
  return history;
};

judging('generation/row', [
  [
    'convicts a fresh row that counts the compactions of before',
    () => reset(1),
    'violation',
    'the row of a fresh generation counts compactions',
    { sentence: `${KEY}: the row of generation g2, which has had no turn, counts 1 compactions` },
  ],
  ['passes one that counts none', () => reset(0), 'pass'],
  ['passes one that does not say', () => reset(undefined), 'pass'],
]);

const naming = (named: string, dialect: Partial<Dialect> = {}, generation = 'g2') =>
  aHistory({}, dialect)
    .connect(1)
    .send(1, 'a')
    .history(1, 'g1')
    .reset(1, 'g2')
    .send(1, 'b', { named })
    .history(1, generation, [entry('b')]);
const NAMED = 'a message that names one session stands in another';

judging('generation/transcript', [
  [
    'convicts a message that names an ended session and stands in the next one',
    () => naming('g1'),
    'violation',
    NAMED,
    {
      sentence: `${KEY}: the message of run b names session g1 and stands in generation g2`,
      records: [29, 34],
    },
  ],
  ['convicts one that names a session which never was', () => naming('never'), 'violation', NAMED],
  [
    'convicts it in a first generation, and as it is pushed',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'b', { named: 'g7' })
        .event(1, message('g1', entry('b'))),
    'violation',
    NAMED,
  ],
  [
    'passes one that names what was current as it came, and was ended before it was taken',
    () => {
      const ask = sending('b', { named: 'g1' });
      const history = aHistory().connect(1).send(1, 'a').history(1, 'g1');
      const id = history.request(1, ask);
      return history
        .reset(1, 'g2')
        .answer(1, id, ask, accepted('b'))
        .history(1, 'g2', [entry('b')]);
    },
    'pass',
  ],
  ['passes one that stands in the session that it names', () => naming('g2'), 'pass'],
  ['knows no generation by a name that a reset keeps', () => naming('g2', {}, 'g2#r2'), 'pass'],
  [
    'leaves open what becomes of it where the dialect does',
    () => naming('g1', { refusesStaleNames: false }),
    'pass',
  ],
  [
    'leaves commands to the rule about rotations',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'b', { named: 'g7', control: 'new' })
        .history(1, 'g1', [entry('b')]),
    'inconclusive',
  ],
  [
    'does not judge a message that may have been taken twice',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'b', { named: 'g7' })
        .run(1, 'b')
        .send(1, 'b', { named: 'g7' })
        .history(1, 'g1', [entry('b')]),
    'inconclusive',
  ],
]);

judging('generation/row', [
  [
    'passes a row that counts what was compacted since, once it has had turns',
    () => turned({ summaries: 1 }).list(1, row('g2', { compactionCount: 1 })),
    'pass',
  ],
  [
    'convicts one that counts more than the summaries that were asked for since',
    () => turned({ summaries: 1 }).list(1, row('g2', { compactionCount: 2 })),
    'violation',
    'a row counts compactions of an older generation',
    {
      sentence: `${KEY}: the row of generation g2 counts 2 compactions; 1 summaries were asked for since that may have begun`,
    },
  ],
  [
    'passes one that counts as many as there were summaries without a sign of their session',
    () => turned({ summaries: 2, markers: [] }).list(1, row('g2', { compactionCount: 2 })),
    'pass',
  ],
]);
