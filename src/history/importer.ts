/**
 * Foreign recordings: frames as one client saw them, one JSON object per line with `t` (milliseconds), `c` (client),
 * `dir` (in, out, close) and `f` (the frame, or the close). They become records of the client leg only. Several
 * recordings of one test are merged in time order, each in its incarnation of the gateway.
 * What a recording does not hold is not invented: no gateway leg, no plan, no provider, no disk; a process record
 * only where the caller says that a new incarnation begins.
 */
import { ms } from '../kernel/time.ts';
import { decodeFrame, isObject, parseJson, type JsonObject } from '../protocol/frame.ts';
import { Message } from '../protocol/message.ts';
import { Recorder } from './history.ts';
import type { LineProblem } from './jsonl.ts';
import type { HistoryRecord, RecordBody } from './record.ts';

export interface Recording {
  /** For problems: the file's name. */
  readonly name: string;
  readonly lines: Iterable<string>;
  /** Which life of the gateway this was, from 1; default 1. */
  readonly incarnation?: number;
}

export interface ImportProblem extends LineProblem {
  readonly recording: string;
}

export interface ImportedHistory {
  readonly records: readonly HistoryRecord[];
  readonly digest: string;
  readonly problems: readonly ImportProblem[];
}

interface RecordedLine {
  /** Milliseconds since the earliest recording began. */
  readonly at: number;
  readonly incarnation: number;
  readonly client: string;
  readonly direction: 'in' | 'out' | 'close';
  readonly body: JsonObject;
}

/** Imports recordings of one test. Recordings that show a challenge are aligned by its wall time. */
export function importRecordings(recordings: readonly Recording[]): ImportedHistory {
  const problems: ImportProblem[] = [];
  const parts = recordings.map((recording) => readRecording(recording, problems));
  const base = Math.min(...parts.map((part) => part.beganAt));
  const entries = parts.flatMap((part) =>
    part.entries.map((entry) => ({ ...entry, at: entry.at + part.beganAt - base })),
  );
  // the sort is stable: lines of one recording keep their order
  entries.sort((a, b) => a.incarnation - b.incarnation || a.at - b.at);
  const recorder = new Recorder({ keep: true });
  const writer = new Writer(recorder);
  for (const entry of entries) writer.write(entry);
  return { records: recorder.records, digest: recorder.digest(), problems };
}

interface Part {
  /** Wall milliseconds of its time zero, as far as it shows one; otherwise 0. */
  readonly beganAt: number;
  readonly entries: readonly RecordedLine[];
}

function readRecording(recording: Recording, problems: ImportProblem[]): Part {
  const entries: RecordedLine[] = [];
  let beganAt: number | undefined;
  let line = 0;
  for (const text of recording.lines) {
    line++;
    if (text.trim() === '') continue;
    const entry = readLine(text, recording.incarnation ?? 1);
    if (typeof entry === 'string') problems.push({ recording: recording.name, line, reason: entry });
    else {
      entries.push(entry);
      beganAt ??= challengeTime(entry);
    }
  }
  return { beganAt: beganAt ?? 0, entries };
}

function readLine(text: string, incarnation: number): RecordedLine | string {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed.reason;
  const value = parsed.value;
  if (!isObject(value)) return 'a line is a JSON object';
  const { t, c, dir, f } = value;
  if (typeof t !== 'number' || !Number.isFinite(t) || t < 0) return 't is the time in milliseconds';
  if (typeof c !== 'string' || c === '') return 'c is the name of the client';
  if (dir !== 'in' && dir !== 'out' && dir !== 'close') return 'dir is in, out or close';
  if (!isObject(f)) return 'f is the frame';
  return { at: t, incarnation, client: c, direction: dir, body: f };
}

/** The wall time of the recording's zero, from a challenge's time stamp. */
function challengeTime(entry: RecordedLine): number | undefined {
  if (!isChallenge(entry)) return undefined;
  const payload = entry.body['payload'];
  const ts = isObject(payload) ? payload['ts'] : undefined;
  return typeof ts === 'number' ? ts - entry.at : undefined;
}

function isChallenge(entry: RecordedLine): boolean {
  return entry.direction === 'in' && entry.body['event'] === 'connect.challenge';
}

/** Writes entries as records: knows which connection each client has, and which incarnation it is. */
class Writer {
  readonly #recorder: Recorder;
  readonly #open = new Map<string, number>();
  #conns = 0;
  #frames = 0;
  #incarnation: number | undefined;
  #atMicros = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  write(entry: RecordedLine): void {
    if (entry.incarnation !== this.#incarnation) this.#restart(entry);
    this.#atMicros = Math.max(this.#atMicros, ms(entry.at));
    const { client } = entry;
    const before = this.#open.get(client);
    // a challenge to a client that is connected: a new connection, and nobody recorded how the old one ended
    if (before !== undefined && isChallenge(entry)) this.#close(client, before, {});
    const conn = this.#open.get(client);
    if (entry.direction !== 'close') this.#frame(entry, conn ?? this.#connect(client));
    else if (conn !== undefined) this.#close(client, conn, closing(entry.body));
  }

  #restart(entry: RecordedLine): void {
    if (this.#incarnation !== undefined) {
      for (const [client, conn] of this.#open) this.#close(client, conn, {});
      this.#add({ kind: 'process', event: 'exited' });
    }
    this.#incarnation = entry.incarnation;
    this.#atMicros = ms(entry.at);
    this.#add({ kind: 'process', event: 'booting' });
    this.#add({ kind: 'process', event: 'listening' });
  }

  #connect(client: string): number {
    const conn = ++this.#conns;
    this.#open.set(client, conn);
    this.#add({ kind: 'connection', event: 'opened', leg: 'client', conn, client });
    return conn;
  }

  #close(client: string, conn: number, how: { readonly code?: number; readonly reason?: string }): void {
    this.#open.delete(client);
    this.#add({ kind: 'connection', event: 'closed', leg: 'client', conn, client, ...how });
  }

  #frame({ client, direction, body }: RecordedLine, conn: number): void {
    const decoded = decodeFrame(body);
    const message = decoded.ok ? Message.of(decoded.value) : Message.ofText(JSON.stringify(body));
    const from = direction === 'in' ? 'gateway' : 'client';
    this.#add({ kind: 'frame', from, leg: 'client', conn, client, frameId: ++this.#frames, message });
  }

  #add(body: RecordBody): void {
    this.#recorder.add(body, this.#atMicros, this.#incarnation ?? 1);
  }
}

function closing(body: JsonObject): { code?: number; reason?: string } {
  const { code, reason } = body;
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}
