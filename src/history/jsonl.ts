/**
 * History files, format version 2, and 1 to read: JSON lines. The first line is a header, every other line one record. A frame
 * stands as a value under `frame`; text that is no frame, or a frame in other than canonical JSON, under `text`; a
 * body above 64 KiB in a blob of its own, named by hash and length under `blob`. Reading gives back equal records
 * with an equal digest. Pure: where lines and blobs are kept is the caller's business.
 */
import { Digest } from '../kernel/hash.ts';
import { decodeFrame, isObject, parseJson, type JsonObject } from '../protocol/frame.ts';
import { utf8Length } from '../protocol/measure.ts';
import { Message } from '../protocol/message.ts';
import { PromptReader } from './recorded-prompt.ts';
import { HISTORY_VERSION, type FrameRecord, type HistoryRecord } from './record.ts';
import { FRAME_BODIES, whyNoRecord } from './record-shape.ts';

/** A body larger than this is written to a blob. */
export const LARGEST_INLINE_BODY_BYTES = 64 * 1024;

const READABLE_VERSIONS: readonly unknown[] = [1, HISTORY_VERSION];

/** A line holds a frame, which may be nested as deep as frames may, inside a record. */
const LINE_DEPTH = 600;

/** A body kept beside the history, named `hash-length`. */
export interface Blob {
  readonly name: string;
  readonly text: string;
}

export interface WrittenHistory {
  readonly lines: readonly string[];
  readonly blobs: readonly Blob[];
}

/** A line that could not be read; numbered from 1 as an editor does. */
export interface LineProblem {
  readonly line: number;
  readonly reason: string;
}

export interface ReadHistory {
  /** What the header says beside its version; empty without a readable header. */
  readonly about: JsonObject;
  readonly records: readonly HistoryRecord[];
  readonly problems: readonly LineProblem[];
}

/** The first line of a history file. `about` may say what the writer knows: target, dialect, seed, digest. */
export function headerLine(about: JsonObject = {}): string {
  return JSON.stringify({ ...about, kind: 'header', formatVersion: HISTORY_VERSION });
}

/** One record as a line; a body too large for it is handed to `keep`. */
export function recordLine(record: HistoryRecord, keep: (blob: Blob) => void): string {
  if (record.kind !== 'frame') return JSON.stringify(record);
  const { message, ...rest } = record;
  const start = JSON.stringify(rest).slice(0, -1);
  const body = message.text();
  const decoded = message.decode();
  const canonical = decoded.ok && JSON.stringify(decoded.value) === body;
  if (message.bytes > LARGEST_INLINE_BODY_BYTES) {
    const blob = blobOf(body);
    keep(blob);
    return `${start},"blob":{"name":"${blob.name}","as":"${canonical ? 'frame' : 'text'}"}}`;
  }
  return canonical ? `${start},"frame":${body}}` : `${start},"text":${JSON.stringify(body)}}`;
}

/** A whole history; equal bodies share one blob. */
export function writeHistory(records: Iterable<HistoryRecord>, about: JsonObject = {}): WrittenHistory {
  const lines = [headerLine(about)];
  const blobs = new Map<string, Blob>();
  for (const record of records) lines.push(recordLine(record, (blob) => blobs.set(blob.name, blob)));
  return { lines, blobs: [...blobs.values()] };
}

/** What reading brings to light beside the records. */
export interface ReadingLog {
  /** What the header says beside its version; undefined until it was read. */
  about: JsonObject | undefined;
  readonly problems: LineProblem[];
}

/** Reads a history back. Lines that cannot be read are left out and reported; blank lines are ignored. */
export function readHistory(
  lines: Iterable<string>,
  blobNamed: (name: string) => string | undefined = () => undefined,
): ReadHistory {
  const log: ReadingLog = { about: undefined, problems: [] };
  const records = [...readRecords(lines, blobNamed, log)];
  return { about: log.about ?? {}, records, problems: log.problems };
}

/** The same one record at a time, for histories that are longer than memory. */
export function* readRecords(
  lines: Iterable<string>,
  blobNamed: (name: string) => string | undefined,
  log: ReadingLog,
): Generator<HistoryRecord> {
  const { problems } = log;
  let isBegun = false;
  const prompts = new PromptReader();
  let line = 0;
  /** Undefined behind a line that could not be read: whatever comes next. */
  let position: number | undefined = 0;
  for (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    if (!isBegun) {
      isBegun = true;
      const header = readHeader(text);
      log.about = header.ok ? header.about : {};
      if (header.ok) continue;
      problems.push({ line, reason: header.reason });
      // of a format that cannot be read, nothing can be
      if (header.final) return;
    }
    const read = readRecord(text, blobNamed);
    const reason =
      typeof read === 'string' ? read : (whyNotHere(read, position) ?? whyNoPrompt(read, prompts));
    // neither a header nor a record: another file, and its other lines are no better
    if (reason !== undefined && line === problems[0]?.line) return;
    if (reason !== undefined) problems.push({ line, reason });
    else yield read as HistoryRecord;
    // one that is missing is no reason to refuse all that follow
    position = typeof read === 'string' ? undefined : read.i + 1;
  }
  if (!isBegun) problems.push({ line: 1, reason: 'the file is empty' });
}

type Header =
  | { readonly ok: true; readonly about: JsonObject }
  | { readonly ok: false; readonly reason: string; readonly final: boolean };

function readHeader(text: string): Header {
  const parsed = parseJson(text, LINE_DEPTH);
  if (!parsed.ok) return { ok: false, reason: parsed.reason, final: true };
  if (!isObject(parsed.value) || parsed.value['kind'] !== 'header') {
    return { ok: false, reason: 'the first line must be a header with a formatVersion', final: false };
  }
  const { kind: _kind, formatVersion, ...about } = parsed.value;
  if (!READABLE_VERSIONS.includes(formatVersion)) {
    const reason = `history format ${JSON.stringify(formatVersion)} cannot be read (this version reads ${READABLE_VERSIONS.join(' and ')})`;
    return { ok: false, reason, final: true };
  }
  return { ok: true, about };
}

function readRecord(text: string, blobNamed: (name: string) => string | undefined): HistoryRecord | string {
  const parsed = parseJson(text, LINE_DEPTH);
  if (!parsed.ok) return parsed.reason;
  const value = parsed.value;
  if (!isObject(value)) return 'a record is a JSON object';
  const why = whyNoRecord(value);
  if (why !== undefined) return why;
  return value['kind'] === 'frame' ? readFrame(value, blobNamed) : (value as unknown as HistoryRecord);
}

function whyNotHere({ i }: HistoryRecord, position: number | undefined): string | undefined {
  const isHere = position === undefined || i === position;
  return isHere ? undefined : `record ${i} stands where record ${position} belongs`;
}

/** Why the prompt of a record does not fit those of the calls before it. */
function whyNoPrompt(record: HistoryRecord, prompts: PromptReader): string | undefined {
  if (record.kind !== 'provider' || record.prompt === undefined) return undefined;
  const read = prompts.read(record.call, record.prompt);
  return read.ok ? undefined : read.reason;
}

function readFrame(value: JsonObject, blobNamed: (name: string) => string | undefined): FrameRecord | string {
  if (FRAME_BODIES.filter((body) => value[body] !== undefined).length !== 1) {
    return 'a frame record carries exactly one of frame, text and blob';
  }
  const { frame, text, blob, ...rest } = value;
  const message =
    blob !== undefined ? readBlob(blob, blobNamed) : text !== undefined ? readText(text) : readValue(frame);
  return typeof message === 'string' ? message : ({ ...rest, message } as unknown as FrameRecord);
}

function readValue(frame: unknown): Message | string {
  const decoded = decodeFrame(frame);
  return decoded.ok ? Message.of(decoded.value) : decoded.reason;
}

function readText(text: unknown): Message | string {
  return typeof text === 'string' ? Message.ofText(text) : 'frame.text must be a string';
}

function readBlob(blob: unknown, blobNamed: (name: string) => string | undefined): Message | string {
  const name = isObject(blob) ? blob['name'] : undefined;
  if (!isObject(blob) || typeof name !== 'string') return 'frame.blob must be {name, as}';
  const text = blobNamed(name);
  if (text === undefined) return `blob ${name} is missing`;
  if (blobOf(text).name !== name) return `blob ${name} holds something else`;
  if (blob['as'] === 'text') return Message.ofText(text);
  const parsed = parseJson(text, LINE_DEPTH);
  return parsed.ok ? readValue(parsed.value) : parsed.reason;
}

function blobOf(text: string): Blob {
  const digest = new Digest();
  digest.text(text);
  return { name: `${digest.hex()}-${utf8Length(text)}`, text };
}
