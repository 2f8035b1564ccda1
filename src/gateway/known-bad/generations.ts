/** Known-bad gateways, second part: what goes wrong when a generation ends, and with what belongs to it. */
import { bad, type GatewayEntry } from '../entry.ts';
import { auditsWrongTrigger } from '../faulty/audits-wrong-trigger.ts';
import { carriesAbortedRunsOver } from '../faulty/carries-aborted-runs-over.ts';
import { countsStaleUsage } from '../faulty/counts-stale-usage.ts';
import { evictsSilently } from '../faulty/evicts-silently.ts';
import { evictsSilentlyByRule } from '../faulty/evicts-silently-by-rule.ts';
import { evictsSilentlyBySlash } from '../faulty/evicts-silently-by-slash.ts';
import { fencesByClock } from '../faulty/fences-by-clock.ts';
import { forgetsContextAfterRestart } from '../faulty/forgets-context-after-restart.ts';
import { forgetsSummary } from '../faulty/forgets-summary.ts';
import { honoursReplayedResets } from '../faulty/honours-replayed-resets.ts';
import { keepsNoAudit } from '../faulty/keeps-no-audit.ts';
import { leavesFailedRowsRunning } from '../faulty/leaves-failed-rows-running.ts';
import { leavesRunsRunning } from '../faulty/leaves-runs-running.ts';
import { listsEndedIds } from '../faulty/lists-ended-ids.ts';
import { notifiesBeforeCommit } from '../faulty/notifies-before-commit.ts';
import { rotatesAfterRestart } from '../faulty/rotates-after-restart.ts';
import { rotatesDailyUnasked } from '../faulty/rotates-daily-unasked.ts';
import { rotatesOnModelFailure } from '../faulty/rotates-on-model-failure.ts';
import { rotatesWhenIdle } from '../faulty/rotates-when-idle.ts';
import { streamsEndedGenerations } from '../faulty/streams-ended-generations.ts';
import { stripsSlashCommands } from '../faulty/strips-slash-commands.ts';
import { trustsAnonymousLifecycle } from '../faulty/trusts-anonymous-lifecycle.ts';
import { undoesResets } from '../faulty/undoes-resets.ts';
import { writesStaleLifecycle } from '../faulty/writes-stale-lifecycle.ts';

export const BAD_WITH_GENERATIONS: readonly GatewayEntry[] = [
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
    countsStaleUsage,
    '88538',
    ['generation/row'],
    'Adds the tokens of a late end to whatever row its key points at now.',
  ),
  bad(
    fencesByClock,
    '88538',
    ['generation/row'],
    'Takes a late event for a current one when its run began within two seconds of the row, to allow for clock skew.',
  ),
  bad(
    carriesAbortedRunsOver,
    '95123',
    ['generation/transcript'],
    'Files the last words of runs that a reset aborted under the new generation.',
  ),
  bad(
    streamsEndedGenerations,
    '88538',
    ['generation/stream'],
    'Lets the runs of an ended generation go on: their text is streamed until they end by themselves.',
  ),
  bad(
    undoesResets,
    'undone-reset',
    ['generation/monotonic'],
    'A run that raced a reset commits the old session id back after the reset was answered.',
  ),
  bad(
    listsEndedIds,
    '10331',
    ['generation/monotonic'],
    'Lists the session id of before for a moment after a reset, until there is a message: the list is read from a cache.',
  ),
  bad(
    leavesRunsRunning,
    '82382',
    ['status/coherent'],
    'After a restart a row says running for a run that does not exist any more.',
  ),
  bad(
    leavesFailedRowsRunning,
    '96853',
    ['status/coherent'],
    'A row goes on saying running after a run that failed.',
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
    honoursReplayedResets,
    '70330',
    ['rotation/explicit'],
    'Honours every `/reset` in a message, also one that a reconnect replayed.',
  ),
  bad(
    rotatesWhenIdle,
    '96751',
    ['rotation/explicit'],
    'Rotates a short session that nobody wrote to for some seconds, announced and audited, although no rule is configured.',
  ),
  bad(
    rotatesOnModelFailure,
    '93052',
    ['rotation/explicit'],
    'Begins a new session after a failed run, and tells nobody.',
  ),
  bad(
    stripsSlashCommands,
    '70330',
    ['rotation/audited'],
    'Takes `/reset text` off a message, rotates, and keeps neither an audit record nor a marker.',
  ),
  bad(keepsNoAudit, '70330', ['rotation/audited'], 'Rotates on request without leaving an audit record.'),
  bad(
    auditsWrongTrigger,
    '70330',
    ['rotation/audited'],
    'Writes a reset by request into the audit record as made by a slash command.',
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
    notifiesBeforeCommit,
    '63374',
    ['eviction/notified', 'rotation/explicit', 'rotation/audited'],
    'Tells subscribers of a reset before it is on the disk; a crash or a full disk makes the notice a lie.',
  ),
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
];
