/**
 * Recovery: what a new incarnation reads back before it listens. The ledger says which generation each key points at;
 * transcripts give entries, rows and remembered sends; runs left open are settled or queued again. Everything read
 * here is on the disk for good, so nothing decided here can be undone by the next crash.
 */
import { ms, type Micros } from '../../kernel/time.ts';
import { draftEntry, sessionFor, type Core } from './core.ts';
import { FRESH_ROW, parseLines, type Entry, type TranscriptLine } from './entry.ts';
import { archiveOf, rememberCommand, turnOver } from './rotate.ts';
import { createRun, type Run } from './run.ts';
import { pump, rowFromEntry } from './runs.ts';
import type { Session } from './session.ts';
import { LEDGER, parseLedger } from './store.ts';

/** Rebuilds all state, then calls `ready`. */
export function recover(core: Core, ready: () => void): void {
  core.store.readMended(LEDGER, (text) => {
    const ledger = readLedger(core, text);
    core.store.list('transcripts/', (paths) => {
      const files = paths.filter((path) => path.endsWith('.jsonl'));
      inTurn(
        files,
        (path, next) => readTranscript(core, path, ledger, next),
        () => {
          core.store.list('archives/', (archives) => {
            inTurn(
              archives.filter((path) => ledger.recent.has(path)),
              (path, next) => readArchive(core, path, next),
              () => {
                const live = [...core.sessions.values()].filter(
                  (session) => session.generation !== undefined,
                );
                inTurn(
                  live,
                  (session, next) =>
                    core.policies.restart.reopen(core, session, session.queue.splice(0), next),
                  ready,
                );
              },
            );
          });
        },
      );
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

function readLedger(core: Core, text: string): Ledger {
  const ended = new Map<string, string>();
  const recent = new Set<string>();
  const window = ms(core.host.settings.limits.dedupeWindowMs);
  const since = core.host.clock.monotonicMicros() - window;
  const keep = (archive: string, closedAt: Micros): void => {
    if (closedAt >= since) recent.add(core.store.archivePath(archive));
  };
  for (const line of parseLedger(text)) {
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
  const archive = ended.get(generation);
  core.store.readMended(path, (text) => {
    const lines = parseLines(text);
    if (archive !== undefined) return finishEnded(core, generation, archive, lines, next);
    const session = live.get(generation);
    if (session !== undefined) restore(core, session, lines);
    next();
  });
}

/** A crash fell between the commit of a rotation and the move of its transcript: do the rest now. */
function finishEnded(
  core: Core,
  generation: string,
  archive: string,
  lines: TranscriptLine[],
  next: () => void,
): void {
  const open = openRuns(lines);
  let seq = lines.reduce((last, line) => ('entry' in line ? Math.max(last, line.entry.seq) : last), 0);
  const closing = open.map(({ entry }) => closingEntry(core, entry, ++seq));
  rememberSends(core, lines);
  core.store.persistTranscript(generation, closing, () => core.store.archive(generation, archive, next));
}

function restore(core: Core, session: Session, lines: readonly TranscriptLine[]): void {
  session.row = FRESH_ROW;
  for (const line of lines) {
    if (!('entry' in line)) continue;
    const { entry } = line;
    if (entry.kind === 'compaction') session.compactions++;
    session.row = entry.row ?? rowFromEntry(session.row, entry);
    session.append(entry);
  }
  rememberSends(core, lines);
  for (const { entry, started } of openRuns(lines)) {
    const run = runOf(core, session, entry);
    if (started) run.phase = 'running';
    session.queue.push(run);
  }
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
  if (session.queue.length > 0) session.row = { ...session.row, status: 'running', endedAt: null };
  if (restart.resumes || started.length === 0) return next();
  const entries = started.map((run, k) =>
    draftEntry(core, session, k, {
      role: 'assistant',
      text: '',
      runId: run.runId,
      stopReason: 'interrupted',
      errorMessage: 'the gateway restarted',
      settles: { startedAt: run.startedAt, tokens: 0 },
    }),
  );
  core.store.persistTranscript(session.generation ?? '', entries, () => {
    for (const entry of entries) {
      session.append(entry);
      session.row = rowFromEntry(session.row, entry);
      dedupe.settle(core.remembered, dedupe.name(session.key, entry.runId ?? ''));
    }
    if (session.queue.length > 0) session.row = { ...session.row, status: 'running', endedAt: null };
    next();
  });
}

/** Starts what was queued; called once the gateway listens. */
export function resumeRuns(core: Core): void {
  for (const session of core.sessions.values()) pump(core, session);
}

/** A run read back from the entry of its message. */
export function runOf(core: Core, session: Session, entry: Entry): Run {
  return createRun(
    {
      runId: entry.idempotencyKey ?? entry.runId ?? '',
      key: session.key,
      generation: session.generation ?? '',
      text: entry.text,
      acceptedAt: core.host.clock.monotonicMicros(),
      sender: undefined,
    },
    entry.at,
  );
}

interface OpenRun {
  readonly entry: Entry;
  /** It was handed to the provider. */
  readonly started: boolean;
}

/** Sends in a transcript that no later entry settles, oldest first. A steered one shares the fate of its run. */
function openRuns(lines: readonly TranscriptLine[]): OpenRun[] {
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
  return [...open].map(([runId, entry]) => ({ entry, started: started.has(entry.steeredInto ?? runId) }));
}

function closingEntry(core: Core, sent: Entry, seq: number): Entry {
  return {
    id: core.host.random.id(),
    seq,
    role: 'assistant',
    text: '',
    at: core.host.clock.wallMillis(),
    ...(sent.idempotencyKey === undefined ? {} : { runId: sent.idempotencyKey }),
    stopReason: 'aborted',
    errorMessage: 'the session was reset',
    settles: { startedAt: sent.at, tokens: 0 },
  };
}

/** Fills the dedupe table from a transcript. Keys age from this boot on, so a window never shrinks. */
function rememberSends(core: Core, lines: readonly TranscriptLine[]): void {
  const { dedupe } = core.policies;
  const settled = new Set<string>();
  for (const line of lines)
    if ('entry' in line && line.entry.settles !== undefined && line.entry.runId !== undefined)
      settled.add(line.entry.runId);
  const seenAt = core.host.clock.monotonicMicros();
  for (const line of lines) {
    if (!('entry' in line) || line.entry.idempotencyKey === undefined) continue;
    const { entry } = line;
    const name = dedupe.name(entry.sessionKey ?? '', line.entry.idempotencyKey);
    const known = core.remembered.get(name);
    const isSettled =
      entry.kind === 'session-control' || settled.has(entry.steeredInto ?? line.entry.idempotencyKey);
    dedupe.restore(core.remembered, name, {
      text: entry.sentAs ?? entry.text,
      seenAt,
      settled: known?.settled === true || isSettled,
    });
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
