/**
 * The catalogue: every gateway that is built in, what it is, what it comes from, and what must convict it. The tests,
 * `gauntlet list` and the kill matrix read it; a gateway that is not here does not exist.
 */
import type { Gateway } from './port.ts';
import { referenceGateway } from './reference/gateway.ts';
import { acknowledgesBeforeWrite } from './faulty/acknowledges-before-write.ts';
import { compactsInPlace } from './faulty/compacts-in-place.ts';
import { compactsUnderLock } from './faulty/compacts-under-lock.ts';
import { dropsOversizedEvents } from './faulty/drops-oversized-events.ts';
import { evictsSilently } from './faulty/evicts-silently.ts';
import { evictsSilentlyByRule } from './faulty/evicts-silently-by-rule.ts';
import { evictsSilentlyBySlash } from './faulty/evicts-silently-by-slash.ts';
import { fencesLiveRuns } from './faulty/fences-live-runs.ts';
import { forgetsContextAfterRestart } from './faulty/forgets-context-after-restart.ts';
import { forgetsKeysAtRestart } from './faulty/forgets-keys-at-restart.ts';
import { forgetsQueueAtRestart } from './faulty/forgets-queue-at-restart.ts';
import { forgetsSummary } from './faulty/forgets-summary.ts';
import { honoursReplayedResets } from './faulty/honours-replayed-resets.ts';
import { ignoresBusySends } from './faulty/ignores-busy-sends.ts';
import { keepsNoAudit } from './faulty/keeps-no-audit.ts';
import { leavesRunsRunning } from './faulty/leaves-runs-running.ts';
import { losesTailInCompaction } from './faulty/loses-tail-in-compaction.ts';
import { notifiesEveryone } from './faulty/notifies-everyone.ts';
import { numbersBeforeScopeFilter } from './faulty/numbers-before-scope-filter.ts';
import { numbersPerProcess } from './faulty/numbers-per-process.ts';
import { queuesInMemory } from './faulty/queues-in-memory.ts';
import { refusesBusyForGood } from './faulty/refuses-busy-for-good.ts';
import { rotatesAfterRestart } from './faulty/rotates-after-restart.ts';
import { rotatesDailyUnasked } from './faulty/rotates-daily-unasked.ts';
import { sendsOversizedEvents } from './faulty/sends-oversized-events.ts';
import { skipsSlowReaders } from './faulty/skips-slow-readers.ts';
import { stripsSlashCommands } from './faulty/strips-slash-commands.ts';
import { trustsAnonymousLifecycle } from './faulty/trusts-anonymous-lifecycle.ts';
import { undoesResets } from './faulty/undoes-resets.ts';
import { writesStaleLifecycle } from './faulty/writes-stale-lifecycle.ts';
import { refusesWhenBusy } from './good/refuses-when-busy.ts';
import { resetsInPlace } from './good/resets-in-place.ts';

export interface GatewayEntry {
  readonly name: string;
  readonly kind: 'reference' | 'good' | 'bad';
  /** The incident or issue it comes from; null when it comes from none. */
  readonly incident: string | null;
  /** Properties of which at least one must convict it; the first is the one meant for it. */
  readonly convictedBy: readonly string[];
  /** What it does wrong, or differently. */
  readonly sentence: string;
  readonly dialect: string;
  readonly gateway: Gateway;
}

export const GATEWAYS: readonly GatewayEntry[] = [
  {
    name: 'reference',
    kind: 'reference',
    incident: null,
    convictedBy: [],
    sentence: 'The correct model: every property holds on every plan.',
    dialect: 'reference@1',
    gateway: referenceGateway,
  },
  good(refusesWhenBusy, 'Refuses a message to a busy session at once, as retryable, instead of queueing it.'),
  good(
    resetsInPlace,
    'Keeps the session id over a reset and counts a lifecycle revision instead, as OpenClaw 2026.9.6 does.',
    'reference@1+revision',
  ),
  bad(
    sendsOversizedEvents,
    '7442',
    ['payload/bounded'],
    'Sends events above the announced maxPayload; the client closes with 1009 and misses them.',
  ),
  bad(
    dropsOversizedEvents,
    '7442',
    ['seq/contiguous'],
    'Leaves out an event above maxPayload after its number was taken, and says nothing.',
  ),
  bad(
    skipsSlowReaders,
    '7442',
    ['seq/contiguous'],
    'Skips droppable events for a connection above its buffer limit after their numbers were taken (#12895).',
  ),
  bad(
    numbersBeforeScopeFilter,
    '7442',
    ['seq/contiguous'],
    'Takes a number for every event, then leaves the event out for connections without the scope.',
  ),
  bad(
    numbersPerProcess,
    '7442',
    ['seq/contiguous'],
    'One counter for all connections, as OpenClaw 2026.2.1 had.',
  ),
  bad(
    evictsSilently,
    '63374',
    ['eviction/notified'],
    'Resets and deletes sessions without telling anybody; clients must poll.',
  ),
  bad(
    evictsSilentlyBySlash,
    '63374',
    ['eviction/notified'],
    'Tells subscribers of a reset by request, but not of one by slash command.',
  ),
  bad(
    evictsSilentlyByRule,
    '63374',
    ['eviction/notified'],
    'Tells subscribers of a reset by request, but not of one by the daily rule.',
  ),
  bad(
    notifiesEveryone,
    '63374',
    ['scope/isolated'],
    'Sends eviction notices to every connection, scoped and subscribed or not.',
  ),
  bad(
    rotatesDailyUnasked,
    '70330',
    ['rotation/explicit'],
    'Rotates a session on its first message after 04:00 although no daily rule is configured, as OpenClaw 2026.4.21 did by default.',
  ),
  bad(
    rotatesAfterRestart,
    '70330',
    ['rotation/explicit'],
    'Rotates a session on the first ordinary message after a restart.',
  ),
  bad(
    stripsSlashCommands,
    '70330',
    ['rotation/audited'],
    'Takes `/reset text` off a message, rotates, and keeps neither an audit record nor a marker.',
  ),
  bad(
    honoursReplayedResets,
    '70330',
    ['rotation/explicit'],
    'Honours every `/reset` in a message, also one that a reconnect replayed.',
  ),
  bad(keepsNoAudit, '70330', ['rotation/audited'], 'Rotates on request without leaving an audit record.'),
  bad(
    forgetsContextAfterRestart,
    '70330',
    ['context/continuous'],
    'After a restart the model is shown only what was said since: "no prior history".',
  ),
  bad(
    forgetsSummary,
    '70330',
    ['context/continuous'],
    'After a compaction the model is shown neither the old messages nor their summary.',
  ),
  bad(
    compactsUnderLock,
    '73204',
    ['compaction/responsive'],
    'Holds the session through the summary call; messages wait behind it until their listener gives up.',
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
    refusesBusyForGood,
    '73204',
    ['service/available'],
    'Refuses a message to a busy session without saying that a retry may succeed.',
  ),
  bad(
    ignoresBusySends,
    '73204',
    ['send/accounted'],
    'Never answers a message that reaches a session while it is being compacted.',
  ),
  bad(
    writesStaleLifecycle,
    '88538',
    ['generation/row'],
    'Writes a late start, end or error of an old run into whatever row its key points at now.',
  ),
  bad(
    trustsAnonymousLifecycle,
    '88538',
    ['generation/row'],
    'Fences late events that name their session, and writes those that do not.',
  ),
  bad(
    fencesLiveRuns,
    '119407',
    ['run/terminates'],
    'Takes a live run for stale because its session was touched after the run began, and drops its terminal.',
  ),
  bad(
    undoesResets,
    'undone-reset',
    ['generation/monotonic'],
    'A run that raced a reset commits the old session id back after the reset was answered.',
  ),
  bad(
    queuesInMemory,
    'lost-queued-send',
    ['ack/durable'],
    'Acknowledges a message behind a running turn and keeps it in memory only; a stop loses it.',
  ),
  bad(
    forgetsQueueAtRestart,
    '51620',
    ['send/accounted'],
    'Keeps queued messages in the transcript but does not run them after a restart.',
  ),
  bad(
    acknowledgesBeforeWrite,
    'ack-before-write',
    ['ack/durable'],
    'Acknowledges a message before it is on the disk.',
  ),
  bad(
    leavesRunsRunning,
    '82382',
    ['status/coherent'],
    'After a restart a row says running for a run that does not exist any more.',
  ),
  bad(
    forgetsKeysAtRestart,
    '126680',
    ['send/exactly-once'],
    'Forgets idempotency keys at a restart; a retry runs the message a second time.',
  ),
];

function good(gateway: Gateway, sentence: string, dialect = 'reference@1'): GatewayEntry {
  return { name: gateway.name, kind: 'good', incident: null, convictedBy: [], sentence, dialect, gateway };
}

function bad(
  gateway: Gateway,
  incident: string,
  convictedBy: readonly string[],
  sentence: string,
): GatewayEntry {
  return {
    name: gateway.name,
    kind: 'bad',
    incident,
    convictedBy,
    sentence,
    dialect: 'reference@1',
    gateway,
  };
}
