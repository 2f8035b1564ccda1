/** Who tries a send again: what he is told at once, and that he is told its end. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { PlanRecord } from '../../src/history/record.ts';
import { ABORT, aborted as abortedAnswer } from './aborts.ts';
import { aHistory, entry, KEY, reply, sending, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const IN_FLIGHT = { type: 'send', status: 'in-flight', runId: 'a' } as const;
const NEVER = 'who tried a send again never got its terminal';
/** The first connection is gone, the second one subscribed to nothing and tried again; the answer is record 28. */
const again = (dialect: Partial<Dialect> = {}) =>
  aHistory({}, dialect)
    .connect(1)
    .connect(3)
    .send(1, 'a')
    .provider('call', 1, { promptMarkers: ['a'] })
    .close(1)
    .connect(2, { sessions: false, messages: [] })
    .send(2, 'a', {}, IN_FLIGHT);
const over = (history: HistoryBuilder, ...conns: readonly number[]) => {
  history.provider('end', 1);
  for (const conn of conns) history.event(conn, FINAL);
  return history.phase('quiet').history(2, 'g1').history(3, 'g1');
};

judging('run/terminates', [
  [
    'passes who tried again and got the terminal',
    () => over(again(), 3, 2),
    'pass',
    undefined,
    { exercised: 2 },
  ],
  [
    'convicts one that only somebody else got',
    () => over(again(), 3),
    'violation',
    NEVER,
    {
      exercised: 1,
      sentence:
        'connection 2 tried run a again, was told that it is under way, stayed open, and never got its terminal',
      records: [44, 58],
    },
  ],
  ['owes nothing to who is gone', () => over(again().close(2).connect(2), 3), 'pass'],
  ['owes nothing where runs may be merged', () => over(again({ mergesSends: true }), 3), 'pass'],
  [
    'owes nothing once another one tried again',
    () =>
      over(
        again().connect(4, { client: 'discord', sessions: false, messages: [] }).send(4, 'a', {}, IN_FLIGHT),
        3,
        4,
      ),
    'pass',
  ],
  [
    'owes nothing while another one is trying',
    () => {
      const history = again().connect(4, { client: 'discord', sessions: false, messages: [] });
      history.request(4, sending('a'));
      return over(history, 3);
    },
    'pass',
  ],
  ['owes nothing in a generation that may have ended', () => over(again().reset(3, 'g2'), 3), 'pass'],
  [
    'owes nothing of a run that had ended before the answer',
    () => {
      const history = aHistory()
        .connect(1)
        .connect(3)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .close(1)
        .connect(2, { sessions: false, messages: [] });
      const id = history.request(2, sending('a'));
      history.provider('end', 1).event(3, FINAL).answer(2, id, sending('a'), IN_FLIGHT);
      return history.phase('quiet').history(2, 'g1');
    },
    'pass',
  ],
  [
    'owes nothing to who may not read',
    () => {
      const history = aHistory()
        .connect(1)
        .connect(3)
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .close(1);
      return over(
        history.connect(2, { scopes: [], sessions: false, messages: [] }).send(2, 'a', {}, IN_FLIGHT),
        3,
      );
    },
    'pass',
  ],
]);

const NEW = 'a retry was told started of a run that lives';
const accepted = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  aHistory(plan, dialect).connect(1).send(1, 'a');
const running = (dialect: Partial<Dialect> = {}, plan: Partial<PlanRecord> = {}) =>
  accepted(dialect, plan).provider('call', 1, { promptMarkers: ['a'] });

judging('retry/truthful', [
  [
    'convicts started while the run is at the model',
    () => running().send(1, 'a'),
    'violation',
    NEW,
    {
      exercised: 1,
      sentence: `send a to ${KEY} was tried again and answered started, while the run that it had started before went on`,
      records: [17, 22],
    },
  ],
  ['convicts it while the run waits', () => accepted().send(1, 'a'), 'violation', NEW],
  [
    'passes it after an end that was none',
    () =>
      running()
        .provider('error', 1)
        .event(1, { ...FINAL, state: 'error' })
        .send(1, 'a'),
    'pass',
    undefined,
    { exercised: 1 },
  ],
  [
    'passes it once the end was told',
    () => running().event(1, { type: 'run-end', runId: 'a', key: KEY, runSeq: 3, phase: 'end' }).send(1, 'a'),
    'pass',
  ],
  ['passes it after a restart', () => running().restart([1]).connect(2).send(2, 'a'), 'inconclusive'],
  [
    'does not judge it where sends may be merged',
    () => running({ mergesSends: true }).send(1, 'a'),
    'inconclusive',
  ],
  ['passes it after an abort', () => running().ask(1, ABORT, abortedAnswer('a')).send(1, 'a'), 'pass'],
  ['passes it after a reset', () => running().reset(1, 'g2').send(1, 'a'), 'pass'],
  [
    'does not judge a command',
    () => accepted().send(1, 'c', { control: 'new' }).send(1, 'c', { control: 'new' }),
    'inconclusive',
  ],
  [
    'passes it behind the window',
    () => running({}, { dedupeWindowMs: 1_000 }).wait(2_000).send(1, 'a'),
    'inconclusive',
  ],
  [
    'does not judge the second of two answers to requests that were under way together',
    () => {
      const history = aHistory().connect(1);
      const first = history.request(1, sending('a'));
      const second = history.request(1, sending('a'));
      const started = { type: 'send', status: 'accepted', runId: 'a' } as const;
      return history.answer(1, first, sending('a'), started).answer(1, second, sending('a'), started);
    },
    'inconclusive',
  ],
]);

const UNTOLD_ROTATED = 'the sender of a run that may have ended with its generation never got its terminal';
/** A reset ends the generation of two runs under way, and its archive holds what became of both. */
const resetOverTwo = () =>
  aHistory()
    .connect(1)
    .connect(2, { client: 'other' })
    .send(1, 'a')
    .send(1, 'b')
    .reset(2, 'g2')
    .event(1, { ...FINAL, state: 'aborted' });
const archived = (history: HistoryBuilder, conn = 1) =>
  history
    .phase('quiet')
    .archives(2, 'g1')
    .archive(2, 'g1', [entry('a'), entry('b'), reply('b', 3, { stopReason: 'aborted' })])
    .event(conn, { type: 'tick' });

judging('run/terminates', [
  [
    'convicts a run that waited when its generation ended, and whose sender was never told',
    () => archived(resetOverTwo()),
    'violation',
    UNTOLD_ROTATED,
    {
      sentence:
        'connection 1 sent run b, stayed open, and never got its terminal; its generation may have ended before it did',
    },
  ],
  [
    'passes one whose sender was told',
    () => archived(resetOverTwo().event(1, { ...FINAL, runId: 'b', state: 'aborted' })),
    'pass',
  ],
  ['owes nothing to who has gone meanwhile', () => archived(resetOverTwo().close(1), 2), 'pass'],
]);
