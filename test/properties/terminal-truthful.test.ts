/** What a terminal, or a stored reply, says of the cause that ended a run, and what the history holds of it. */
import type { EventMeaning } from '../../src/dialect/observation.ts';
import { aHistory, asked, entry, KEY, reply, type HistoryBuilder } from './history-builder.ts';
import { judging, type Row } from './table.ts';

type Terminal = Extract<EventMeaning, { type: 'terminal' }>;

const NOT_WELL = 'a final of a run that did not end well';
const NOT_FAILED = 'an error of a run that nothing had failed';
const NOT_ASKED = 'a run was told as aborted, and nobody asked for that';
const OTHER = 'a stored reply names another end than the terminal';
const UNTOLD = 'a stored reply names an end that did not happen';

const told = (state: Terminal['state'], runId = 'a'): Terminal => ({
  type: 'terminal',
  runId,
  key: KEY,
  runSeq: 3,
  state,
  ...(state === 'error' ? { errorMessage: 'it failed' } : {}),
});
const ABORT = { type: 'abort', key: KEY, runId: 'a' } as const;
const RESET = { type: 'reset', key: KEY } as const;
const ABORTED = { type: 'abort', aborted: true, runIds: ['a'] } as const;

/** The run `a` is at the model; the call is record 19. */
const running = (history: HistoryBuilder = aHistory()): HistoryBuilder =>
  history
    .connect(1)
    .send(1, 'a')
    .provider('call', 1, { prompt: asked('[[a]]') })
    .provider('delta', 1, { text: 'so' });
const ended = (): HistoryBuilder => running().provider('end', 1);
const failed = (): HistoryBuilder => running().provider('error', 1, { message: 'overloaded' });
const stored = (history: HistoryBuilder, stopReason: string, more = {}): HistoryBuilder =>
  history.history(1, 'g1', [entry('a'), reply('a', 2, { text: 'so', stopReason, ...more })]);

const rows: readonly Row[] = [
  [
    'takes an error for the end of a run that a stop has cut, though the process was paused meanwhile',
    () => ended().process('stopping').process('paused').process('resumed').event(1, told('error')),
    'pass',
  ],
  [
    'passes a final of what ended well',
    () => ended().event(1, told('final')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes an error of what failed',
    () => failed().event(1, told('error')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'counts a run once, whoever is told',
    () => ended().connect(2).event(1, told('final')).event(2, told('final')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a final of what failed',
    () => failed().event(1, told('final')),
    'violation',
    NOT_WELL,
    {
      exercised: 1,
      sentence: `run a of ${KEY} was told as final, and the model had failed: overloaded`,
      records: [21, 22],
    },
  ],
  [
    'convicts a final while the model is at work',
    () => running().event(1, told('final')),
    'violation',
    NOT_WELL,
    { sentence: `run a of ${KEY} was told as final, and the model was still at work`, records: [19, 21] },
  ],
  [
    'convicts a final of a call that the gateway cancelled',
    () => running().provider('cancel', 1).event(1, told('final')),
    'violation',
    NOT_WELL,
    { sentence: `run a of ${KEY} was told as final, and the gateway had cancelled the call` },
  ],
  [
    'convicts a final after the process had ended during the call',
    () => running().restart([1]).connect(2).event(2, told('final')),
    'violation',
    NOT_WELL,
    { sentence: `run a of ${KEY} was told as final, and the process had ended during the call` },
  ],
  [
    'takes no end that was made up for one',
    () => failed().provider('end', 1, { injected: true }).event(1, told('final')),
    'violation',
    NOT_WELL,
  ],
  [
    'goes by the last call of a run',
    () =>
      failed()
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('end', 2)
        .event(1, told('final')),
    'pass',
  ],
  [
    'convicts an error of what ended well',
    () => ended().event(1, told('error')),
    'violation',
    NOT_FAILED,
    { sentence: `run a of ${KEY} was told as error, and the model had ended it well`, records: [21, 22] },
  ],
  [
    'convicts an error of what goes on',
    () => running().event(1, told('error')),
    'violation',
    NOT_FAILED,
    { sentence: `run a of ${KEY} was told as error, and the model had not failed, 2 ms after it was asked` },
  ],
  [
    'does not convict what may have met a limit that counts from before its first call',
    () =>
      aHistory()
        .connect(1)
        .send(1, 'a')
        .wait(7_000)
        .provider('call', 1, { prompt: asked('[[a]]') })
        .wait(3_000)
        .event(1, told('error')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['does not convict what may have met a limit', () => running().wait(9_994).event(1, told('error')), 'pass'],
  [
    'convicts it a millisecond before that',
    () => running().wait(9_993).event(1, told('error')),
    'violation',
    NOT_FAILED,
  ],
  [
    'finds no limit in what ended well',
    () => ended().wait(10_000).event(1, told('error')),
    'violation',
    NOT_FAILED,
  ],
  [
    'knows that a restart may cut a run',
    () => running().restart([1]).connect(2).event(2, told('error')),
    'pass',
  ],
  ['knows that a stop may cut a run', () => running().process('stopping').event(1, told('error')), 'pass'],
  [
    'knows when a stop is over',
    () =>
      running()
        .process('stopping')
        .restart([1])
        .connect(2)
        .provider('call', 2, { prompt: asked('[[a]]') })
        .event(2, told('error')),
    'violation',
    NOT_FAILED,
  ],
  [
    'knows that the disk may cut a run',
    () => ended().fault('landed', 'disk').event(1, told('error')),
    'pass',
  ],
  [
    'knows no other fault that may',
    () => ended().fault('landed', 'client').event(1, told('error')),
    'violation',
    NOT_FAILED,
  ],
  [
    'convicts an abort that nobody asked for',
    () => ended().event(1, told('aborted')),
    'violation',
    NOT_ASKED,
    {
      sentence: `run a of ${KEY} was told as aborted, and nobody asked to abort it, or to end its session`,
      records: [21, 22],
    },
  ],
  ['passes an abort', () => running().ask(1, ABORT, ABORTED).event(1, told('aborted')), 'pass'],
  [
    'passes an abort that is not answered yet',
    () => {
      const history = running();
      history.request(1, ABORT);
      return history.event(1, told('aborted'));
    },
    'pass',
  ],
  [
    'convicts an abort that has not arrived',
    () => {
      const history = running();
      history.request(1, ABORT, 'client');
      return history.event(1, told('aborted'));
    },
    'violation',
    NOT_ASKED,
  ],
  [
    'passes an abort of all runs of the session',
    () =>
      running()
        .ask(1, { ...ABORT, runId: undefined }, ABORTED)
        .event(1, told('aborted')),
    'pass',
  ],
  [
    'convicts the abort of another run',
    () =>
      running()
        .send(1, 'b')
        .ask(1, { ...ABORT, runId: 'b' }, { ...ABORTED, runIds: ['b'] })
        .event(1, told('aborted')),
    'violation',
    NOT_ASKED,
  ],
  [
    'convicts an abort from before the send',
    () => running(aHistory().connect(9).ask(9, ABORT, ABORTED)).event(1, told('aborted')),
    'violation',
    NOT_ASKED,
  ],
  ['passes the reset of its session', () => running().reset(1, 'g2').event(1, told('aborted')), 'pass'],
  [
    'passes a reset that is not answered yet',
    () => {
      const history = running();
      history.request(1, RESET);
      return history.event(1, told('aborted'));
    },
    'pass',
  ],
  [
    'convicts the reset of another session',
    () => running().reset(1, 'g2', 'agent:main:s1').event(1, told('aborted')),
    'violation',
    NOT_ASKED,
  ],
  [
    'passes what a daily rule may have ended',
    () => running(aHistory({ dailyRule: true })).event(1, told('aborted')),
    'pass',
  ],
  ['passes a stored reply of the same end', () => stored(failed().event(1, told('error')), 'error'), 'pass'],
  [
    'takes a length that was met for a good end',
    () => stored(ended().event(1, told('final')), 'length'),
    'pass',
  ],
  [
    'takes a part that an abort left for aborted, whatever its stop reason',
    () => stored(running().ask(1, ABORT, ABORTED).event(1, told('aborted')), 'stop', { isAborted: true }),
    'pass',
  ],
  [
    'convicts a stored reply of another end',
    () => stored(failed().event(1, told('error')), 'stop'),
    'violation',
    OTHER,
    { sentence: `the stored reply of run a of ${KEY} says stop, and its terminal error`, records: [22, 27] },
  ],
  [
    'convicts a stored reply that is aborted after a final',
    () => stored(ended().event(1, told('final')), 'stop', { isAborted: true }),
    'violation',
    OTHER,
    { sentence: `the stored reply of run a of ${KEY} says aborted, and its terminal final` },
  ],
  [
    'leaves a reply that is interrupted after its final to run/terminates',
    () => stored(ended().event(1, told('final')), 'interrupted'),
    'pass',
  ],
  [
    'convicts an interrupted one after an abort',
    () => stored(running().ask(1, ABORT, ABORTED).event(1, told('aborted')), 'interrupted'),
    'violation',
    OTHER,
  ],
  [
    'does not know what another stop reason says',
    () => stored(failed().event(1, told('error')), 'toolUse'),
    'pass',
  ],
  [
    'looks at replies alone',
    () =>
      failed()
        .event(1, told('error'))
        .history(1, 'g1', [entry('a', 1, { stopReason: 'stop' })]),
    'pass',
  ],
  [
    'convicts a stored end that did not happen, where no terminal was told',
    () => stored(failed(), 'stop').event(1, { ...told('error'), runId: 'x' }),
    'violation',
    UNTOLD,
    {
      sentence: `the stored reply of run a of ${KEY} says stop, and the model had failed: overloaded`,
      records: [21, 25],
    },
  ],
  [
    'passes one that did',
    () =>
      stored(failed(), 'error')
        .connect(2)
        .send(2, 'b')
        .provider('call', 2, { prompt: asked('[[b]]') })
        .provider('end', 2)
        .event(2, told('final', 'b')),
    'pass',
  ],
  [
    'convicts it in an archive too',
    () =>
      failed()
        .event(1, told('error'))
        .archives(1, 'g0')
        .archive(1, 'g0', [reply('a')]),
    'violation',
    OTHER,
  ],
  [
    'does not judge a run that no model was asked for',
    () => ended().event(1, told('final')).send(1, 'b').event(1, told('error', 'b')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'does not judge two sends of one marker',
    () =>
      failed()
        .event(1, told('error'))
        .send(1, 'b', { marker: 'c' })
        .send(1, 'd', { marker: 'c' })
        .provider('call', 2, { prompt: asked('[[c]]') })
        .event(1, told('final', 'b')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['is inconclusive when nothing ended', running, 'inconclusive'],
];

judging('terminal/truthful', rows);
