/**
 * What is recorded between clients and gateway is recorded when it passes: an event of the gateway's after it was sent, a
 * request before it arrives, the cancel of a call after the gateway gave it up. Nothing may be concluded from the order
 * of two records that may have been made in the other one.
 */
import { expect, test } from 'vitest';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { RequestMeaning } from '../../src/dialect/observation.ts';
import { ABORT, aborted, accepted, calls, ended, running, terminal } from './aborts.ts';
import { KEY, aHistory, entry, reply, sending, transcript, type HistoryBuilder } from './history-builder.ts';
import { judging } from './table.ts';
import { Talk } from './talk.ts';

const HISTORY: RequestMeaning = { type: 'history', key: KEY, offset: 0 };
const ACCEPTED = { type: 'send', status: 'accepted', runId: 'a' } as const;
const call = (history: HistoryBuilder, number: number, ...promptMarkers: readonly string[]) =>
  history.provider('call', number, { promptMarkers });
/** Both accepted, the first one at the model. */
const both = (dialect: Partial<Dialect> = {}) => running(dialect).send(1, 'b');

judging('run/served', [
  [
    'does not know which came first, a send or an abort that was answered after its arrival',
    () => {
      const history = aHistory().connect(1).connect(2);
      const id = history.request(2, ABORT);
      return history.send(1, 'a').answer(2, id, ABORT, aborted('a')).event(1, terminal('a', 'aborted'));
    },
    'inconclusive',
    undefined,
    { excused: [{ thing: 'send', because: 'somebody asked to abort them', count: 1 }] },
  ],
  [
    'does not know until when an abort is carried out whose connection was cut',
    () => {
      const history = aHistory().connect(1).connect(2);
      history.request(2, ABORT);
      return history.close(2).send(1, 'a').event(1, terminal('a', 'aborted'));
    },
    'inconclusive',
  ],
  [
    'knows that it is not after the process had ended',
    () => {
      const history = aHistory().connect(1).connect(2);
      history.request(2, ABORT);
      return history.close(2).restart([1]).connect(3).send(3, 'a').event(3, terminal('a', 'aborted'));
    },
    'violation',
    'an accepted send never reached the model',
  ],
  [
    'knows that it is not after the end of the process that cut it',
    () => {
      const history = aHistory().connect(1).connect(2);
      history.request(2, ABORT);
      return history.restart([1, 2]).connect(3).send(3, 'a').event(3, terminal('a', 'aborted'));
    },
    'violation',
    'an accepted send never reached the model',
  ],
  [
    'does not know which came first, a send or a reset that was answered after its arrival',
    () => {
      const history = aHistory().connect(1).connect(2);
      const ask = { type: 'reset', key: KEY } as const;
      const id = history.request(2, ask);
      return history
        .send(1, 'a')
        .event(1, terminal('a', 'error'))
        .answer(2, id, ask, { code: 'UNAVAILABLE', reason: undefined, retryable: true, retryAfterMs: 1 });
    },
    'inconclusive',
  ],
  [
    'waits for a cancel that is seen after the next call',
    () => call(both(), 2, 'a', 'b').wait(900).provider('cancel', 1).provider('end', 2),
    'pass',
  ],
  [
    'passes a call behind an aborted run whose cancel is seen late',
    () =>
      call(both().ask(1, ABORT, aborted('a')), 2, 'a', 'b')
        .wait(2_000)
        .provider('cancel', 1),
    'pass',
  ],
  [
    'does not know in which order a restart takes up what it finds',
    () => {
      const history = accepted().restart([1]).connect(2).send(2, 'b');
      return call(call(history, 1, 'b').provider('end', 1), 2, 'a');
    },
    'pass',
  ],
]);

judging('abort/effective', [
  [
    'passes a call for a retry that was answered after the abort had arrived',
    () => {
      const history = running().connect(2);
      const id = history.request(2, sending('a'));
      history.ask(1, ABORT, aborted('a')).provider('cancel', 1);
      return calls(history.answer(2, id, sending('a'), ACCEPTED)).wait(60_000);
    },
    'pass',
  ],
  [
    'convicts one for a retry that was answered before',
    () => {
      const history = running()
        .connect(2)
        .send(2, 'a', {}, { type: 'send', status: 'in-flight', runId: 'a' });
      return calls(history.ask(1, ABORT, aborted('a')).provider('cancel', 1)).wait(60_000);
    },
    'violation',
    'the model of an aborted run was not told to stop',
  ],
  [
    'passes a call after a restart for a retry that is not answered yet',
    () => {
      const history = ended().restart([1]).connect(2);
      history.request(2, sending('a'));
      return calls(history);
    },
    'pass',
  ],
]);

judging('retry/truthful', [
  [
    'passes ok for a run that was tried once more before it began',
    () => {
      const history = accepted().send(1, 'a', {}, { type: 'send', status: 'ended', runId: 'a' });
      history.request(1, sending('a'));
      return calls(history);
    },
    'pass',
  ],
]);

/** Somebody of whom only the client's side is seen got this history after the process was gone. */
const shownAfterTheEnd = (history: HistoryBuilder) => {
  const id = history.open(3, 'x', 'client').request(3, HISTORY, 'client');
  return history
    .process('crashed')
    .answer(3, id, HISTORY, transcript('g1', [entry('a', 1), reply('a', 2)]), 'client')
    .process('booting')
    .process('listening')
    .connect(4);
};

judging('entry/ordered', [
  [
    'passes a reply that is gone after a crash, shown by an answer that arrived after it',
    () => shownAfterTheEnd(running().provider('end', 1).run(1, 'a')).history(4, 'g1', [entry('a', 1)]),
    'pass',
  ],
  [
    'convicts the same of a message',
    () => shownAfterTheEnd(running().provider('end', 1).run(1, 'a')).history(4, 'g1', [reply('a', 2)]),
    'violation',
    'a later read lacks a message',
  ],
]);

test('prompt/faithful demands no reply that a crash may have taken, whose terminal arrived after it', () => {
  const talk = new Talk().send('a').ask(['[[a]]']).says('a was answered');
  talk.history.open(3, 'x', 'client').provider('end', 1).process('crashed');
  talk.history.event(3, terminal('a', 'final'), { legs: 'client' });
  talk.history.process('booting').process('listening').connect(4).send(4, 'b');
  expect(talk.ask(['[[a]]', '[[b]]']).history.judge('prompt/faithful')).toMatchObject({ verdict: 'pass' });
});

judging('handshake/strict', [
  [
    'passes a close for silence that met a late first frame',
    () => {
      const history = aHistory().open(1, 'x').wait(2_000);
      history.request(1, { type: 'list' });
      return history.close(1, 1000, 'gateway');
    },
    'inconclusive',
  ],
  [
    'convicts it where the first frame came at once',
    () => {
      const history = aHistory().open(1, 'x').wait(900);
      history.request(1, { type: 'list' });
      return history.close(1, 1000, 'gateway');
    },
    'violation',
    'a first frame that is not connect was refused with 1000',
  ],
  [
    'does not know when a slow reader was greeted that nobody sees from the other side',
    () => {
      const history = aHistory({ clients: [{ client: 'x', role: 'slow' }] });
      return history.open(1, 'x').wait(60_000).close(1, 1000, 'client');
    },
    'inconclusive',
  ],
]);
