/** What survives: sessions with their transcripts, and what was accepted. One JSON file, replaced as a whole. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

export class Session {
  queue = [];

  constructor(key, { sessionId = randomBytes(8).toString('hex'), entries = [], row } = {}) {
    this.key = key;
    this.sessionId = sessionId;
    this.entries = entries;
    this.row = row ?? { status: null, startedAt: null, endedAt: null, totalTokens: 0, updatedAt: Date.now() };
  }

  add(role, content, runId, more) {
    const about = { id: randomBytes(8).toString('hex'), seq: this.entries.length + 1 };
    const entry = { role, content, timestamp: Date.now(), runId, ...more, __openclaw: about };
    this.entries.push(entry);
    return entry;
  }

  asRow() {
    const { key, sessionId, row, queue } = this;
    return { key, sessionId, ...row, hasActiveRun: queue.length > 0, activeRunIds: [...queue] };
  }
}

export class Store {
  sessions = new Map();
  /** By idempotency key, what was accepted: its text, its session, and whether it is over. */
  runs = new Map();
  #file;
  #saving = Promise.resolve();

  static async open(folder) {
    await mkdir(folder, { recursive: true });
    const store = new Store();
    store.#file = join(folder, 'state.json');
    const text = await readFile(store.#file, 'utf8').catch(() => undefined);
    if (text === undefined) return store;
    const { sessions, runs } = JSON.parse(text);
    for (const one of sessions) store.sessions.set(one.key, new Session(one.key, one));
    store.runs = new Map(Object.entries(runs));
    return store;
  }

  session(key) {
    const session = this.sessions.get(key) ?? new Session(key);
    this.sessions.set(key, session);
    return session;
  }

  /** Resolves when all that there is now is on disk: an answer that promises something comes after it. */
  save() {
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write() {
    const sessions = [...this.sessions.values()].map(({ key, sessionId, entries, row }) => ({
      key,
      sessionId,
      entries,
      row,
    }));
    const text = JSON.stringify({ sessions, runs: Object.fromEntries(this.runs) });
    const file = await open(`${this.#file}.new`, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#file}.new`, this.#file);
  }
}
