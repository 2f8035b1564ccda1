/**
 * The cases: realistic mistakes that the judge once passed, and correct choices that it once convicted. A row says what
 * is right and what the judge says today; where it is still wrong, whoever mends it edits the row's last word.
 */
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { Gateway } from '../../src/gateway/port.ts';

/** Nothing is held against it; or this property convicts it in these words. */
export type Judged = 'passes' | readonly [property: string, words: RegExp];
export type Row = readonly [name: string, right: string, judged: Judged];

export const MISTAKES: readonly Row[] = [
  [
    'final-text-cut',
    'the text of the terminal is not what the model said',
    ['text/faithful', /the final of run \S+ of \S+ says ".*" where the model said/],
  ],
  [
    'deleted-key-comes-back',
    'a deleted key is listed again, and nobody sent to it',
    ['list/complete', /though it was deleted and nobody has asked to use it since/],
  ],
  [
    'early-abort-is-a-noop',
    'answered "nothing aborted" while the run goes on',
    ['abort/effective', /run \S+ of .* was at the model when an abort was asked for/],
  ],
  [
    'abort-leaves-the-model-working',
    'the model call of an aborted run is never cancelled',
    ['abort/effective', /answered as aborted, and the model went on working on it for \d+ s/],
  ],
  [
    'two-runs-at-once',
    'two runs of one session are at the model at once',
    ['run/served', /run \S+ was handed to the model while run \S+ was there/],
  ],
  [
    'chat-goes-to-everybody',
    "a session's chat reaches clients that follow another",
    ['session/isolated', /got chat of agent:main:main; it concerns/],
  ],
  [
    'reply-before-its-prompt',
    'a reply stands before the message it answers',
    ['entry/ordered', /the reply \w+ of run \S+ stands before the message/],
  ],
  [
    'list-leaves-main-out',
    'a session in use is not listed',
    ['list/complete', /agent:main:main is not in the list/],
  ],
  [
    'accepted-then-failed',
    'an accepted message fails, and no model was asked',
    ['run/served', /send \S+ .* ended with error, and no model was ever asked/],
  ],
  [
    'no-ticks',
    'the announced tick does not come',
    ['tick/regular', /was sent no tick for \d+ ms of fair time/],
  ],
  [
    'prompt-without-history',
    'the model sees the latest message only',
    ['prompt/faithful', /the prompt for run .* lacks the user's message .* at 1 of 1/],
  ],
  [
    'old-summary-into-new',
    'a summary of the ended generation is written into the new one',
    [
      'generation/transcript',
      /holds the summary .* made of the message of run \S+, accepted in an older generation/,
    ],
  ],
  [
    'covers-open-turns',
    'open turns are summarised away, and a crash forgets them',
    ['run/terminates', /run \S+ .* no terminal was sent, and no reply can be read/],
  ],
  [
    'says-final-despite-failure',
    'a failed run ends as final, and its row as done',
    ['terminal/truthful', /run \S+ of \S+ was told as final, and the model had failed/],
  ],
  [
    'in-flight-after-restart',
    'a retry is answered in_flight for a run that the restart ended',
    ['retry/truthful', /tried again and answered in_flight, after its reply was read/],
  ],
  [
    'keeps-no-checkpoint',
    'nothing is kept of what a compaction replaced',
    ['rotation/audited', /0 of its checkpoints are listed/],
  ],
  [
    'row-done-while-queued',
    'the row says done while an accepted message waits',
    ['status/coherent', /said status done and no active run while message \S+/],
  ],
  [
    'audit-says-no-message',
    'a reset with a message is audited as without one',
    ['rotation/audited', /a command with a message was audited with postResetMessagePresent false/],
  ],
  [
    'abort-answered-early',
    'an abort is answered before it is durable, and a crash undoes it',
    ['abort/effective', /answered as aborted, and is handed to the model after a restart/],
  ],
];

export const CORRECT: readonly Row[] = [
  ['acks-late', 'an acknowledgement may come up to 300 ms late', 'passes'],
  ['names-what-ended', 'the notice of a delete may carry the session id that ended', 'passes'],
  ['keeps-history-whole', 'a history may keep every message after a compaction', 'passes'],
  ['marks-in-words', 'the mark of a reset by a message may be a sentence', 'passes'],
];

/** The mistake of this file, or the known-good variant of this name. */
export async function gatewayAt(path: string): Promise<Gateway> {
  const variant = GATEWAYS.find(({ name }) => path === `correct/${name}`);
  if (variant !== undefined) return variant.gateway;
  return ((await import(new URL(`${path}.ts`, import.meta.url).href)) as { gateway: Gateway }).gateway;
}
