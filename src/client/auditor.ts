/**
 * The auditor: a client with full scopes that reads rows, transcripts, audit records and archives through the public
 * API at checkpoints, so that the judge sees what is stored without ever looking inside. Reads only, and at a
 * checkpoint no more than may have changed, so that a long plan does not read the same lists again and again.
 */
import { ms } from '../kernel/time.ts';
import { isObject } from '../protocol/frame.ts';
import type { ClientHost } from './host.ts';
import { ClientLink, type Reply } from './link.ts';
import { ROLES } from './role.ts';

export const AUDITOR = 'auditor';

/** Texts are cut to this many characters: markers stand at the front. */
const MAX_CHARS = 120;
/** An archive is read once, and nothing shows again what it holds: whole, as far as an answer can. */
const WHOLE_CHARS = 500_000;
/** Checkpoints closer together than this are read together; with many rows, so long for each row. */
const GATHER = ms(20);
const GATHER_PER_ROW = ms(0.5);

/** What it asks for to read a transcript. */
interface Reading {
  readonly maxChars: number;
  readonly [param: string]: unknown;
}

export class Auditor {
  readonly #link: ClientLink;
  readonly #host: ClientHost;
  readonly #rotations: boolean;
  /** Every session it has heard of, and what its row said last of generation and compactions. */
  readonly #sessions = new Map<string, string | undefined>();
  readonly #due = new Set<string>();
  readonly #readArchives = new Set<string>();
  #gathering = false;
  /** Rows of the last list. */
  #rows = 0;
  #everything = false;

  /** `rotations`: read audit records and archives too; those of a gateway that lived before tell of other times. */
  constructor(host: ClientHost, { rotations }: { readonly rotations: boolean } = { rotations: true }) {
    this.#host = host;
    this.#rotations = rotations;
    this.#link = new ClientLink(host, AUDITOR, ROLES.auditor, { onReady: () => this.audit() });
  }

  connect(): void {
    this.#link.connect();
  }

  get content(): boolean {
    return this.#link.ready && this.#link.outstanding === 0 && !this.#gathering;
  }

  /** What it waits for, in words. */
  pending(): string[] {
    return this.#gathering ? ['auditor: about to read'] : this.#link.pending();
  }

  /** Something may have changed this session. */
  checkpoint(session: string): void {
    if (!this.#sessions.has(session)) this.#sessions.set(session, undefined);
    this.#due.add(session);
    this.#gather();
  }

  /** Reads everything: rows, the transcript of every session it has heard of, audit records, new archives. */
  audit(): void {
    this.#everything = true;
    this.#gather();
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#host.after(Math.max(GATHER, this.#rows * GATHER_PER_ROW), () => {
      this.#gathering = false;
      if (this.#link.ready) this.#read();
    });
  }

  #read(): void {
    const everything = this.#everything;
    const sessions = everything ? [...this.#sessions.keys()] : [...this.#due];
    this.#due.clear();
    this.#everything = false;
    this.#link.request('sessions.list', {}, (reply) => {
      if (this.#learnRows(reply) && !everything) this.#readRotations();
    });
    for (const sessionKey of sessions) this.#readHistory(sessionKey);
    if (everything) this.#readRotations();
  }

  /** What rotations and compactions leave behind. */
  #readRotations(): void {
    if (!this.#rotations) return;
    this.#link.request('sessions.audit.list', {}, () => {});
    this.#link.request('sessions.archives.list', {}, (reply) => this.#readNewArchives(reply));
  }

  /** True when a row shows that something was rotated, deleted or compacted since the last list. */
  #learnRows(reply: Reply): boolean {
    if (reply.type !== 'ok' || !isObject(reply.payload)) return false;
    const rows = reply.payload['sessions'];
    if (!Array.isArray(rows)) return false;
    let changed = rows.length < this.#rows;
    this.#rows = rows.length;
    for (const row of rows as unknown[]) {
      if (!isObject(row) || typeof row['key'] !== 'string') continue;
      const { key } = row;
      const known = this.#sessions.get(key);
      const state = `${String(row['sessionId'])} ${String(row['lifecycleRevision'])} ${String(row['compactionCount'])}`;
      if (!this.#sessions.has(key)) this.#readHistory(key);
      else if (known !== undefined && known !== state) changed = true;
      this.#sessions.set(key, state);
    }
    return changed;
  }

  #readHistory(sessionKey: string): void {
    this.#readPages('chat.history', { sessionKey, limit: 1000, maxChars: MAX_CHARS });
  }

  #readNewArchives(reply: Reply): void {
    if (reply.type !== 'ok' || !isObject(reply.payload) || !Array.isArray(reply.payload['archives'])) return;
    for (const one of reply.payload['archives'] as unknown[]) {
      const archive = isObject(one) ? one['archive'] : undefined;
      if (typeof archive !== 'string' || this.#readArchives.has(archive)) continue;
      this.#readArchives.add(archive);
      const forget = (): boolean => this.#readArchives.delete(archive);
      this.#readPages('sessions.archives.read', { archive, maxChars: WHOLE_CHARS }, forget);
    }
  }

  /** A whole transcript, page by page where one answer does not hold it. */
  #readPages(method: string, params: Reading, onUnknown?: () => void, offset = 0, last?: unknown): void {
    this.#link.request(method, offset === 0 ? params : { ...params, offset }, (reply) => {
      if (reply.type === 'unknown') onUnknown?.();
      const page = pageOf(reply);
      // the next message is too long for any answer
      if (page?.length === 0 && params.maxChars > MAX_CHARS)
        return this.#readPages(method, { ...params, maxChars: MAX_CHARS }, onUnknown, offset, last);
      // a gateway that does not know pages gives the same one again and again
      if (page !== undefined && page.length > 0 && JSON.stringify(page[0]) !== JSON.stringify(last))
        this.#readPages(method, params, onUnknown, offset + page.length, page[0]);
    });
  }
}

/** The messages of an answer that does not hold them all; undefined: there is nothing more to ask for. */
function pageOf(reply: Reply): readonly unknown[] | undefined {
  if (reply.type !== 'ok' || !isObject(reply.payload) || reply.payload['hasMore'] !== true) return undefined;
  const { messages } = reply.payload;
  return Array.isArray(messages) ? messages : undefined;
}
