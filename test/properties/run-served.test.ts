import type { Dialect } from '../../src/dialect/dialect.ts';
import type { EventMeaning } from '../../src/dialect/observation.ts';
import { REASON } from '../../src/protocol/error-codes.ts';
import type { PlanRecord } from '../../src/history/record.ts';
import { aHistory, entry, KEY, reply, row, sending, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const ABORT = { type: 'abort', key: KEY, runId: undefined } as const;
const terminal = (runId: string, state: 'final' | 'aborted' | 'error' = 'final'): EventMeaning => ({
  type: 'terminal',
  runId,
  key: KEY,
  runSeq: 3,
  state,
});
const connected = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  aHistory(plan, dialect).connect(1);
/** Accepted at record 17. */
const accepted = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  connected(dialect, plan).send(1, 'a');
const call = (history: HistoryBuilder, number: number, ...promptMarkers: readonly string[]) =>
  history.provider('call', number, { promptMarkers });
const failed = (history: HistoryBuilder) => history.event(1, terminal('a', 'error'));
const excused = (because: string, count = 1) => ({ excused: [{ thing: 'send', because, count }] });

const NEVER = 'an accepted send never reached the model';
const TOGETHER = 'two runs of one session at the model at once';
const FIRST = 'a later send was served first';

judging('run/served', [
  [
    'passes a send at the model',
    () => call(accepted(), 1, 'a').provider('end', 1).event(1, terminal('a')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'counts a send once',
    () =>
      call(call(accepted(), 1, 'a').provider('error', 1), 2, 'a')
        .provider('end', 2)
        .event(1, terminal('a')),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'convicts a send that fails, and no model was asked',
    () => failed(accepted()),
    'violation',
    NEVER,
    {
      exercised: 0,
      records: [17, 19],
      sentence: 'send a to agent:main:main was accepted and ended with error, and no model was ever asked',
    },
  ],
  ['convicts a final of nobody', () => accepted().event(1, terminal('a')), 'violation', NEVER],
  [
    'convicts it also when its client had left',
    () => accepted().close(1).connect(2).event(2, terminal('a', 'aborted')),
    'violation',
    NEVER,
  ],
  [
    'convicts a reply of nobody',
    () => accepted().history(1, 'g1', [entry('a'), reply('a')]),
    'violation',
    NEVER,
    {
      records: [17, 22],
      sentence: 'send a to agent:main:main was accepted and has a reply, and no model was ever asked',
    },
  ],
  [
    'does not judge where the gateway calls a model that nobody sees',
    () => failed(accepted({}, { modelHidden: true })),
    'inconclusive',
    undefined,
    {
      exercised: 0,
      reason: 'the gateway calls a model of its own, which the history does not show',
    },
  ],
  [
    'excuses an abort',
    () => failed(accepted().ask(1, ABORT, { type: 'abort', aborted: true, runIds: ['a'] })),
    'inconclusive',
    undefined,
    excused('somebody asked to abort them'),
  ],
  [
    'excuses an abort that was not answered yet',
    () => {
      const history = accepted();
      history.request(1, ABORT);
      return failed(history);
    },
    'inconclusive',
    undefined,
    excused('somebody asked to abort them'),
  ],
  [
    'excuses no abort that found nothing',
    () => failed(accepted().ask(1, ABORT, { type: 'abort', aborted: false, runIds: [] })),
    'violation',
    NEVER,
  ],
  [
    'excuses no abort of another run',
    () => failed(accepted().ask(1, ABORT, { type: 'abort', aborted: true, runIds: ['b'] })),
    'violation',
    NEVER,
  ],
  [
    'excuses no abort before it',
    () => failed(connected().ask(1, ABORT, { type: 'abort', aborted: true, runIds: [] }).send(1, 'a')),
    'violation',
    NEVER,
  ],
  [
    'excuses a reset',
    () => failed(accepted().reset(1, 'g2')),
    'inconclusive',
    undefined,
    excused('their session was reset or deleted'),
  ],
  [
    'excuses a command that was refused before, and is tried again and under way',
    () => {
      const command = sending('c', { control: 'reset', text: '/reset go on [[c]]' });
      const refused = {
        code: 'UNAVAILABLE',
        reason: REASON.storage,
        retryable: true,
        retryAfterMs: undefined,
      };
      const history = connected({ honoursSlashCommands: true })
        .history(1, 'g1')
        .ask(1, command, refused)
        .notices([1], 'g1', 'g2')
        .send(1, 'a');
      history.request(1, command);
      return failed(history);
    },
    'inconclusive',
    undefined,
    excused('their session was reset or deleted'),
  ],
  [
    'excuses a reset that is under way',
    () => {
      const history = accepted();
      history.request(1, { type: 'reset', key: KEY });
      return failed(history);
    },
    'inconclusive',
    undefined,
    excused('their session was reset or deleted'),
  ],
  [
    'excuses no reset before it',
    () => failed(connected().list(1, row('g1')).reset(1, 'g2').send(1, 'a')),
    'violation',
    NEVER,
  ],
  [
    'excuses a restart',
    () => accepted().restart([1]).connect(2).event(2, terminal('a', 'error')),
    'inconclusive',
    undefined,
    excused('the process ended'),
  ],
  [
    'excuses a process that stops',
    () => failed(accepted().process('stopping')),
    'inconclusive',
    undefined,
    excused('the process ended'),
  ],
  [
    'excuses no restart before it',
    () => connected().restart([1]).connect(2).send(2, 'a').event(2, terminal('a', 'error')),
    'violation',
    NEVER,
  ],
  [
    'excuses a disk that failed',
    () => failed(accepted().fault('landed', 'disk')),
    'inconclusive',
    undefined,
    excused('the disk failed'),
  ],
  [
    'excuses a disk that fails since',
    () => failed(connected().fault('landed', 'disk').send(1, 'a')),
    'inconclusive',
    undefined,
    excused('the disk failed'),
  ],
  [
    'excuses a disk that was healed since',
    () => failed(connected().fault('landed', 'disk').send(1, 'a').fault('healed', 'disk')),
    'inconclusive',
    undefined,
    excused('the disk failed'),
  ],
  [
    'excuses no disk that was healed before',
    () => failed(connected().fault('landed', 'disk').fault('healed', 'disk').send(1, 'a')),
    'violation',
    NEVER,
  ],
  ['excuses no other fault', () => failed(accepted().fault('landed', 'client', 'web')), 'violation', NEVER],
  [
    'excuses a daily rule',
    () => failed(accepted({}, { dailyRule: true })),
    'inconclusive',
    undefined,
    excused('a daily rule may have reset their session'),
  ],
  [
    'excuses sends with one text',
    () => failed(accepted().send(1, 'b', { marker: 'a' })),
    'inconclusive',
    undefined,
    excused('another send had the same text'),
  ],
  [
    'excuses a key that was accepted once more',
    () => failed(accepted().send(1, 'a')),
    'inconclusive',
    undefined,
    excused('their key was accepted once more'),
  ],
  ['looks at no slash command', () => failed(connected().send(1, 'a', { control: 'new' })), 'inconclusive'],
  [
    'looks at no send without a marker',
    () =>
      failed(
        connected().ask(1, { ...sending('a'), marker: undefined } as never, {
          type: 'send',
          status: 'accepted',
          runId: 'a',
        }),
      ),
    'inconclusive',
  ],
  [
    'passes a send that another prompt held, where sends are merged',
    () =>
      call(accepted({ mergesSends: true }).send(1, 'b'), 1, 'a', 'b')
        .provider('end', 1)
        .event(1, terminal('b'))
        .event(1, terminal('a')),
    'pass',
  ],
]);

/** Both accepted, the first one at the model: record 23. */
const both = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  call(accepted(dialect, plan).send(1, 'b'), 1, 'a');
const second = (history: HistoryBuilder) => call(history, 2, 'a', 'b');

judging('run/served', [
  [
    'convicts two runs at the model at once',
    () => second(both()).provider('end', 1),
    'violation',
    TOGETHER,
    {
      exercised: 2,
      records: [23, 24],
      sentence: 'agent:main:main: run b was handed to the model while run a was there',
    },
  ],
  [
    'passes the second after the end of the first',
    () => second(both().provider('end', 1)),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts them also where the first one fails',
    () => second(both()).provider('error', 1),
    'violation',
    TOGETHER,
  ],
  [
    'convicts them where the first one is cancelled a good while later',
    () => second(both()).wait(1_000).provider('cancel', 1),
    'violation',
    TOGETHER,
  ],
  [
    'convicts them where the second one ends a good while later, and the first goes on',
    () => second(both()).wait(1_000).provider('end', 2),
    'violation',
    TOGETHER,
  ],
  ['convicts them where neither ends any more', () => second(both()).wait(1_000), 'violation', TOGETHER],
  ['passes it after its cancel', () => second(both().provider('cancel', 1)), 'pass'],
  ['passes it after its failure', () => second(both().provider('error', 1)), 'pass'],
  ['passes it after its terminal', () => second(both().event(1, terminal('a'))), 'pass'],
  [
    'passes it after its lifecycle end',
    () => second(both().event(1, { type: 'run-end', runId: 'a', key: KEY, runSeq: 2, phase: 'end' })),
    'pass',
  ],
  [
    'passes it where the plan falsified the first',
    () => second(both().provider('end', 1, { injected: true })),
    'pass',
  ],
  ['passes it where sends are merged', () => second(both({ mergesSends: true })), 'pass'],
  ['passes it where the session was reset', () => second(both().list(1, row('g1')).reset(1, 'g2')), 'pass'],
  [
    'passes it while the session is being reset',
    () => {
      const history = both();
      history.request(1, { type: 'reset', key: KEY });
      return second(history);
    },
    'pass',
  ],
  ['passes it with a daily rule', () => second(both({}, { dailyRule: true })), 'pass'],
  ['passes the same run once more', () => call(both(), 2, 'a'), 'pass', undefined, { exercised: 1 }],
  [
    'passes a summary beside a run',
    () => both().provider('call', 2, { purpose: 'summary', promptMarkers: ['b'] }),
    'pass',
  ],
  [
    'passes another session',
    () => call(call(accepted().send(1, 'c', { key: 'other' }), 1, 'a'), 2, 'c'),
    'pass',
  ],
]);

const endsFirst = (history: HistoryBuilder, call = 1) => history.provider('end', call);

judging('run/served', [
  ['passes sends in their order', () => call(endsFirst(both()), 2, 'a', 'b'), 'pass'],
  [
    'convicts a send that is served after a later one',
    () => call(endsFirst(call(accepted().send(1, 'b'), 1, 'b')), 2, 'a'),
    'violation',
    FIRST,
    {
      records: [18, 19, 23, 25],
      sentence:
        'agent:main:main: send b was sent after the ack of a had come, and was at the model before it',
    },
  ],
  [
    'convicts it also where the later one is not the last',
    () =>
      call(endsFirst(call(endsFirst(call(accepted().send(1, 'b').send(1, 'c'), 1, 'c')), 2, 'b'), 2), 3, 'a'),
    'violation',
    FIRST,
  ],
  [
    'passes two whose order nobody could know',
    () => {
      const history = connected();
      const id = history.request(1, sending('a'));
      history.send(1, 'b').answer(1, id, sending('a'), { type: 'send', status: 'accepted', runId: 'a' });
      return call(endsFirst(call(history, 1, 'b')), 2, 'a');
    },
    'pass',
  ],
  [
    'passes one whose ack had not arrived',
    () => {
      const history = connected();
      const id = history.request(1, sending('a'));
      history
        .answer(1, id, sending('a'), { type: 'send', status: 'accepted', runId: 'a' }, 'gateway')
        .send(1, 'b');
      return call(endsFirst(call(history, 1, 'b')), 2, 'a');
    },
    'pass',
  ],
  [
    'passes the order of two sessions',
    () => call(endsFirst(call(accepted().send(1, 'b', { key: 'other' }), 1, 'b')), 2, 'a'),
    'pass',
  ],
  [
    'looks at no order where sends are merged',
    () => call(endsFirst(call(accepted({ mergesSends: true }).send(1, 'b'), 1, 'b')), 2, 'a'),
    'pass',
  ],
]);
