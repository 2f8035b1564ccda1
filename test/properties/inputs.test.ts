/** Messages that are kept beside the transcript, what a reset in place hides, and runs that a restart has go on. */
import type { ObservedEntry, ObservedInput } from '../../src/dialect/observation.ts';
import {
  KEY,
  aHistory,
  entry,
  listed,
  reply,
  row,
  sending,
  transcript,
  type HistoryBuilder,
} from './history-builder.ts';
import { judging } from './table.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const GONE = { code: 'UNAVAILABLE', reason: undefined, retryable: false, retryAfterMs: undefined };
const RESET = { type: 'reset', key: KEY } as const;
const MARK: ObservedEntry = {
  ...entry('mark'),
  role: 'system',
  marker: undefined,
  runId: undefined,
  isReset: true,
};

const merging = () => aHistory({}, { mergesSends: true, reset: 'in-place' }).connect(1);
/** A run at the model, a send behind it that had its final at once, and the end of the run. */
const queued = () =>
  merging()
    .send(1, 'b')
    .provider('call', 1, { promptMarkers: ['b'] })
    .send(1, 'a')
    .event(1, FINAL)
    .provider('end', 1)
    .run(1, 'b');
const input = (state: ObservedInput['state'], more: Partial<ObservedInput> = {}): ObservedInput => ({
  runId: 'a',
  marker: 'a',
  state,
  ...more,
});
const B = [entry('b'), reply('b')];
/** What is read after quiet: the transcript of `b`, and beside it this. */
const beside = (
  history: HistoryBuilder,
  conn: number,
  inputs: readonly ObservedInput[],
  inputsPartial = false,
) =>
  history
    .phase('quiet')
    .ask(conn, { type: 'history', key: KEY, offset: 0 }, transcript('g1', B, { inputs, inputsPartial }));
/** What is read after quiet: nothing but the mark of a reset in place. */
const hidden = (history: HistoryBuilder) =>
  history.phase('quiet').history(1, 'g1', [MARK]).event(1, { type: 'tick' });
const restarted = () => queued().restart([1]).connect(2);

judging('ack/durable', [
  ['takes an input that is kept for kept', () => beside(restarted(), 2, [input('interrupted')]), 'pass'],
  [
    'takes one that names no run by its marker',
    () => beside(restarted(), 2, [input('queued', { runId: undefined })]),
    'pass',
  ],
  [
    'convicts a send that is in neither place',
    () => beside(restarted(), 2, []),
    'violation',
    'an acknowledged send did not survive a restart',
  ],
  ['does not judge when inputs were left out', () => beside(restarted(), 2, [], true), 'inconclusive'],
  [
    'convicts a send before a reset in place of which a follower was never told',
    () => hidden(merging().send(1, 'a').event(1, FINAL)),
    'violation',
    'an acknowledged send is in no transcript',
  ],
  [
    'does not judge one that a model may have been given which nobody sees',
    () =>
      hidden(
        aHistory({ modelHidden: true }, { mergesSends: true, reset: 'in-place' })
          .connect(1)
          .send(1, 'a')
          .event(1, FINAL),
      ),
    'inconclusive',
  ],
  [
    'does not judge what a reset in place hides, where nobody followed the session',
    () =>
      hidden(
        aHistory({}, { mergesSends: true, reset: 'in-place' })
          .connect(1, { messages: [] })
          .send(1, 'a')
          .event(1, FINAL),
      ),
    'inconclusive',
  ],
  [
    'does not judge a send before a reset in place whose entry was pushed',
    () =>
      hidden(
        merging()
          .send(1, 'a')
          .event(1, { type: 'message', key: KEY, generation: 'g1', entry: entry('a') })
          .event(1, FINAL),
      ),
    'inconclusive',
  ],
  [
    'does not judge one that a model was given',
    () =>
      hidden(
        merging()
          .send(1, 'a')
          .provider('call', 1, { promptMarkers: ['a'] })
          .provider('end', 1)
          .event(1, FINAL),
      ),
    'inconclusive',
  ],
]);

judging('run/terminates', [
  [
    'passes an input that a restart interrupted',
    () => beside(restarted(), 2, [input('interrupted')]),
    'pass',
  ],
  [
    'passes an input that an abort of its session cancelled',
    () =>
      beside(
        queued().ask(
          1,
          { type: 'abort', key: KEY, runId: undefined },
          { type: 'abort', aborted: true, runIds: [] },
        ),
        1,
        [input('cancelled')],
      ),
    'pass',
  ],
  [
    'passes an input that a reset interrupted',
    () =>
      beside(queued().ask(1, RESET, { type: 'reset', key: KEY, row: row('g1') }), 1, [input('interrupted')]),
    'pass',
  ],
  [
    'convicts an input that nothing can have ended',
    () => beside(queued(), 1, [input('interrupted')]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'convicts an input that waits although everything is quiet',
    () => beside(restarted(), 2, [input('queued')]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'passes a run that a restart had go on under another name',
    () =>
      merging()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .restart([1])
        .connect(2)
        .event(2, { ...FINAL, runId: 'other' })
        .phase('quiet')
        .history(2, 'g1', [
          entry('a'),
          entry('go-on', 2, { marker: undefined, runId: 'other', resumes: true }),
          reply('other', 3),
        ]),
    'pass',
  ],
  [
    'convicts one that was to go on and did not',
    () =>
      merging()
        .send(1, 'a')
        .provider('call', 1, { promptMarkers: ['a'] })
        .restart([1])
        .connect(2)
        .phase('quiet')
        .history(2, 'g1', [
          entry('a'),
          entry('go-on', 2, { marker: undefined, runId: 'other', resumes: true }),
        ]),
    'violation',
    'an accepted run never ended',
  ],
  [
    'takes the final of a send that no other run can have taken up for its end',
    () =>
      merging()
        .send(1, 'a')
        .event(1, FINAL)
        .phase('quiet')
        .history(1, 'g1', [entry('a')]),
    'pass',
  ],
  [
    'takes it so too when the runs before were over',
    () =>
      merging()
        .send(1, 'b')
        .run(1, 'b')
        .send(1, 'a')
        .event(1, FINAL)
        .phase('quiet')
        .history(1, 'g1', [...B, entry('a', 3)]),
    'pass',
  ],
  [
    'convicts a final that only promised an answer, where none came',
    () => beside(queued(), 1, []),
    'violation',
    'an accepted run never ended',
  ],
  [
    'takes an abort after a promise for the end',
    () =>
      beside(
        queued()
          .connect(3)
          .event(3, { ...FINAL, state: 'aborted' }),
        1,
        [],
      ),
    'pass',
  ],
]);

const resetBehind = () => {
  const history = merging().send(1, 'b');
  const id = history.request(1, sending('a'));
  return history.ask(1, RESET, { type: 'reset', key: KEY, row: row('g2') }).answer(1, id, sending('a'), GONE);
};
const resetBefore = () =>
  merging()
    .send(1, 'b')
    .ask(1, RESET, { type: 'reset', key: KEY, row: row('g2') })
    .send(1, 'a', {}, GONE);

judging('service/available', [
  ['passes a refusal of a send that a reset overtook', resetBehind, 'pass'],
  [
    'convicts a refusal of a send behind the reset',
    resetBefore,
    'violation',
    'a valid send was refused for good (UNAVAILABLE)',
  ],
]);

judging('send/accounted', [
  ['passes a refusal of a send that a reset overtook', resetBehind, 'pass'],
  [
    'convicts a refusal of a send behind the reset',
    resetBefore,
    'violation',
    'a busy refusal does not say retryable and when',
  ],
]);

const unnamed = (more: Parameters<typeof row>[1] = {}) => row('', { ...more, generation: undefined });
const reset = () =>
  merging()
    .history(1, 'g1')
    .ask(1, RESET, { type: 'reset', key: KEY, row: row('g2') });

judging('generation/row', [
  [
    'passes a clean row that names no generation, asked for after a reset',
    () => reset().list(1, unnamed()),
    'pass',
  ],
  [
    'convicts one that is not clean',
    () => reset().list(1, unnamed({ status: 'failed' })),
    'violation',
    'the row of a fresh generation has a status',
  ],
  [
    'does not judge one that was asked for before the reset was over',
    () => {
      const history = merging().history(1, 'g1');
      const id = history.request(1, { type: 'list' });
      return history
        .ask(1, RESET, { type: 'reset', key: KEY, row: row('g2') })
        .answer(1, id, { type: 'list' }, listed([unnamed({ status: 'failed' })]));
    },
    'pass',
  ],
  [
    'does not judge one that is pushed: it may be of any generation',
    () =>
      merging()
        .history(1, 'g1')
        .reset(1, 'g2')
        .event(1, {
          type: 'row',
          key: KEY,
          generation: undefined,
          row: unnamed({ status: 'failed' }),
          runId: undefined,
        }),
    'pass',
  ],
]);
