/** Known-bad gateways, third part: what gets lost, held up, done twice or never ended. */
import { bad, type GatewayEntry } from '../entry.ts';
import { abortsWithoutEnding } from '../faulty/aborts-without-ending.ts';
import { acknowledgesBeforeWrite } from '../faulty/acknowledges-before-write.ts';
import { archivesRepliesOnly } from '../faulty/archives-replies-only.ts';
import { compactsInPlace } from '../faulty/compacts-in-place.ts';
import { compactsUnderLock } from '../faulty/compacts-under-lock.ts';
import { fencesLiveRuns } from '../faulty/fences-live-runs.ts';
import { forgetsKeysAtRestart } from '../faulty/forgets-keys-at-restart.ts';
import { forgetsQueueAtRestart } from '../faulty/forgets-queue-at-restart.ts';
import { forgetsSettledKeys } from '../faulty/forgets-settled-keys.ts';
import { forgetsSync } from '../faulty/forgets-sync.ts';
import { holdsRunsWhileCompacting } from '../faulty/holds-runs-while-compacting.ts';
import { ignoresBusySends } from '../faulty/ignores-busy-sends.ts';
import { keysWithoutSession } from '../faulty/keys-without-session.ts';
import { leaksLaneAfterCompaction } from '../faulty/leaks-lane-after-compaction.ts';
import { losesTailInCompaction } from '../faulty/loses-tail-in-compaction.ts';
import { namesArchivesAlike } from '../faulty/names-archives-alike.ts';
import { outwaitsListeners } from '../faulty/outwaits-listeners.ts';
import { overwritesAborted } from '../faulty/overwrites-aborted.ts';
import { queuesInMemory } from '../faulty/queues-in-memory.ts';
import { refusesBusyForGood } from '../faulty/refuses-busy-for-good.ts';
import { refusesBusyWithoutWhen } from '../faulty/refuses-busy-without-when.ts';
import { repeatsFinalsAfterRestart } from '../faulty/repeats-finals-after-restart.ts';
import { strandsQueueAfterFailure } from '../faulty/strands-queue-after-failure.ts';
import { suppressesEmptyFinals } from '../faulty/suppresses-empty-finals.ts';
import { waitsForSlowReaders } from '../faulty/waits-for-slow-readers.ts';

export const BAD_AT_KEEPING: readonly GatewayEntry[] = [
  bad(
    refusesBusyForGood,
    '73204',
    ['service/available'],
    'Refuses a message to a busy session without saying that a retry may succeed.',
  ),
  bad(
    keysWithoutSession,
    'dedupe-key',
    ['service/available'],
    'Remembers an idempotency key without the session it was used in; the same key in another session is refused.',
  ),
  bad(
    ignoresBusySends,
    '73204',
    ['send/accounted'],
    'Never answers a message that reaches a session while it is being compacted.',
  ),
  bad(
    forgetsQueueAtRestart,
    '51620',
    ['send/accounted'],
    'Keeps queued messages in the transcript but does not run them after a restart.',
  ),
  bad(
    refusesBusyWithoutWhen,
    '73204',
    ['send/accounted'],
    'Refuses a message to a busy session as retryable without saying when.',
  ),
  bad(
    strandsQueueAfterFailure,
    '67173',
    ['send/accounted'],
    'Does not go on with the queue after a run that failed or timed out.',
  ),
  bad(
    leaksLaneAfterCompaction,
    '89639',
    ['send/accounted'],
    'Keeps the lane when a compaction comes to nothing because its session was reset meanwhile.',
  ),
  bad(
    abortsWithoutEnding,
    '146420',
    ['send/accounted', 'progress/after-heal'],
    'Asks the model to stop on an abort, and waits for an end of the run that need not come.',
  ),
  bad(
    waitsForSlowReaders,
    '7442',
    ['buffer/bounded', 'send/accounted'],
    'Serves nobody while one connection does not take what it is sent.',
  ),
  bad(
    forgetsKeysAtRestart,
    '126680',
    ['send/exactly-once'],
    'Forgets idempotency keys at a restart; a retry runs the message a second time.',
  ),
  bad(
    forgetsSettledKeys,
    '129793',
    ['send/exactly-once'],
    'Forgets an idempotency key as soon as its run is over; a late retry runs the message a second time.',
  ),
  bad(
    losesTailInCompaction,
    '73204',
    ['ack/durable'],
    'Replaces the whole transcript by the summary, with what arrived while it was written.',
  ),
  bad(
    compactsInPlace,
    '73204',
    ['ack/durable'],
    'Writes the compacted transcript over the old one instead of renaming a finished copy; a crash leaves a torn file.',
  ),
  bad(
    queuesInMemory,
    'lost-queued-send',
    ['ack/durable'],
    'Acknowledges a message behind a running turn and keeps it in memory only; a stop loses it.',
  ),
  bad(
    acknowledgesBeforeWrite,
    'ack-before-write',
    ['ack/durable'],
    'Acknowledges a message before it is on the disk.',
  ),
  bad(
    namesArchivesAlike,
    '70330',
    ['ack/durable'],
    'Names an archive after its session key, so that the next one overwrites it.',
  ),
  bad(
    forgetsSync,
    'ack-before-sync',
    ['ack/durable'],
    'Acknowledges a message that was written and not synced.',
  ),
  bad(
    archivesRepliesOnly,
    '70330',
    ['ack/durable'],
    'Reads an archive back without the messages of its users.',
  ),
  bad(
    fencesLiveRuns,
    '119407',
    ['run/terminates'],
    'Takes a live run for stale because its session was touched after the run began, and drops its terminal.',
  ),
  bad(
    overwritesAborted,
    '90999',
    ['run/terminates'],
    'Tells the late error of an aborted run as one more terminal.',
  ),
  bad(
    suppressesEmptyFinals,
    '74614',
    ['run/terminates'],
    'Sends no final for a reply without text; its client streams for ever.',
  ),
  bad(
    repeatsFinalsAfterRestart,
    '121507',
    ['run/terminates'],
    'Tells the last final of each session once more after a restart.',
  ),
  bad(
    compactsUnderLock,
    '73204',
    ['compaction/responsive'],
    'Holds the session through the summary call; messages wait behind it until their listener gives up.',
  ),
  bad(
    holdsRunsWhileCompacting,
    '91492',
    ['compaction/responsive'],
    'Acknowledges messages while a summary is written, and starts none of their runs before it is there.',
  ),
  bad(
    outwaitsListeners,
    '129368',
    ['channel/accounted'],
    'Lets a channel message to a busy session wait longer than its listener does before it is refused.',
  ),
];
