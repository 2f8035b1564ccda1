/**
 * Transcript entries as the reference gateway keeps them in memory and, one JSON line each, on disk.
 * Owns the line format and the mapping to the wire. Must not know: sockets, the disk.
 */
import { isObject, parseJson } from '../../protocol/frame.ts';
import { remember } from '../../protocol/measure.ts';
import type { RowStatus, StopReason, TranscriptMessage } from '../../protocol/methods.ts';

export interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly role: TranscriptMessage['role'];
  readonly text: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly runId?: string;
  /** On a user entry: this send's idempotency key (also the run id). */
  readonly idempotencyKey?: string;
  /** On a user entry: the session key it was sent to, for the dedupe table of the next incarnation. */
  readonly sessionKey?: string;
  /** On a user entry: the message as it was sent, where a leading slash command was taken off. */
  readonly sentAs?: string;
  /** On a user entry: it has no run of its own; it was steered into this one and is settled with it. */
  readonly steeredInto?: string;
  readonly stopReason?: StopReason;
  readonly errorMessage?: string;
  /** On the entry that settles a run. */
  readonly settles?: { readonly startedAt: number; readonly tokens: number };
  readonly kind?: 'compaction' | 'session-control';
  readonly coversSeq?: number;
  /** On a compaction summary: the row as it stood, for entries that are no longer there to derive it from. */
  readonly row?: RowState;
}

/** The part of a session row that runs write. */
export interface RowState {
  readonly status: RowStatus;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly totalTokens: number;
  readonly abortedLastRun: boolean;
}

/** A row no turn has touched. */
export const FRESH_ROW: RowState = {
  status: null,
  startedAt: null,
  endedAt: null,
  totalTokens: 0,
  abortedLastRun: false,
};

/** One line of a transcript file: an entry, or the mark that a run was handed to the provider. */
export type TranscriptLine = { readonly entry: Entry } | { readonly started: string };

export function formatLines(lines: readonly TranscriptLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Reads the complete lines of a file of JSON objects; a torn line is no line. */
export function parseLines<T>(text: string): T[] {
  // what no newline ends is what a refused append has left, even where nothing but the newline is missing
  const lines = text.split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    if (line === '') return [];
    const parsed = parseJson(line);
    return parsed.ok && isObject(parsed.value) ? [parsed.value as T] : [];
  });
}

/** Each once: of several that were to be stored together, some may have been stored when the disk refused the rest. */
export function entriesOf(lines: readonly TranscriptLine[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const line of lines)
    if ('entry' in line && !entries.has(line.entry.id)) entries.set(line.entry.id, line.entry);
  return [...entries.values()];
}

const STATUS: Readonly<Record<StopReason, RowStatus>> = {
  stop: 'done',
  error: 'failed',
  aborted: 'killed',
  interrupted: 'killed',
};

/** The row that an entry leaves, whether it was just written or is read back at boot. */
export function rowAfter(row: RowState, { at, settles, stopReason, row: kept }: Entry): RowState {
  if (kept !== undefined) return kept;
  if (settles === undefined || stopReason === undefined) return row;
  return {
    status: STATUS[stopReason],
    startedAt: settles.startedAt,
    endedAt: at,
    totalTokens: row.totalTokens + settles.tokens,
    abortedLastRun: stopReason === 'aborted',
  };
}

/** The row while a run is open. */
export function runningRow(
  { totalTokens, abortedLastRun }: RowState,
  startedAt: RowState['startedAt'],
): RowState {
  return { status: 'running', startedAt, endedAt: null, totalTokens, abortedLastRun };
}

/** How an entry was shown: whole, and cut to how many characters last. */
interface Shown {
  whole: TranscriptMessage | undefined;
  chars: number;
  cut: TranscriptMessage | undefined;
}

/** Readers ask for the same entries again and again. */
const shown = new WeakMap<Entry, Shown>();

/** An entry as `chat.history` and `session.message` show it, its text cut to `maxChars`. */
export function toMessage(entry: Entry, maxChars: number): TranscriptMessage {
  let known = shown.get(entry);
  if (known === undefined) shown.set(entry, (known = { whole: undefined, chars: -1, cut: undefined }));
  if (entry.text.length <= maxChars) return (known.whole ??= show(entry, maxChars));
  if (known.chars !== maxChars) known.cut = undefined;
  known.chars = maxChars;
  return (known.cut ??= show(entry, maxChars));
}

function show(entry: Entry, maxChars: number): TranscriptMessage {
  const cut = entry.text.length > maxChars;
  const message: TranscriptMessage = {
    role: entry.role,
    content: cut ? entry.text.slice(0, maxChars) : entry.text,
    timestamp: entry.at,
    ...(entry.runId === undefined ? {} : { runId: entry.runId }),
    ...(entry.idempotencyKey === undefined ? {} : { idempotencyKey: entry.idempotencyKey }),
    ...(entry.stopReason === undefined ? {} : { stopReason: entry.stopReason }),
    ...(entry.errorMessage === undefined ? {} : { errorMessage: entry.errorMessage }),
    __openclaw: {
      id: entry.id,
      seq: entry.seq,
      ...(entry.kind === undefined ? {} : { kind: entry.kind }),
      ...(entry.coversSeq === undefined ? {} : { coversSeq: entry.coversSeq }),
      ...(cut ? { truncated: true as const } : {}),
    },
  };
  remember(message);
  return message;
}
