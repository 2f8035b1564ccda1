/**
 * Compaction: a summary takes the place of the transcript's older part (incident #73204). The summary is asked for
 * while the session goes on; only the swap takes the lane. Whatever the summary does (stall, fail, come back empty,
 * or the process dies half-way), the transcript is the old one or the new one, and nothing that arrived is lost.
 */
import { ms } from '../../kernel/time.ts';
import type { ArchiveInfo } from '../../protocol/methods.ts';
import type { PromptMessage } from '../port.ts';
import { announceEntry, announceRow } from './announce.ts';
import { draftEntry, type Core } from './core.ts';
import { formatLines, FRESH_ROW, rowAfter, type Entry } from './entry.ts';
import type { Session } from './session.ts';

/** `failure`: why nothing was compacted; undefined: it was. */
type Done = (failure?: string) => void;

const INSTRUCTION = 'Write a summary of the conversation above for a checkpoint.';

/** Compacts a session; `done` is called once, when the swap is durable or the attempt is over. */
export function compact(core: Core, session: Session, done: Done): void {
  const covered = core.policies.compaction.covers(session);
  if (session.compacting) return done('in-progress');
  if (covered.length < 2) return done('nothing-to-compact');
  session.compacting = true;
  const generation = session.generation;
  const finish: Done = (failure) => {
    if (session.generation === generation) session.compacting = false;
    done(failure);
  };
  core.policies.compaction.schedule(session, {
    summarise(then, failed) {
      summarise(core, covered, (text) => {
        if (text !== undefined) return then(text);
        failed();
        finish('summary-failed');
      });
    },
    swap(text, swapped) {
      swap(core, session, generation, covered, text, (failure) => {
        swapped(failure === undefined);
        finish(failure);
      });
    },
  });
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
  askedIn: string | undefined,
  covered: readonly Entry[],
  text: string,
  done: Done,
): void {
  const { generation } = session;
  if (generation === undefined || !core.policies.compaction.isMeant(session, askedIn))
    return done('session-ended');
  const coveredIds = new Set(covered.map((entry) => entry.id));
  const coversSeq = covered.at(-1)?.seq ?? 0;
  const kind = 'compaction';
  // of what it covers alone: what was said since stands behind it and is counted when it is read back
  const row = covered.reduce(rowAfter, FRESH_ROW);
  const summary = draftEntry(core, coversSeq, { role: 'system', text, kind, coversSeq, row });
  const next = core.policies.compaction.merge(summary, session.entries, coveredIds);
  const checkpoint: ArchiveInfo = {
    archive: checkpointName(core, generation),
    sessionKey: session.key,
    sessionId: session.sessionId,
    reason: kind,
    timestamp: summary.at,
  };
  const before = fileOf(session, session.entries);
  const after = fileOf(session, next);
  const failed = (): void => done('storage-unavailable');
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
        done();
      });
    });
  });
}

/** Unique for ever: after a restart the transcript tells only of the last compaction. */
function checkpointName({ archives }: Core, generation: string): string {
  const name = `${generation}.compaction-`;
  return `${name}${archives.filter(({ archive }) => archive.startsWith(name)).length + 1}`;
}

/** The file of a transcript: its entries, and the start mark of a run that is not settled. */
function fileOf({ active }: Session, entries: readonly Entry[]): string {
  const isStarted = active !== undefined && active.phase !== 'starting';
  return formatLines([
    ...entries.map((entry) => ({ entry })),
    ...(isStarted ? [{ started: active.runId }] : []),
  ]);
}
