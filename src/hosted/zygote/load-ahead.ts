/**
 * What runs in a hosted process before its program does: loads the modules of a list ahead, and then either begins (a
 * process of its own) or forks for each request (a zygote), and each fork begins at the same place. What comes of
 * chance, pid and clock is the entry's to make anew in `onFork`, in both. Runs on the target's Node. Must not know what
 * the modules are.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { leaveBy, leaveHere } from './departure.ts';
import { becomeQuiet, foreignThreads } from './quiet.ts';
import { refusal } from './zygote-messages.ts';

/** What a process is made of: a file, the last argument. */
export interface AheadList {
  /** Imported first. */
  readonly entry: string;
  /** Paths or URLs, imported in turn. */
  readonly modules: readonly string[];
  /** Absent: no zygote. */
  readonly fork?: { readonly addon: string; readonly loadMs: number };
}

/** What `entry` exports. */
interface Entry {
  /** Loads what is to be loaded ahead, where that takes more than to import it in turn. */
  readonly load?: (modules: readonly string[]) => unknown;
  /** Chance, pid and clock are its own from here on; the channel is there. */
  readonly onFork: () => unknown;
}

interface ForkAddon {
  /** Comes back in forks alone. */
  serve(requests: number, answers: number): void;
  leave(code: number): void;
  pid(): number;
  /** This process is killed then; 0 takes that back. */
  expire(ms: number): void;
}

/** Of a zygote; a fork has its channel there. */
const [REQUESTS, ANSWERS] = [3, 4];
/** How long what the modules began while they were loaded may go on. */
const QUIET_MS = 2000;

// whoever is loaded later may put others in their place
const { setImmediate: realImmediate } = globalThis;
const write = writeSync;
const define = Object.defineProperty;
const forker = process.pid;
const list = JSON.parse(readFileSync(process.argv.pop() ?? '', 'utf8')) as AheadList;

realImmediate(() => void (list.fork === undefined ? begin() : forkForEach(list.fork)));

async function load(): Promise<Entry> {
  const entry = (await import(urlOf(list.entry))) as Entry;
  if (entry.load === undefined) for (const module of list.modules) await import(urlOf(module));
  else await entry.load(list.modules.map(urlOf));
  return entry;
}

function urlOf(module: string): string {
  return isAbsolute(module) ? pathToFileURL(module).href : module;
}

async function begin(): Promise<void> {
  const entry = await load();
  await becomeQuiet(QUIET_MS);
  realImmediate(entry.onFork);
}

async function forkForEach({ addon: path, loadMs }: NonNullable<AheadList['fork']>): Promise<void> {
  const addon = createRequire(import.meta.url)(path) as ForkAddon;
  const collect = collector();
  addon.expire(loadMs);
  const entry = await load();
  const left = [...(await becomeQuiet(QUIET_MS)), ...foreignThreads()];
  if (left.length > 0) {
    write(ANSWERS, refusal(`after the modules were loaded, ${left.join(' and ')} went on`));
    leaveHere(0);
  }
  collect();
  addon.expire(0);
  realImmediate(() => {
    addon.serve(REQUESTS, ANSWERS);
    // JavaScript remembers its forker's, unless the entry has put another in its place
    if (process.pid === forker)
      define(process, 'pid', { value: addon.pid(), configurable: true, enumerable: true });
    leaveBy(addon.leave);
    realImmediate(entry.onFork);
  });
}

/** Takes away what loading left behind, which each fork would copy. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: object) => void;
  setFlagsFromString('--no-expose-gc');
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
