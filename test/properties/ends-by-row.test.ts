/**
 * Runs whose end nobody was told and no reply shows, since a stop or a crash cut them short: where such replies need not be
 * kept, the row says it (src/properties/model/rows-read.ts).
 */
import type { ObservedRow } from '../../src/dialect/observation.ts';
import { REFERENCE_CONTENT } from '../../src/dialect/content.ts';
import { aHistory, entry, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const KILLED = row('g1', { status: 'killed' });
const DONE = row('g1', { status: 'done' });
const keepsNone = { content: { ...REFERENCE_CONTENT, keepsCutReplies: false } };
const PENDING = 'work was still pending after the heal bound';
const NEVER = 'an accepted run never ended';

/** A run is at the model when the process dies; what the next life does is told by `goesOn`. */
function cut(
  goesOn: (history: HistoryBuilder) => HistoryBuilder,
  dialect: object = keepsNone,
): HistoryBuilder {
  const dead = aHistory({}, dialect)
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .restart([1]);
  return goesOn(dead.connect(2));
}
const quiet = (history: HistoryBuilder, last: ObservedRow, ids: readonly string[] = ['a']) =>
  history
    .phase('heal')
    .phase('quiet')
    .list(2, last)
    .history(
      2,
      'g1',
      ids.map((id, at) => entry(id, at + 1)),
    );

/** The client waits on, as it knows no row. */
const waits = (history: HistoryBuilder) =>
  history.connect(3, { client: 'discord' }).phase('heal').wait(700_000);

/** Its client is away while the model is at work, and comes back to a row. */
const unheard = (during: (history: HistoryBuilder) => HistoryBuilder, last = KILLED) => {
  const away = aHistory({}, keepsNone)
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .connect(4, { client: 'discord', sessions: false, messages: [] })
    .close(1);
  return waits(during(away).connect(2).list(2, last));
};

judging(
  'progress/after-heal',
  [
    [
      'owes nothing where a row of this life says that the run is over',
      () => cut((history) => waits(history.list(2, KILLED))),
      'inconclusive',
    ],
    [
      'convicts where no row was read in this life',
      () => cut((history) => waits(history)),
      'violation',
      PENDING,
      { sentence: 'still pending after the heal bound: web: send a not settled' },
    ],
    [
      'convicts where the row says that a run is active',
      () => cut((history) => waits(history.list(2, row('g1', { status: 'running', hasActiveRun: true })))),
      'violation',
      PENDING,
    ],
    [
      'convicts where the row was read in the life before',
      () => {
        const read = aHistory({}, keepsNone).connect(1).send(1, 'a').list(1, KILLED);
        return waits(
          read
            .provider('call', 1, { promptMarkers: ['a'] })
            .restart([1])
            .connect(2),
        );
      },
      'violation',
      PENDING,
    ],
    [
      'owes nothing where the model failed while nobody was there to be told',
      () => unheard((history) => history.provider('error', 1)),
      'inconclusive',
    ],
    [
      'the same where it said nothing',
      () => unheard((history) => history.provider('end', 1)),
      'inconclusive',
    ],
    [
      'the same where the row says that the last turn ended well',
      () => unheard((history) => history.provider('end', 1), DONE),
      'inconclusive',
    ],
    [
      'convicts where it said something, which is stored',
      () => unheard((history) => history.provider('delta', 1, { text: 'so' }).provider('end', 1)),
      'violation',
      PENDING,
    ],
    [
      'convicts where somebody was there who follows the session',
      () => unheard((history) => history.connect(5, { client: 'other' }).provider('error', 1)),
      'violation',
      PENDING,
    ],
    [
      'owes nothing where a row names others that are active, and one of them began after it',
      () =>
        cut((history) => {
          const busy = history.send(2, 'b').provider('call', 2, { promptMarkers: ['a', 'b'] });
          const running = row('g1', { status: 'running', hasActiveRun: true, activeRunIds: ['b'] });
          return waits(busy.list(2, running).provider('end', 2).run(2, 'b'));
        }),
      'inconclusive',
    ],
    [
      'convicts where a message waited, which is owed its run',
      () => waits(aHistory({}, keepsNone).connect(1).send(1, 'a').restart([1]).connect(2).list(2, KILLED)),
      'violation',
      PENDING,
    ],
    [
      'convicts where a reply that was cut short is kept',
      () => cut((history) => waits(history.list(2, KILLED)), {}),
      'violation',
      PENDING,
    ],
  ],
  ['web: send a not settled'],
);

judging('run/terminates', [
  [
    'says nothing of one that its row says to be killed',
    () => cut((history) => quiet(history, KILLED)),
    'inconclusive',
  ],
  [
    'convicts it where a reply that was cut short is kept',
    () => cut((history) => quiet(history, KILLED), {}),
    'violation',
    NEVER,
  ],
  [
    'convicts one that its row says to be done, which nothing else can have made it',
    () => cut((history) => quiet(history, DONE)),
    'violation',
    NEVER,
  ],
  [
    'passes one that another turn followed, which was done',
    () =>
      cut((history) => {
        const followed = history.send(2, 'b').provider('call', 2, { promptMarkers: ['a', 'b'] });
        return quiet(followed.provider('end', 2).run(2, 'b'), DONE, ['a', 'b']);
      }),
    'pass',
  ],
  [
    'convicts one that waited, which is owed its run',
    () => {
      const dead = aHistory({}, keepsNone).connect(1).send(1, 'a').restart([1]);
      return quiet(dead.connect(2), KILLED);
    },
    'violation',
    NEVER,
  ],
  [
    'convicts one that was handed to the model again, and of which nothing was heard since',
    () =>
      cut((history) => {
        const again = history.provider('call', 2, { promptMarkers: ['a'] }).provider('end', 2);
        return quiet(again, KILLED);
      }),
    'violation',
    NEVER,
  ],
  [
    'says nothing of one whose generation was reset before the process died',
    () => {
      const dead = aHistory({}, keepsNone).connect(1).send(1, 'a').reset(1, 'g2').restart([1]);
      return dead.connect(2).phase('heal').phase('quiet').list(2, row('g2')).history(2, 'g2', []);
    },
    'inconclusive',
  ],
  [
    'waits for everything to be quiet: a row says nothing before',
    () =>
      cut((history) =>
        history
          .list(2, KILLED)
          .phase('heal')
          .phase('quiet')
          .history(2, 'g1', [entry('a')]),
      ),
    'violation',
    NEVER,
  ],
]);
