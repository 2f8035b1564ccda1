/**
 * The digest of a history: one hash over its canonical records, in order, from the virtual time, the incarnation and
 * every other member of each. Wall time of the machine that ran the world is in no record, so it is in no digest.
 * Cheap: a handful of words per record; message contents come in as the hash the message remembers.
 */
import { Digest, foldNumber, hashString } from '../kernel/hash.ts';
import { unreachable } from '../kernel/invariant.ts';
import { measure } from '../protocol/measure.ts';
import { textHash } from './recorded-text.ts';
import type { FrameRecord, HistoryRecord, ProviderRecord } from './record.ts';

const KIND = {
  plan: 1,
  connection: 2,
  frame: 3,
  provider: 4,
  process: 5,
  disk: 6,
  fault: 7,
  operation: 8,
  phase: 9,
  clock: 10,
  log: 11,
} as const;

const ABSENT = 0x7f4a7c15;
// what tells apart the members that came with version 2
const MODEL_HIDDEN = 0x3c6ef372;
const PROMPT = 0x51ed270b;
const STOP_REASON = 0x2f9be6cc;
const MESSAGE = 0x68bc21eb;

/** Accumulates the digest of a history that arrives record by record. */
export class HistoryDigest {
  readonly #digest = new Digest();
  readonly #names = new Map<string, number>();
  /** The client's share of each connection's frames, by `conn`. */
  readonly #clients: number[] = [];
  readonly #lastClients: string[] = [];

  add(record: HistoryRecord): void {
    if (record.kind === 'frame') return this.addFrame(record);
    this.#digest.word((KIND[record.kind] << 16) | record.incarnation);
    this.#digest.number(record.atMicros);
    this.#other(record);
  }

  /** Sixteen hexadecimal digits for everything added so far; adding may go on. */
  hex(): string {
    return this.#digest.hex();
  }

  /** The same for a record that is known to be a frame's. */
  addFrame(record: FrameRecord): void {
    const digest = this.#digest;
    digest.word((KIND.frame << 16) | record.incarnation);
    digest.number(record.atMicros);
    digest.word(
      (record.from === 'gateway' ? 1 : 2) | (record.leg === 'gateway' ? 4 : 8) | (record.conn << 4),
    );
    digest.word(record.frameId);
    digest.word(this.#client(record));
    digest.word(record.message.hash());
    digest.word(record.bufferedBytes ?? ABSENT);
  }

  #client({ conn, client }: FrameRecord): number {
    if (client !== this.#lastClients[conn]) {
      this.#lastClients[conn] = client;
      this.#clients[conn] = this.#name(client);
    }
    return this.#clients[conn] as number;
  }

  #other(record: Exclude<HistoryRecord, FrameRecord>): void {
    const digest = this.#digest;
    switch (record.kind) {
      case 'plan':
        digest.word(record.dailyRule ? 1 : 0);
        digest.number(record.maxPayloadBytes);
        digest.number(record.maxBufferedBytes);
        digest.number(record.dedupeWindowMs);
        digest.word(measure(record.clients).hash);
        if (record.modelHidden === true) digest.word(MODEL_HIDDEN);
        return;
      case 'connection':
        digest.word(this.#name(record.event));
        digest.word(record.leg === 'gateway' ? 4 : 8);
        digest.word(record.conn);
        digest.word(this.#name(record.client));
        digest.word(record.code ?? ABSENT);
        digest.word(this.#text(record.reason));
        digest.word(this.#name(record.by));
        return;
      case 'provider':
        digest.word(this.#name(record.event));
        digest.word(record.call);
        digest.word(record.purpose === 'run' ? 1 : 2);
        digest.word(record.promptMarkers === undefined ? ABSENT : measure(record.promptMarkers).hash);
        digest.word(record.promptTexts === undefined ? ABSENT : measure(record.promptTexts).hash);
        digest.word(record.text === undefined ? ABSENT : textHash(record.text) | 0);
        digest.word(record.injected === undefined ? ABSENT : Number(record.injected));
        digest.word(record.bytes ?? ABSENT);
        this.#sinceVersion2(record);
        return;
      case 'process':
        digest.word(this.#name(record.event));
        return;
      case 'disk':
        digest.word(this.#name(record.op));
        digest.word(this.#text(record.path));
        digest.word(this.#text(record.to));
        digest.number(record.bytes);
        digest.word(record.ok ? 1 : 0);
        return;
      case 'fault':
        digest.word(this.#name(record.event));
        digest.word(this.#text(record.fault));
        digest.word(this.#name(record.faultKind));
        digest.word(this.#name(record.scope));
        digest.word(this.#name(record.client));
        return;
      case 'operation':
        digest.word(this.#text(record.operation));
        digest.word(this.#name(record.client));
        digest.word(this.#name(record.do));
        digest.word(this.#text(record.session));
        digest.word(this.#text(record.marker));
        digest.word(this.#text(record.replayOf));
        digest.word(this.#text(record.idempotencyKey));
        return;
      case 'phase':
        digest.word(this.#name(record.phase));
        digest.word(record.pending === undefined ? ABSENT : measure(record.pending).hash);
        return;
      case 'clock':
        digest.word(foldNumber(record.wallMillis));
        return;
      case 'log':
        digest.word(this.#name(record.level));
        digest.word(this.#text(record.text));
        return;
      default:
        unreachable(record, 'record kind');
    }
  }

  /** What a record of version 1 never has, and so adds nothing to its digest. */
  #sinceVersion2({ prompt, stopReason, message }: ProviderRecord): void {
    const digest = this.#digest;
    if (prompt !== undefined) {
      digest.word(PROMPT);
      digest.word(prompt.like ?? ABSENT);
      digest.word(prompt.same);
      digest.word(prompt.hash);
      digest.word(prompt.rest.length);
      for (const { role, text } of prompt.rest) {
        digest.word(this.#name(role));
        digest.word(textHash(text));
      }
    }
    if (stopReason !== undefined) {
      digest.word(STOP_REASON);
      digest.word(this.#text(stopReason));
    }
    if (message !== undefined) {
      digest.word(MESSAGE);
      digest.word(this.#text(message));
    }
  }

  /** A hash of one of the few names a history repeats (clients, kinds); hashed once. */
  #name(name: string | undefined): number {
    if (name === undefined) return ABSENT;
    let hash = this.#names.get(name);
    if (hash === undefined) {
      hash = hashString(name) | 0;
      this.#names.set(name, hash);
    }
    return hash;
  }

  #text(text: string | undefined): number {
    return text === undefined ? ABSENT : hashString(text) | 0;
  }
}

/** The digest of a whole history. */
export function digestOf(records: Iterable<HistoryRecord>): string {
  const digest = new HistoryDigest();
  for (const record of records) digest.add(record);
  return digest.hex();
}
