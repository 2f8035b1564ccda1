/** A generation that nobody ever read, which a request ended that a crash cut off: what is read afterwards is another one's. */
import { KEY, aHistory, listed, row, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const RESET = { type: 'reset', key: KEY } as const;
const LIST = { type: 'list' } as const;
const aborted = (history: HistoryBuilder) =>
  history.send(1, 'a').event(1, { type: 'terminal', runId: 'a', key: KEY, runSeq: 1, state: 'aborted' });
/** The row of a generation that is read first after a restart, and has had no turn. */
const readAfter = (history: HistoryBuilder) => {
  history.restart([1]).connect(2).phase('quiet').list(2, row('g2'));
  const id = history.request(2, LIST);
  return history.answer(2, id, LIST, listed([row('g2')], { at: 1_000_000 }));
};

judging('row/accurate', [
  [
    'passes a clean row after a reset that was cut off, whose generation nobody had read',
    () => {
      const history = aborted(aHistory().connect(1));
      history.request(1, RESET);
      return readAfter(history);
    },
    'inconclusive',
  ],
  [
    'convicts it where nobody had asked for a reset',
    () => readAfter(aborted(aHistory().connect(1))),
    'violation',
    'a row says wrongly how the last turn ended',
  ],
]);
