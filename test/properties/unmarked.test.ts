/** Messages without a marker, as people write them, beside those of a plan: whose a call is then does not show. */
import { KEY, aHistory, asked } from './history-builder.ts';
import { judging } from './table.ts';

const FINAL = { type: 'terminal', runId: 'a', key: KEY, runSeq: 3, state: 'final' } as const;
const UNMARKED = {
  type: 'send',
  key: KEY,
  runId: 'b',
  text: 'May I?',
  marker: undefined,
  named: undefined,
  control: undefined,
} as const;
const finished = () => aHistory().connect(1).send(1, 'a').event(1, FINAL);
/** Another message was asked to be taken, and no answer came so far. */
const asking = () => {
  const history = finished();
  history.request(1, UNMARKED);
  return history;
};

judging('send/exactly-once', [
  [
    'says nothing of a call whose last message has no marker, while such a message waits for its answer',
    () => asking().provider('call', 1, { prompt: asked('[[a]]', 'May I?') }),
    'inconclusive',
  ],
  [
    'convicts a second run after the final whose last message is that of the first',
    () => asking().provider('call', 1, { prompt: asked('May I?', '[[a]]') }),
    'violation',
    'a run began again after its final',
  ],
  [
    'convicts a second run after the final that says more than the first, when nobody asked for that',
    () => finished().provider('call', 1, { prompt: asked('[[a]]', 'go on') }),
    'violation',
    'a run began again after its final',
  ],
]);
