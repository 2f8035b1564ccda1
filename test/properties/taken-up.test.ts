/** In which order run/served wants that taken up which a life of the process left behind. */
import { aHistory, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

/** Accepted at record 17. */
const accepted = () => aHistory().connect(1).send(1, 'a');
const call = (history: HistoryBuilder, number: number, ...promptMarkers: readonly string[]) =>
  history.provider('call', number, { promptMarkers });
const endsFirst = (history: HistoryBuilder) => history.provider('end', 1);
const FIRST = 'a later send was served first';

/** Both wait when the process dies; the next life takes up the second one first. */
const takenUp = (history: HistoryBuilder) =>
  call(endsFirst(call(history.restart([1]).connect(2), 1, 'b')), 2, 'a');

judging('run/served', [
  [
    'convicts a later one that a restart took up first',
    () => takenUp(accepted().send(1, 'b')),
    'violation',
    FIRST,
    {
      records: [18, 19, 42, 44],
      sentence:
        'agent:main:main: send b was sent after the ack of a had come, and was at the model before it',
    },
  ],
  [
    'passes one that came after the restart',
    () => call(endsFirst(call(accepted().restart([1]).connect(2).send(2, 'b'), 1, 'b')), 2, 'a'),
    'pass',
  ],
  [
    'passes one that was tried again after the restart',
    () => {
      const history = accepted().send(1, 'b').restart([1]).connect(2);
      history.send(2, 'b', {}, { type: 'send', status: 'in-flight', runId: 'b' });
      return call(endsFirst(call(history, 1, 'b')), 2, 'a');
    },
    'pass',
  ],
  [
    'passes the other one tried again after the restart',
    () => {
      const history = call(accepted().send(1, 'b').restart([1]).connect(2), 1, 'b');
      history.send(2, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' });
      return call(endsFirst(history), 2, 'a');
    },
    'pass',
  ],
  [
    'passes what two lives of the process had taken',
    () => takenUp(accepted().restart([1]).connect(1).send(1, 'b')),
    'pass',
  ],
  [
    'looks at the order of one life of the process alone',
    () => call(call(accepted().send(1, 'b'), 1, 'b').restart([1]).connect(2), 2, 'a'),
    'pass',
  ],
]);
