/**
 * A small script for the release's own Node, which has SQLite: makes what a database says about sessions look older.
 * Started as `sqlite-ageing.ts FILE BY_MS`. Knows how releases call their tables; must not know when it is run.
 */
import { shiftJson } from './shifted-times.ts';

/** What we use of Node's database; our own types for Node are older than it. */
interface Database {
  prepare(sql: string): { all(): Record<string, unknown>[]; run(...values: string[]): unknown };
  exec(sql: string): void;
  close(): void;
}

/** Sessions, their windows and transcripts; not the tables of a full-text index, which hold copies. */
const ABOUT_SESSIONS = /^(?:session|transcript)_(?!.*_fts)/;

function age(file: string, byMs: number): void {
  // by name: the Node that Gauntlet itself runs on need not have it
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as unknown as {
    readonly DatabaseSync: new (file: string) => Database;
  };
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  // triggers would take the change for the gateway's own work
  const triggers = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${String(name)}"`);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  for (const { name } of tables)
    if (ABOUT_SESSIONS.test(String(name))) ageTable(database, String(name), byMs);
  for (const { sql } of triggers) database.exec(String(sql));
  database.exec('COMMIT');
  database.close();
}

/** Moves times one column at a time, by distinct value, so that no table needs to have a key. */
function ageTable(database: Database, table: string, byMs: number): void {
  for (const { name } of database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()) {
    const column = `"${String(name)}"`;
    if (String(name).endsWith('_json')) ageJson(database, table, column, byMs);
    else ageNumbers(database, table, column, byMs);
  }
}

function ageNumbers(database: Database, table: string, column: string, byMs: number): void {
  const isTime = `typeof(${column}) = 'integer' AND ${column} BETWEEN 1500000000000 AND 4102444799999`;
  database.exec(`UPDATE "${table}" SET ${column} = ${column} - ${byMs} WHERE ${isTime}`);
}

function ageJson(database: Database, table: string, column: string, byMs: number): void {
  const update = database.prepare(`UPDATE "${table}" SET ${column} = ? WHERE ${column} = ?`);
  for (const { text } of database.prepare(`SELECT DISTINCT ${column} AS text FROM "${table}"`).all()) {
    if (typeof text !== 'string') continue;
    const shifted = shiftJson(text, byMs);
    if (shifted !== text) update.run(shifted, text);
  }
}

const [, , file, byMs] = process.argv;
if (file !== undefined && byMs !== undefined) age(file, Number(byMs));
