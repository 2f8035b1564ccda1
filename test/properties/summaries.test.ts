import { aHistory, entry, row } from './history-builder.ts';
import { judging } from './table.ts';

const resetAfterRun = () =>
  aHistory()
    .connect(1)
    .send(1, 'a')
    .run(1, 'a')
    .list(1, row('g1', { status: 'done' }))
    .reset(1, 'g2')
    .notices([1], 'g1', 'g2');

/** The text of the summary that a transcript shows. */
const summaryOf = (text: string) =>
  entry('x', 9, { id: 's', role: 'system', text, marker: undefined, runId: undefined, compaction: true });
/** A summary that was made of a message of g1, which a reset ended since. */
const summarisedBefore = (marker = 'a') =>
  resetAfterRun()
    .provider('call', 7, { purpose: 'summary', promptMarkers: [marker] })
    .provider('end', 7, { purpose: 'summary', text: 'what was said' });

judging('generation/transcript', [
  [
    'convicts a summary of an older generation in the new transcript',
    () => summarisedBefore().history(1, 'g2', [summaryOf('what was said')]),
    'violation',
    'a summary of an older generation in a newer transcript',
    {
      sentence:
        'agent:main:main: the transcript of generation g2 holds the summary s, which was made of the message of run a, accepted in an older generation',
    },
  ],
  [
    'does not know whose summary another text is',
    () => summarisedBefore().history(1, 'g2', [summaryOf('other words')]),
    'inconclusive',
  ],
  [
    'does not know of what a summary of unknown messages was made',
    () => summarisedBefore('nobody').history(1, 'g2', [summaryOf('what was said')]),
    'inconclusive',
  ],
  [
    'passes a summary of its own generation',
    () =>
      resetAfterRun()
        .send(1, 'b')
        .history(1, 'g2', [entry('b')])
        .provider('call', 7, { purpose: 'summary', promptMarkers: ['b'] })
        .provider('end', 7, { purpose: 'summary', text: 'what was said' })
        .history(1, 'g2', [summaryOf('what was said')]),
    'pass',
  ],
]);
