/** What can be got wrong about an abort. */
import { mistakes } from '../entry.ts';
import { stopCall } from '../reference/runs.ts';

export const BAD_ABORT = mistakes('abort', {
  'aborts-without-ending': {
    incident: '146420',
    convictedBy: ['send/accounted', 'progress/after-heal'],
    words: /was accepted and never seen to end/,
    sentence: 'Asks the model to stop on an abort, and waits for an end of the run that need not come.',
    instead: {
      end(core, _session, runs, done) {
        for (const run of runs) stopCall(core, run);
        done();
      },
    },
  },
});
