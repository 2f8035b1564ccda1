/**
 * What every property says of histories in which much comes from nowhere or leads nowhere: runs that nobody asked for,
 * calls that nobody began, a process that goes in the middle of everything, refusals, answers in another order.
 */
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/dialect/observation.ts';
import { PROPERTIES } from '../../src/properties/catalogue.ts';
import {
  aHistory,
  asked,
  BUSY,
  entry,
  KEY,
  message,
  reply,
  row,
  sending,
  type HistoryBuilder,
} from './history-builder.ts';
import { judgementText } from './judgement-text.ts';

const REFUSED: Refusal = { code: 'INVALID_REQUEST', reason: 'no', retryable: false, retryAfterMs: undefined };
const ABORT = { type: 'abort', key: KEY, runId: undefined } as const;
const HISTORY = { type: 'history', key: KEY, offset: 0 } as const;
const two = (dailyRule = false): HistoryBuilder =>
  aHistory({ dailyRule }).connect(1).connect(2, { client: 'phone' });
const readAll = (history: HistoryBuilder, generation = 'g1'): HistoryBuilder =>
  history
    .phase('heal')
    .phase('quiet')
    .list(1, row(generation))
    .audit(1)
    .archives(1)
    .history(1, generation, [entry('a'), reply('a', 2)])
    .history(2, generation, [entry('a'), reply('a', 2)]);

const HISTORIES: Readonly<Record<string, () => HistoryBuilder>> = {
  'runs that nobody asked for': () =>
    readAll(
      two()
        .run(1, 'x')
        .run(2, 'x', 'other')
        .event(1, { type: 'terminal', runId: 'y', key: KEY, runSeq: 1, state: 'error' })
        .event(2, { type: 'terminal', runId: 'y', key: KEY, runSeq: 1, state: 'aborted' })
        .event(1, { type: 'run-tool', runId: 'z', key: KEY, runSeq: 1, phase: 'result', text: 'so be it' })
        .event(1, message('g1', entry('x')))
        .event(1, message('g1', reply('x', 2)))
        .event(1, { type: 'row', key: KEY, generation: 'g1', row: row('g1', { status: 'done' }), runId: 'x' })
        .event(2, { type: 'row', key: KEY, generation: undefined, row: undefined, runId: undefined }),
    ),
  'calls that nobody began': () =>
    readAll(
      two()
        .provider('start', 7)
        .provider('delta', 7, { text: 'so' })
        .provider('tool', 7, { text: 'be' })
        .provider('end', 7)
        .provider('error', 8)
        .provider('cancel', 9)
        .provider('call', 10, { prompt: asked('[[nobody]]') })
        .provider('delta', 10, { text: 'it' })
        .provider('end', 10)
        .provider('call', 11, { purpose: 'summary', prompt: asked('[[nobody]]') })
        .provider('end', 11, { purpose: 'summary', text: '' }),
    ),
  'a process that exits in the middle of everything': () => {
    const history = two()
      .send(1, 'a')
      .provider('call', 1, { prompt: asked('[[a]]') })
      .provider('delta', 1, { text: 'so be it' });
    history.request(2, sending('b'));
    history.request(1, { type: 'reset', key: 'other' });
    history.request(2, ABORT, 'client');
    history.request(1, HISTORY, 'client');
    return readAll(
      history
        .process('stopping')
        .event(1, { type: 'shutdown' })
        .close(1, 1012, 'gateway')
        .process('exited')
        .close(2, 1006, 'process')
        .wait(1_000)
        .process('booting')
        .process('listening')
        .connect(1)
        .connect(2, { client: 'phone' })
        .send(2, 'b', {}, BUSY)
        .send(2, 'b'),
    );
  },
  'two crashes': () =>
    readAll(
      two()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .restart([1, 2])
        .process('crashed')
        .process('booting')
        .process('listening')
        .connect(1)
        .connect(2, { client: 'phone' })
        .send(1, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' })
        .provider('call', 2, { prompt: asked('[[a]]') })
        .provider('end', 2)
        .run(1, 'a')
        .run(2, 'a'),
    ),
  'nothing but refusals': () =>
    readAll(
      two()
        .send(1, 'a', {}, REFUSED)
        .send(1, 'b', {}, BUSY)
        .wait(200_000)
        .send(1, 'b', {}, BUSY)
        .ask(1, { type: 'reset', key: KEY }, REFUSED)
        .ask(1, { type: 'delete', key: KEY }, REFUSED)
        .ask(1, { type: 'compact', key: KEY }, REFUSED)
        .ask(1, ABORT, REFUSED)
        .ask(2, HISTORY, REFUSED)
        .ask(2, { type: 'list' }, REFUSED)
        .ask(2, { type: 'audit-list' }, REFUSED)
        .ask(2, { type: 'archive-read', archive: 'z', offset: 0 }, REFUSED),
    ),
  'answers that come twice, late and to nobody': () => {
    const history = two();
    const id = history.request(1, sending('a'));
    history.answer(1, id, sending('a'), { type: 'send', status: 'accepted', runId: 'a' });
    history.answer(1, id, sending('a'), { type: 'send', status: 'accepted', runId: 'a' });
    history.answer(2, 'none', sending('a'), { type: 'send', status: 'ended', runId: 'a' });
    history.answer(2, 'none', { type: 'reset', key: KEY }, { type: 'reset', key: KEY, row: row('g2') });
    history.answer(2, 'none', HISTORY, REFUSED);
    return readAll(history.run(1, 'a').wait(400_000).send(2, 'a'));
  },
  'a wall clock that jumps, and a paused process': () =>
    readAll(
      two()
        .send(1, 'a')
        .jump()
        .provider('call', 1, { prompt: asked('[[a]]') })
        .process('paused')
        .wait(60_000)
        .process('resumed')
        .provider('end', 1)
        .run(1, 'a')
        .send(1, 'a', {}, { type: 'send', status: 'ended', runId: 'a' })
        .send(2, 'a', { text: 'other' }),
    ),
  'texts that are shown less and less': () =>
    readAll(
      two()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('delta', 1, { bytes: 3 })
        .provider('end', 1)
        .run(1, 'a')
        .run(2, 'a')
        .send(1, 'b')
        .provider('call', 2, { promptMarkers: ['a', 'b'] })
        .provider('delta', 2, { text: 'so' })
        .provider('end', 2)
        .run(1, 'b')
        .run(2, 'b'),
    ),
  'limits that are just met': () =>
    readAll(
      two()
        .send(1, 'a')
        .provider('call', 1, { prompt: asked('[[a]]') })
        .provider('tool', 1, { text: 'x'.repeat(2_048) })
        .provider('end', 1)
        .event(1, { type: 'tick' }, { bytes: 2_048, bufferedBytes: 8_192 })
        .event(1, { type: 'tick' }, { bytes: 2_047, bufferedBytes: 8_191 })
        .event(2, { type: 'tick' }, { bytes: 4_096, bufferedBytes: 20_480 })
        .wait(60_000)
        .event(2, { type: 'tick' }),
    ),
  'a generation that changes under a daily rule, and one that is deleted': () =>
    readAll(
      two(true)
        .send(1, 'a')
        .history(1, 'g1', [entry('a')])
        .history(2, 'g2', [])
        .notices([1], 'g1', 'g2')
        .send(1, 'c', { key: 'other' })
        .ask(1, { type: 'delete', key: 'other' }, { type: 'delete', key: 'other', deleted: true })
        .history(1, undefined, [], 'other')
        .ask(1, { type: 'delete', key: 'other' }, { type: 'delete', key: 'other', deleted: false }),
      'g2',
    ),
};

for (const [name, history] of Object.entries(HISTORIES))
  describe(name, () => {
    for (const { id } of PROPERTIES)
      test(id, () => {
        expect(judgementText(history().judge(id))).toMatchSnapshot();
      });
  });
