/** What can be got wrong about what the model is shown. */
import { mistakes } from '../entry.ts';
import type { Entry } from '../reference/entry.ts';
import { promptOf, type PromptPolicy } from '../reference/policy/prompt.ts';
import { isReadBack, marksReadBack } from './read-back.ts';

/** Leaves out the entries that it was not to leave out. */
function without(isLeftOut: (entry: Entry) => boolean): PromptPolicy {
  return {
    build: (session, run) =>
      promptOf(
        session,
        run,
        session.entries.filter((entry) => !isLeftOut(entry)),
      ),
  };
}

export const BAD_PROMPT = mistakes('prompt', {
  'forgets-context-after-restart': {
    incident: '70330',
    convictedBy: ['context/continuous'],
    words: /the prompt for run .* lacks \[\[\w+\]\] of the same generation/,
    sentence: 'After a restart the model is shown only what was said since: "no prior history".',
    instead: without(isReadBack),
    also: { restart: marksReadBack },
  },
  'forgets-summary': {
    incident: '70330',
    convictedBy: ['context/continuous'],
    words: /the prompt for run .* lacks \[\[\w+\]\] of the same generation/,
    sentence: 'After a compaction the model is shown neither the old messages nor their summary.',
    instead: without((entry) => entry.kind === 'compaction'),
  },
});
