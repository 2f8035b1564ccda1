/** Runs whose terminal says that they were cut short, and what becomes of their calls. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import { running, terminal, waiting } from './aborts.ts';
import { judging } from './table.ts';

const CUT_SHORT = 'the model of a run that was cut short was not told to stop';
const told = (state: 'aborted' | 'error', dialect: Partial<Dialect> = {}) =>
  running(dialect).event(1, terminal('a', state));

/** A message with the text of `a` waits behind it, and is at the model when the terminal of `a` is sent. */
const behind = () =>
  running()
    .send(1, 'b', { marker: 'a' })
    .provider('cancel', 1)
    .provider('call', 2, { promptMarkers: ['a'] })
    .event(1, terminal('a', 'error'));

judging('abort/effective', [
  [
    'does not take the run of another message with the same text for one that was told late as failed',
    () => behind().wait(9_000).provider('end', 2),
    'inconclusive',
  ],
  [
    'convicts it once the other one is over',
    () =>
      running()
        .send(1, 'b', { marker: 'a' })
        .event(1, terminal('b', 'final'))
        .event(1, terminal('a', 'error'))
        .wait(9_000),
    'violation',
    CUT_SHORT,
  ],
  [
    'convicts the model of a run that is told as aborted and goes on',
    () => told('aborted').wait(9_000),
    'violation',
    CUT_SHORT,
    {
      exercised: 1,
      sentence: 'run a of agent:main:main ended with aborted, and the model went on working on it for 9 s',
    },
  ],
  ['convicts it of one that is told as failed', () => told('error').wait(9_000), 'violation', CUT_SHORT],
  ['passes one that is cancelled in time', () => told('error').wait(4_000).provider('cancel', 1), 'pass'],
  [
    'does not know it of an error where sends are merged',
    () => told('error', { mergesSends: true }).wait(9_000),
    'inconclusive',
  ],
  [
    'convicts it of an abort where they are',
    () => told('aborted', { mergesSends: true }).wait(9_000),
    'violation',
    CUT_SHORT,
  ],
  [
    'counts from the first word of an end, and each call once',
    () => told('error').wait(3_000).event(1, terminal('a', 'error')).wait(3_000),
    'violation',
    CUT_SHORT,
    { exercised: 1 },
  ],
  [
    'passes an error of which the plan falsified the end',
    () => running().provider('error', 1, { injected: true }).event(1, terminal('a', 'error')).wait(9_000),
    'inconclusive',
  ],
  [
    'convicts an abort all the same',
    () => running().provider('error', 1, { injected: true }).event(1, terminal('a', 'aborted')).wait(9_000),
    'violation',
    CUT_SHORT,
  ],
  [
    'passes a summary and the call of another run',
    () =>
      waiting()
        .provider('call', 2, { purpose: 'summary', promptMarkers: ['a'] })
        .event(1, terminal('b', 'aborted'))
        .wait(9_000),
    'inconclusive',
  ],
]);
