import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ageState } from '../../../src/live/targets/openclaw-ageing.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');

const folder = temporaryFolder();

function sessionFile(name: string): string {
  return join(folder.path, 'state', 'agents', 'main', 'sessions', name);
}

function store(sessions: unknown): void {
  mkdirSync(join(sessionFile('.')), { recursive: true });
  writeFileSync(sessionFile('sessions.json'), JSON.stringify(sessions, undefined, 2));
}

function stored(): unknown {
  return JSON.parse(readFileSync(sessionFile('sessions.json'), 'utf8'));
}

async function age(hours: number): Promise<void> {
  await ageState(
    join(folder.path, 'state'),
    join(folder.path, 'ageing.json'),
    hours * HOUR,
    process.execPath,
  );
}

describe('ageState', () => {
  it('shifts every time of a row, and nothing else', async () => {
    store({
      'agent:main:main': {
        sessionId: 'a',
        updatedAt: NOW,
        sessionStartedAt: NOW - HOUR,
        runtimeMs: 250,
        totalTokens: 1_010,
        compactionCheckpoints: [{ createdAt: NOW, summary: '2026-11-21T12:00:00.000Z' }],
      },
    });
    await age(26);
    expect(stored()).toEqual({
      'agent:main:main': {
        sessionId: 'a',
        updatedAt: NOW - 26 * HOUR,
        sessionStartedAt: NOW - 27 * HOUR,
        runtimeMs: 250,
        totalTokens: 1_010,
        compactionCheckpoints: [{ createdAt: NOW - 26 * HOUR, summary: '2026-11-21T12:00:00.000Z' }],
      },
    });
  });

  it('applies only what was not applied yet', async () => {
    store({ first: { updatedAt: NOW } });
    await age(26);
    await age(26);
    expect(stored()).toEqual({ first: { updatedAt: NOW - 26 * HOUR } });
    store({ first: { updatedAt: NOW - 26 * HOUR }, second: { updatedAt: NOW } });
    await age(30);
    expect(stored()).toEqual({
      first: { updatedAt: NOW - 30 * HOUR },
      second: { updatedAt: NOW - 4 * HOUR },
    });
  });

  it('shifts transcripts and their archives line by line, but not what was said', async () => {
    store({});
    const lines = [
      { type: 'session', timestamp: '2026-11-21T12:00:00.000Z' },
      { type: 'message', message: { role: 'user', content: '2026-11-21T12:00:00.000Z', timestamp: NOW } },
    ].map((line) => JSON.stringify(line));
    const text = `${lines.join('\n')}\n{"type":"message","mess`;
    for (const name of ['a.jsonl', 'b.jsonl.reset.2026-11-21T11-00-00.000Z'])
      writeFileSync(sessionFile(name), text);
    await age(24);
    for (const name of ['a.jsonl', 'b.jsonl.reset.2026-11-21T11-00-00.000Z'])
      expect(readFileSync(sessionFile(name), 'utf8').split('\n')).toEqual([
        '{"type":"session","timestamp":"2026-11-20T12:00:00.000Z"}',
        `{"type":"message","message":{"role":"user","content":"2026-11-21T12:00:00.000Z","timestamp":${NOW - 24 * HOUR}}}`,
        '{"type":"message","mess',
      ]);
  });

  it('shifts the times of files', async () => {
    store({});
    utimesSync(sessionFile('sessions.json'), NOW / 1000, NOW / 1000);
    await age(26);
    expect(statSync(sessionFile('sessions.json')).mtimeMs).toBe(NOW - 26 * HOUR);
  });

  it('does nothing before the first incarnation has stored anything', async () => {
    await age(26);
    store({ first: { updatedAt: NOW } });
    await age(26);
    expect(stored()).toEqual({ first: { updatedAt: NOW } });
  });
});

interface Sqlite {
  readonly DatabaseSync: new (file: string) => {
    exec(sql: string): void;
    prepare(sql: string): { all(): unknown[] };
    close(): void;
  };
}

const sqlite = process.getBuiltinModule('node:sqlite') as unknown as Sqlite | undefined;

describe.skipIf(sqlite === undefined)('ageState, on a Node that has SQLite', () => {
  it('shifts rows and their JSON, sets off no trigger and leaves other tables alone', async () => {
    store({});
    const file = join(folder.path, 'state', 'agents', 'main', 'agent.sqlite');
    const Database = (sqlite as Sqlite).DatabaseSync;
    const before = new Database(file);
    before.exec(`
      CREATE TABLE session_nodes (session_key TEXT PRIMARY KEY, entry_json TEXT, updated_at INTEGER, valid INTEGER) STRICT;
      CREATE TABLE schema_meta (created_at INTEGER) STRICT;
      CREATE TRIGGER invalid AFTER UPDATE ON session_nodes BEGIN UPDATE session_nodes SET valid = 0; END;
      INSERT INTO session_nodes VALUES ('main', '{"updatedAt":${NOW},"totalTokens":7}', ${NOW}, 1);
      INSERT INTO schema_meta VALUES (${NOW});
    `);
    before.close();
    await age(26);
    const after = new Database(file);
    expect(after.prepare('SELECT entry_json, updated_at, valid FROM session_nodes').all()).toEqual([
      {
        entry_json: `{"updatedAt":${NOW - 26 * HOUR},"totalTokens":7}`,
        updated_at: NOW - 26 * HOUR,
        valid: 1,
      },
    ]);
    expect(after.prepare('SELECT created_at FROM schema_meta').all()).toEqual([{ created_at: NOW }]);
    expect(after.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()).toHaveLength(1);
    after.close();
  });
});
