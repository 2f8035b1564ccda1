/** Who is told that the gateway stops, before it closes. */
import { aHistory, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const UNTOLD = 'a connection was closed without the shutdown that others were told of';
const SHUTDOWN = { type: 'shutdown' } as const;

/** Two connections, the second of which may do nothing. */
const two = () =>
  aHistory().connect(1).connect(2, { client: 'phone', scopes: [], sessions: false, messages: [] });
const closed = (history: HistoryBuilder, code = 1012) =>
  history.close(1, code, 'gateway').close(2, code, 'gateway');

judging('close/explained', [
  [
    'convicts a close for a shutdown of which another connection was told',
    () => closed(two().process('stopping').event(1, SHUTDOWN)),
    'violation',
    UNTOLD,
    {
      exercised: 2,
      sentence:
        'the gateway closed connection 2 (phone) with 1012 for its shutdown, and never sent it the shutdown event that it sent to others',
      records: [22, 26],
    },
  ],
  [
    'the same of one that says it goes away',
    () => closed(two().process('stopping').event(1, SHUTDOWN), 1001),
    'violation',
    UNTOLD,
  ],
  [
    'does not judge who may not have read it, where a proxy reads along',
    () => closed(two().fault('landed', 'client', 'phone').process('stopping').event(1, SHUTDOWN)),
    'pass',
  ],
  [
    'judges that where the buffer is seen',
    () =>
      closed(
        two()
          .event(2, { type: 'tick' }, { bufferedBytes: 10 })
          .fault('landed', 'client', 'phone')
          .process('stopping')
          .event(1, SHUTDOWN),
      ),
    'violation',
    UNTOLD,
  ],
  [
    'passes a shutdown that everybody is told, one after the other',
    () =>
      two()
        .process('stopping')
        .event(1, SHUTDOWN)
        .close(1, 1012, 'gateway')
        .event(2, SHUTDOWN)
        .close(2, 1012, 'gateway'),
    'pass',
  ],
  ['passes a gateway that tells nobody', () => closed(two().process('stopping')), 'pass'],
  [
    'passes a close for another cause',
    () =>
      two()
        .process('stopping')
        .event(1, SHUTDOWN)
        .event(2, { type: 'tick' }, { bufferedBytes: 16_000 })
        .close(2, 1008, 'gateway'),
    'pass',
  ],
  [
    'passes one that was greeted, or opened, when the process was stopping',
    () =>
      closed(
        aHistory()
          .connect(1)
          .open(2, 'phone')
          .process('stopping')
          .event(1, SHUTDOWN)
          .open(3, 'late')
          .close(3, 1012, 'gateway'),
      ),
    'pass',
  ],
  [
    'passes what the next process closes, which has told nobody',
    () =>
      closed(
        two()
          .process('stopping')
          .event(1, SHUTDOWN)
          .process('exited')
          .process('booting')
          .process('listening')
          .process('stopping'),
      ),
    'pass',
  ],
]);
