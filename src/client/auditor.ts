/**
 * The auditor: a client with full scopes that reads rows, transcripts, audit records and archives through the public
 * API at checkpoints, so that the judge sees what is stored without ever looking inside. Reads only.
 */
import { ms } from '../kernel/time.ts';
import { isObject } from '../protocol/frame.ts';
import type { ClientHost } from './host.ts';
import { ClientLink, type Reply } from './link.ts';
import { ROLES } from './role.ts';

export const AUDITOR = 'auditor';

/** Texts are cut to this many characters: markers stand at the front. */
const MAX_CHARS = 120;
/** Checkpoints of one session closer together than this are read once. */
const GATHER = ms(20);

export class Auditor {
  readonly #link: ClientLink;
  readonly #host: ClientHost;
  readonly #sessions = new Set<string>();
  readonly #due = new Set<string>();
  readonly #readArchives = new Set<string>();
  #gathering = false;
  #everything = false;

  constructor(host: ClientHost) {
    this.#host = host;
    this.#link = new ClientLink(host, AUDITOR, ROLES.auditor, {
      onReady: () => this.audit(),
      onEvent: () => {},
      onGap: () => {},
      onLost: () => {},
    });
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
    this.#sessions.add(session);
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
    this.#host.after(GATHER, () => {
      this.#gathering = false;
      if (this.#link.ready) this.#read();
    });
  }

  #read(): void {
    const sessions = this.#everything ? [...this.#sessions] : [...this.#due];
    this.#due.clear();
    this.#everything = false;
    this.#link.request('sessions.list', {}, (reply) => this.#learnSessions(reply));
    for (const sessionKey of sessions) this.#readHistory(sessionKey, 0);
    this.#link.request('sessions.audit.list', {}, () => {});
    this.#link.request('sessions.archives.list', {}, (reply) => this.#readNewArchives(reply));
  }

  #learnSessions(reply: Reply): void {
    if (reply.type !== 'ok' || !isObject(reply.payload) || !Array.isArray(reply.payload['sessions'])) return;
    for (const row of reply.payload['sessions'] as unknown[]) {
      const key = isObject(row) ? row['key'] : undefined;
      if (typeof key !== 'string' || this.#sessions.has(key)) continue;
      this.#sessions.add(key);
      this.#readHistory(key, 0);
    }
  }

  /** A whole transcript, page by page where one answer does not hold it. */
  #readHistory(sessionKey: string, offset: number, last?: unknown): void {
    const params = { sessionKey, limit: 1000, maxChars: MAX_CHARS, ...(offset === 0 ? {} : { offset }) };
    this.#link.request('chat.history', params, (reply) => {
      const page = pageOf(reply);
      if (isNews(page, last)) this.#readHistory(sessionKey, offset + page.length, page[0]);
    });
  }

  #readNewArchives(reply: Reply): void {
    if (reply.type !== 'ok' || !isObject(reply.payload) || !Array.isArray(reply.payload['archives'])) return;
    for (const one of reply.payload['archives'] as unknown[]) {
      const archive = isObject(one) ? one['archive'] : undefined;
      if (typeof archive !== 'string' || this.#readArchives.has(archive)) continue;
      this.#readArchives.add(archive);
      this.#readArchive(archive, 0);
    }
  }

  #readArchive(archive: string, offset: number, last?: unknown): void {
    const params = { archive, maxChars: MAX_CHARS, ...(offset === 0 ? {} : { offset }) };
    this.#link.request('sessions.archives.read', params, (reply) => {
      if (reply.type === 'unknown') this.#readArchives.delete(archive);
      const page = pageOf(reply);
      if (isNews(page, last)) this.#readArchive(archive, offset + page.length, page[0]);
    });
  }
}

/** The messages of an answer that does not hold them all; none: there is nothing more to ask for. */
function pageOf(reply: Reply): readonly unknown[] {
  if (reply.type !== 'ok' || !isObject(reply.payload) || reply.payload['hasMore'] !== true) return [];
  const { messages } = reply.payload;
  return Array.isArray(messages) ? messages : [];
}

/** A gateway that does not know pages gives the same one again and again. */
function isNews(page: readonly unknown[], last: unknown): boolean {
  return page.length > 0 && JSON.stringify(page[0]) !== JSON.stringify(last);
}
