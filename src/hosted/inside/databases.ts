/**
 * Databases of Node's own SQLite in a hosted process: opened where their path really lies. What they write goes past
 * `perform`, so nobody is told of it: a kill loses nothing of it that SQLite had written. Must not know their contents.
 */
import module from 'node:module';
import { replaceAll, trace } from './life.ts';
import { asSeen, realPath, visiblePath } from './paths.ts';

type Constructor = new (...args: unknown[]) => { location(): string | null };

export function installDatabases(): void {
  const sqlite = sqliteOf();
  if (sqlite === undefined) return;
  class HostedDatabase extends sqlite.DatabaseSync {
    constructor(path: unknown, ...rest: unknown[]) {
      const isMemory = path === ':memory:' || path === '';
      trace(() => `database ${String(path)}`);
      super(isMemory ? path : realPath(visiblePath(path)), ...rest);
    }

    override location(): string | null {
      const real = super.location();
      return real === null ? null : asSeen(real);
    }
  }
  Object.defineProperty(HostedDatabase, 'name', { value: 'DatabaseSync' });
  replaceAll(sqlite, { DatabaseSync: HostedDatabase });
}

function sqliteOf(): { readonly DatabaseSync: Constructor } | undefined {
  const warn = process.emitWarning;
  // that it is experimental is for the gateway to be told, if it asks for it
  process.emitWarning = () => undefined;
  try {
    return module.createRequire(import.meta.url)('node:sqlite') as { DatabaseSync: Constructor };
  } catch {
    return undefined;
  } finally {
    process.emitWarning = warn;
  }
}
