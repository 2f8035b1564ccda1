import type { Dialect } from '../../src/dialect/dialect.ts';
import type { Answer, Refusal } from '../../src/dialect/observation.ts';
import type { PlanRecord } from '../../src/history/record.ts';
import { aHistory, entry, KEY, reply, sending, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const saying = (status: 'in-flight' | 'ended', runId = 'a'): Answer => ({ type: 'send', status, runId });
const terminal = (state: 'final' | 'aborted' | 'error') =>
  ({ type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state }) as const;
const again = (history: HistoryBuilder, status: 'in-flight' | 'ended', conn = 1) =>
  history.send(conn, 'a', {}, saying(status));
const calls = (history: HistoryBuilder) => history.provider('call', 1, { promptMarkers: ['a'] });
/** Its answer is record 17. */
const accepted = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  aHistory(plan, dialect).connect(1).send(1, 'a');
/** At the model: record 19. */
const running = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  calls(accepted(dialect, plan));
/** With a terminal: records 21 and 22. */
const over = (
  state: 'final' | 'aborted' | 'error',
  dialect: Partial<Dialect> = {},
  plan: Partial<PlanRecord> = {},
) => running(dialect, plan).provider('end', 1).event(1, terminal(state));
const jumped = (history: HistoryBuilder) => history.jump();

const LIVES = 'a retry was told in_flight of a run that is over';
const ANEW = 'a retry was told started of a run that ended well';
const ENDED = 'a retry was told ok of a run that lives';

judging('retry/truthful', [
  ['is not exercised by first answers', () => over('final').send(1, 'b'), 'inconclusive'],
  [
    'passes in_flight while the run is at the model',
    () => again(running(), 'in-flight'),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  ['passes in_flight while it waits', () => again(accepted(), 'in-flight'), 'pass'],
  ['passes ok after its terminal', () => again(over('final'), 'ended'), 'pass', undefined, { exercised: 1 }],
  [
    'convicts started after its final, in the life of the process that had started it',
    () => over('final').send(1, 'a').phase('quiet'),
    'violation',
    ANEW,
    {
      exercised: 1,
      records: [21, 25],
      sentence:
        'send a to agent:main:main was tried again and answered started, as it was before the final of its run, and no other run began',
    },
  ],
  [
    'passes it where another run begins, which is the matter of send/exactly-once',
    () =>
      over('final')
        .send(1, 'a')
        .provider('call', 2, { promptMarkers: ['a'] })
        .provider('end', 2)
        .phase('quiet'),
    'pass',
  ],
  ['passes it before all is quiet', () => over('final').send(1, 'a'), 'pass'],
  [
    'passes it where the process ended since',
    () => over('final').send(1, 'a').restart([1]).phase('quiet'),
    'pass',
  ],
  ['passes it after an abort', () => over('aborted').send(1, 'a').phase('quiet'), 'pass'],
  [
    'passes it of another text, which is the matter of send/exactly-once',
    () => over('final').send(1, 'a', { text: 'other' }).phase('quiet'),
    'pass',
  ],
  ['passes it in the next life', () => over('final').restart([1]).connect(2).send(2, 'a'), 'inconclusive'],
  [
    'passes it where its session was deleted meanwhile',
    () =>
      over('final')
        .ask(1, { type: 'delete', key: KEY }, { type: 'delete', key: KEY, deleted: true })
        .send(1, 'a')
        .phase('quiet'),
    'pass',
  ],
  [
    'passes it where the window is over',
    () => over('final', {}, { dedupeWindowMs: 1 }).send(1, 'a'),
    'inconclusive',
  ],
  [
    'convicts in_flight after its final',
    () => again(over('final'), 'in-flight'),
    'violation',
    LIVES,
    {
      exercised: 1,
      records: [21, 25],
      sentence: 'send a to agent:main:main was tried again and answered in_flight, after its final was sent',
    },
  ],
  [
    'convicts it after an error',
    () => again(over('error'), 'in-flight'),
    'violation',
    LIVES,
    { records: [21, 25] },
  ],
  ['convicts it after an abort', () => again(over('aborted'), 'in-flight'), 'violation', LIVES],
  [
    'convicts it after its reply was read',
    () =>
      again(
        running()
          .restart([1])
          .connect(2)
          .history(2, 'g1', [entry('a'), reply('a', 2, { stopReason: 'interrupted' })]),
        'in-flight',
        2,
      ),
    'violation',
    LIVES,
    {
      sentence: 'send a to agent:main:main was tried again and answered in_flight, after its reply was read',
    },
  ],
  [
    'passes it where the run ends while the retry is under way',
    () => {
      const history = running();
      const id = history.request(1, sending('a'));
      return history.event(1, terminal('final')).answer(1, id, sending('a'), saying('in-flight'));
    },
    'pass',
  ],
  [
    'passes it where the run was handed to the model anew',
    () =>
      again(
        running()
          .restart([1])
          .connect(2)
          .history(2, 'g1', [entry('a'), reply('a', 2, { stopReason: 'interrupted' })])
          .provider('call', 2, { promptMarkers: ['a'] }),
        'in-flight',
        2,
      ),
    'pass',
  ],
  [
    'does not judge one that another try may have begun anew',
    () => {
      const history = over('final');
      history.request(1, sending('a'));
      return again(history, 'in-flight');
    },
    'inconclusive',
  ],
  [
    'does not judge ok of a message that may have been merged into a run that goes on',
    () => {
      const history = running({ mergesSends: true }).send(1, 'b');
      return history
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .send(1, 'b', {}, saying('ended', 'b'));
    },
    'inconclusive',
  ],
  [
    'convicts ok while its run is at the model, alone, where sends may be merged',
    () => again(running({ mergesSends: true }), 'ended'),
    'violation',
    ENDED,
  ],
  [
    'convicts ok while its run is at the model',
    () => again(running(), 'ended'),
    'violation',
    ENDED,
    {
      exercised: 1,
      records: [19, 22],
      sentence: 'send a to agent:main:main was tried again and answered ok, while its run was at the model',
    },
  ],
  [
    'passes ok for a run that told its end',
    () =>
      again(running().event(1, { type: 'run-end', runId: 'a', key: KEY, runSeq: 2, phase: 'end' }), 'ended'),
    'pass',
  ],
  [
    'passes ok where the call ends in between',
    () => {
      const history = running();
      const id = history.request(1, sending('a'));
      return history.provider('end', 1).answer(1, id, sending('a'), saying('ended'));
    },
    'pass',
  ],
  [
    'passes ok where the plan falsified the run',
    () => again(running().provider('end', 1, { injected: true }), 'ended'),
    'pass',
  ],
  [
    'does not judge ok where an abort came first',
    () =>
      again(
        running().ask(
          1,
          { type: 'abort', key: KEY, runId: undefined },
          { type: 'abort', aborted: true, runIds: ['a'] },
        ),
        'ended',
      ),
    'inconclusive',
  ],
  [
    'convicts ok for a run that begins afterwards',
    () => calls(again(accepted(), 'ended')),
    'violation',
    ENDED,
    {
      exercised: 1,
      records: [21, 23],
      sentence: 'send a to agent:main:main was tried again and answered ok, while its run had not begun',
    },
  ],
  [
    'passes ok where another message has the same text, so that whose a call is does not show',
    () => calls(again(accepted(), 'ended').send(1, 'c', { marker: 'a' })),
    'pass',
  ],
  [
    'convicts ok for one that a restart left waiting, and that is begun later in the same life',
    () => calls(again(accepted().restart([1]).connect(2), 'ended', 2)),
    'violation',
    ENDED,
    {
      exercised: 1,
      sentence: 'send a to agent:main:main was tried again and answered ok, while its run had not begun',
    },
  ],
  [
    'passes ok for one that a restart left waiting, and that is never begun',
    () => again(accepted().restart([1]).connect(2), 'ended', 2),
    'pass',
  ],
  [
    'does not judge ok for a run at the model that the disk may have ended',
    () => again(running().fault('landed', 'disk', undefined, 'disk.full'), 'ended'),
    'inconclusive',
  ],
  [
    'does not know of a run that a restart has begun',
    () => calls(again(accepted(), 'ended').restart([1])),
    'pass',
  ],
  [
    'passes ok for a run that begins afterwards, where sends are merged',
    () => calls(again(accepted({ mergesSends: true }), 'ended')),
    'pass',
  ],
  [
    'passes ok for a call that began after the retry had arrived',
    () => {
      const history = accepted();
      const id = history.request(1, sending('a'));
      return calls(history).answer(1, id, sending('a'), saying('ended'));
    },
    'pass',
  ],
  [
    'judges within the window',
    () => again(over('final', {}, { dedupeWindowMs: 8 }), 'in-flight'),
    'inconclusive',
  ],
  [
    'judges up to its end',
    () => again(over('final', {}, { dedupeWindowMs: 10 }), 'in-flight'),
    'violation',
    LIVES,
  ],
  [
    'excuses a clock jump where keys are dated by it',
    () => again(jumped(over('final', { wallDated: ['keys'] })), 'in-flight'),
    'inconclusive',
    undefined,
    { excused: [{ thing: 'answer to a retry', because: 'the wall clock jumped', count: 1 }] },
  ],
  ['excuses none where they are not', () => again(jumped(over('final')), 'in-flight'), 'violation', LIVES],
]);

const CONFLICT: Refusal = {
  code: 'INVALID_REQUEST',
  reason: 'chat-request-conflict',
  retryable: false,
  retryAfterMs: undefined,
};
const OTHER_TEXT = 'a retry was refused as other text';

judging('retry/truthful', [
  [
    'convicts a refusal as other text of the same text',
    () => running().send(1, 'a', {}, CONFLICT),
    'violation',
    OTHER_TEXT,
    {
      exercised: 1,
      records: [17, 22],
      sentence:
        'send a to agent:main:main was tried again with the same text, and refused as if its key had been used for another one',
    },
  ],
  [
    'convicts it after a restart',
    () => accepted().restart([1]).connect(2).send(2, 'a', {}, CONFLICT),
    'violation',
    OTHER_TEXT,
  ],
  ['passes it of other text', () => running().send(1, 'a', { text: 'else' }, CONFLICT), 'inconclusive'],
  [
    'passes it of the same text after another one had come',
    () => running().send(1, 'a', { text: 'else' }, CONFLICT).send(1, 'a', {}, CONFLICT),
    'inconclusive',
  ],
  [
    'passes it of a key that nothing was accepted under',
    () => aHistory().connect(1).send(1, 'a', {}, CONFLICT),
    'inconclusive',
  ],
  [
    'passes another refusal',
    () => running().send(1, 'a', {}, { ...CONFLICT, reason: 'session-busy', retryable: true }),
    'inconclusive',
  ],
]);
