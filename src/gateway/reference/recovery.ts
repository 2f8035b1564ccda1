/**
 * Recovery: what a new incarnation reads back before it listens. The ledger says which generation each key points at;
 * transcripts give entries, rows and remembered sends; runs left open are settled or queued again. Everything read
 * here is on the disk for good, so nothing decided here can be undone by the next crash.
 */
import { ms, type Micros } from '../../kernel/time.ts';
import { sessionFor, type Core } from './core.ts';
import { entriesOf, parseLines, type Entry, type TranscriptLine } from './entry.ts';
import { ABORTED, archiveOf, rememberCommand, turnOver } from './rotate.ts';
import { runOf, type Run } from './run.ts';
import { closingEntries, pump, type RunEnd } from './runs.ts';
import type { Session } from './session.ts';
import { LEDGER, type LedgerLine } from './store.ts';

const INTERRUPTED: RunEnd = { stopReason: 'interrupted', tokens: 0, errorMessage: 'the gateway restarted' };

/** Rebuilds all state, then calls `ready`. */
export function recover(core: Core, ready: () => void): void {
  const { policies, store } = core;
  store.readMended(LEDGER, (text) => {
    const ledger = readLedger(core, parseLines(text));
    const reopenSessions = (): void => {
      inTurn(
        [...ledger.live.values()],
        (session, next) => policies.restart.reopen(core, session, session.queue.splice(0), next),
        ready,
      );
    };
    const readArchives = (): void => {
      store.list('archives/', (paths) => {
        const recent = paths.filter((path) => ledger.recent.has(path));
        inTurn(recent, (path, next) => readArchive(core, path, next), reopenSessions);
      });
    };
    store.list('transcripts/', (paths) => {
      const files = paths.filter((path) => path.endsWith('.jsonl'));
      inTurn(files, (path, next) => readTranscript(core, path, ledger, next), readArchives);
    });
  });
}

interface Ledger {
  /** Which archive each ended generation belongs to. */
  readonly ended: ReadonlyMap<string, string>;
  /** Paths of archives that may hold sends within the dedupe window. */
  readonly recent: ReadonlySet<string>;
  readonly live: ReadonlyMap<string, Session>;
}

function readLedger(core: Core, lines: readonly LedgerLine[]): Ledger {
  const ended = new Map<string, string>();
  const recent = new Set<string>();
  const window = ms(core.host.settings.limits.dedupeWindowMs);
  const since = core.host.clock.monotonicMicros() - window;
  const keep = (archive: string, closedAt: Micros): void => {
    if (closedAt >= since) recent.add(core.store.archivePath(archive));
  };
  for (const line of lines) {
    if ('opened' in line) {
      const session = sessionFor(core, line.opened.key);
      session.revision++;
      session.begin(line.opened.generation, sessionIdOf(line.opened.generation), line.opened.at);
    } else if ('ended' in line) {
      const record = line.ended;
      const session = sessionFor(core, record.sessionKey);
      if (session.generation !== undefined) ended.set(session.generation, record.archive);
      turnOver(core, session, record);
      rememberCommand(core, record.sessionKey, line);
      keep(record.archive, line.monotonicMicros);
      core.policies.rotation.audit(core.audit, record);
      core.archives.push(archiveOf(record));
    } else if ('checkpoint' in line) {
      core.archives.push(line.checkpoint);
      keep(line.checkpoint.archive, line.monotonicMicros);
    }
  }
  const live = new Map<string, Session>();
  for (const session of core.sessions.values()) {
    if (session.generation !== undefined) live.set(session.generation, session);
  }
  return { ended, recent, live };
}

function sessionIdOf(generation: string): string {
  const revision = generation.lastIndexOf('.r');
  return revision < 0 ? generation : generation.slice(0, revision);
}

function readTranscript(core: Core, path: string, { ended, live }: Ledger, next: () => void): void {
  const generation = path.slice('transcripts/'.length, -'.jsonl'.length);
  core.store.readMended(path, (text) => {
    const lines = parseLines<TranscriptLine>(text);
    const archive = ended.get(generation);
    const session = live.get(generation);
    if (archive !== undefined) return finishEnded(core, generation, archive, lines, next);
    if (session !== undefined) restore(core, session, lines);
    next();
  });
}

/** A crash fell between the commit of a rotation and the move of its transcript: do the rest now. */
function finishEnded(
  core: Core,
  generation: string,
  archive: string,
  lines: readonly TranscriptLine[],
  next: () => void,
): void {
  const last = entriesOf(lines).reduce((most, { seq }) => Math.max(most, seq), 0);
  const closing = closingEntries(core, last + 1, openRuns(core, { key: '', generation }, lines), ABORTED);
  rememberSends(core, lines);
  core.store.archive(generation, closing, archive, next);
}

function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {
  for (const entry of entriesOf(lines)) {
    if (entry.kind === 'compaction') session.compactions++;
    session.append(entry);
  }
  rememberSends(core, lines);
  session.queue.push(...openRuns(core, session, lines));
}

function readArchive(core: Core, path: string, next: () => void): void {
  core.host.disk.read(path, (result) => {
    if (result.ok) rememberSends(core, parseLines(result.value));
    next();
  });
}

/** Settles the runs that had begun, unless they are resumed, and queues the others; then calls `next`. */
export function reopen(core: Core, session: Session, runs: readonly Run[], next: () => void): void {
  const started = runs.filter((run) => run.phase === 'running');
  const queued = runs.filter((run) => run.phase !== 'running');
  const { dedupe, restart } = core.policies;
  if (restart.resumes) {
    for (const run of started) run.phase = 'queued';
    session.queue.push(...started);
  }
  session.queue.push(...queued);
  session.keepRunning();
  if (restart.resumes || started.length === 0) return next();
  const entries = closingEntries(core, session.nextSeq, started, INTERRUPTED);
  core.store.persistTranscript(session.generation ?? '', entries, () => {
    for (const entry of entries) {
      session.append(entry);
      dedupe.settle(core.remembered, dedupe.name(session.key, entry.runId ?? ''));
    }
    session.keepRunning();
    next();
  });
}

/** Starts what was queued; called once the gateway listens. */
export function resumeRuns(core: Core): void {
  for (const session of core.sessions.values()) pump(core, session);
}

/**
 * Sends in a transcript that no later entry settles, oldest first; `running`: handed to the provider. A steered one
 * shares the fate of its run.
 */
function openRuns(
  core: Core,
  behind: Pick<Session, 'key' | 'generation'>,
  lines: readonly TranscriptLine[],
): Run[] {
  const open = new Map<string, Entry>();
  const started = new Set<string>();
  for (const line of lines) {
    if ('started' in line) started.add(line.started);
    else if (line.entry.idempotencyKey !== undefined && line.entry.role === 'user')
      open.set(line.entry.idempotencyKey, line.entry);
    else if (line.entry.settles !== undefined && line.entry.runId !== undefined) {
      open.delete(line.entry.runId);
      for (const [runId, { steeredInto }] of open) if (steeredInto === line.entry.runId) open.delete(runId);
    }
  }
  return [...open].map(([runId, entry]) => ({
    ...runOf(core, behind, entry),
    startedAt: entry.at,
    phase: started.has(entry.steeredInto ?? runId) ? 'running' : 'queued',
  }));
}

/** Fills the dedupe table from a transcript. Keys age from this boot on, so a window never shrinks. */
function rememberSends(core: Core, lines: readonly TranscriptLine[]): void {
  const { dedupe } = core.policies;
  const entries = entriesOf(lines);
  const ended = new Set(entries.flatMap(({ settles, runId }) => (settles === undefined ? [] : [runId])));
  const seenAt = core.host.clock.monotonicMicros();
  for (const { idempotencyKey, sessionKey = '', sentAs, text, kind, steeredInto } of entries) {
    if (idempotencyKey === undefined) continue;
    const name = dedupe.name(sessionKey, idempotencyKey);
    const settled =
      core.remembered.get(name)?.settled === true ||
      kind === 'session-control' ||
      ended.has(steeredInto ?? idempotencyKey);
    dedupe.restore(core.remembered, name, { text: sentAs ?? text, seenAt, settled });
  }
}

/** Does `each` for one item after the other. */
function inTurn<T>(items: readonly T[], each: (item: T, next: () => void) => void, done: () => void): void {
  let k = 0;
  const next = (): void => {
    const item = items[k++];
    if (item === undefined) done();
    else each(item, next);
  };
  next();
}
