/**
 * Compaction: a summary takes the place of the transcript's older part (incident #73204). The summary is asked for
 * while the session goes on; only the swap takes the lane. Whatever the summary does (stall, fail, come back empty,
 * or the process dies half-way), the transcript is the old one or the new one, and nothing that arrived is lost.
 */
import { ms } from '../../kernel/time.ts';
import type { ArchiveInfo } from '../../protocol/methods.ts';
import type { PromptMessage } from '../port.ts';
import { announceEntry, announceRow } from './announce.ts';
import type { Core } from './core.ts';
import { formatLines, type Entry, type TranscriptLine } from './entry.ts';
import type { Session } from './session.ts';

export type CompactionResult =
  { readonly compacted: true } | { readonly compacted: false; readonly reason: string };

const INSTRUCTION = 'Write a summary of the conversation above for a checkpoint.';

/** Compacts a session; `done` is called once, when the swap is durable or the attempt is over. */
export function compact(core: Core, session: Session, done: (result: CompactionResult) => void): void {
  const policy = core.policies.compaction;
  const covered = coveredEntries(session);
  if (session.compacting) return done({ compacted: false, reason: 'in-progress' });
  if (covered.length < 2) return done({ compacted: false, reason: 'nothing-to-compact' });
  session.compacting = true;
  const generation = session.generation;
  const finish = (result: CompactionResult): void => {
    if (session.generation === generation) session.compacting = false;
    done(result);
  };
  policy.schedule(session, {
    summarise(then, failed) {
      summarise(core, covered, (text) => {
        if (text !== undefined) return then(text);
        failed();
        finish({ compacted: false, reason: 'summary-failed' });
      });
    },
    swap(text, swapped) {
      swap(core, session, generation, covered, text, (result) => {
        swapped(result.compacted);
        finish(result);
      });
    },
  });
}

/** Everything before the first entry that an unsettled run still needs. */
function coveredEntries(session: Session): Entry[] {
  const open = new Set(session.unsettled().map((run) => run.runId));
  const first = session.entries.findIndex(
    (entry) => entry.idempotencyKey !== undefined && open.has(entry.idempotencyKey),
  );
  return first < 0 ? [...session.entries] : session.entries.slice(0, first);
}

function summarise(core: Core, covered: readonly Entry[], done: (text: string | undefined) => void): void {
  const messages: PromptMessage[] = covered.map((entry) => ({ role: entry.role, text: entry.text }));
  messages.push({ role: 'user', text: INSTRUCTION });
  let text = '';
  let over = false;
  const conclude = (result: string | undefined): void => {
    if (over) return;
    over = true;
    core.host.timers.clear(timeout);
    call.cancel();
    done(result !== undefined && core.policies.compaction.usable(result) ? result : undefined);
  };
  const timeout = core.host.timers.set(ms(core.host.settings.limits.summaryTimeoutMs), () => {
    core.host.log('warn', 'compaction summary timed out; the transcript stays as it is');
    conclude(undefined);
  });
  const call = core.host.provider.call({ purpose: 'summary', messages }, (event) => {
    if (event.type === 'delta') text += event.text;
    else if (event.type === 'end') conclude(text);
    else if (event.type === 'error') conclude(undefined);
  });
}

function swap(
  core: Core,
  session: Session,
  generation: string | undefined,
  covered: readonly Entry[],
  text: string,
  done: (result: CompactionResult) => void,
): void {
  if (generation === undefined || session.generation !== generation)
    return done({ compacted: false, reason: 'session-ended' });
  const coveredIds = new Set(covered.map((entry) => entry.id));
  const last = covered.at(-1);
  const coversSeq = last?.seq ?? 0;
  const summary: Entry = {
    id: core.host.random.id(),
    seq: coversSeq,
    role: 'system',
    text,
    at: core.host.clock.wallMillis(),
    kind: 'compaction',
    coversSeq,
    row: session.row,
  };
  const next = core.policies.compaction.merge(summary, session.entries, coveredIds);
  const checkpoint: ArchiveInfo = {
    archive: `${generation}.compaction-${session.compactions + 1}`,
    sessionKey: session.key,
    sessionId: session.sessionId,
    reason: 'compaction',
    timestamp: summary.at,
  };
  const before = formatLines(linesOf(session, session.entries));
  const after = formatLines(linesOf(session, next));
  const failed = (): void => done({ compacted: false, reason: 'storage-unavailable' });
  core.store.replace(core.store.archivePath(checkpoint.archive), before, (kept) => {
    if (!kept) return failed();
    const monotonicMicros = core.host.clock.monotonicMicros();
    core.store.commitLedger({ checkpoint, monotonicMicros }, (listed) => {
      if (!listed) return failed();
      core.archives.push(checkpoint);
      core.policies.compaction.write(core, core.store.transcriptPath(generation), after, (ok) => {
        if (!ok) return failed();
        session.entries = next;
        session.compactions++;
        announceEntry(core, session, summary);
        announceRow(core, session, { reason: 'compact' });
        done({ compacted: true });
      });
    });
  });
}

/** The file of a transcript: its entries, and the start marks of runs that are not settled. */
function linesOf(session: Session, entries: readonly Entry[]): TranscriptLine[] {
  const lines: TranscriptLine[] = entries.map((entry) => ({ entry }));
  const { active } = session;
  if (active !== undefined && active.phase !== 'starting') lines.push({ started: active.runId });
  return lines;
}
