/**
 * Watchers of files in a hosted process: they hear of every change that goes through this process's own operations,
 * a little later, and of no other, since nobody else writes there. Must not know how files are changed.
 */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { basename, dirname } from 'node:path';
import { draw } from './chance.ts';
import { later, replace } from './life.ts';
import { visiblePath } from './paths.ts';
import { clearTimer, setTimer } from './time.ts';

class Watcher extends EventEmitter {
  readonly path: string;
  readonly recursive: boolean;

  constructor(path: string, recursive: boolean) {
    super();
    this.path = path;
    this.recursive = recursive;
    watchers.add(this);
  }

  /** The name that it would tell a change of `path` by; undefined: it does not watch it. */
  nameOf(path: string): string | undefined {
    if (path === this.path || dirname(path) === this.path) return basename(path);
    if (this.recursive && path.startsWith(`${this.path}/`)) return path.slice(this.path.length + 1);
    return undefined;
  }

  close(): void {
    if (!watchers.delete(this)) return;
    later(0, () => this.emit('close'));
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

const watchers = new Set<Watcher>();

export function tellWatchers(path: string, renamed: boolean): void {
  for (const watcher of watchers) {
    const name = watcher.nameOf(path);
    if (name === undefined) continue;
    later(
      100 + Math.floor(draw() * 400),
      () => {
        if (watchers.has(watcher)) watcher.emit('change', renamed ? 'rename' : 'change', name);
      },
      false,
    );
  }
}

interface WatchOptions {
  readonly recursive?: boolean;
  readonly signal?: AbortSignal;
  readonly interval?: number;
  readonly persistent?: boolean;
}

function watch(path: unknown, ...rest: unknown[]): Watcher {
  const options = (typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : {}) as WatchOptions;
  const listener = rest.find((one) => typeof one === 'function') as
    | ((...args: unknown[]) => void)
    | undefined;
  const seen = visiblePath(path);
  fs.statSync(seen);
  const watcher = new Watcher(seen, options.recursive === true);
  if (listener !== undefined) watcher.on('change', listener);
  options.signal?.addEventListener('abort', () => watcher.close(), { once: true });
  return watcher;
}

async function* watchForever(path: unknown, options: WatchOptions = {}): AsyncGenerator<object> {
  const events: object[] = [];
  let wake: (() => void) | undefined;
  const watcher = watch(path, options, (eventType: string, filename: string) => {
    events.push({ eventType, filename });
    wake?.();
  });
  try {
    for (;;) {
      while (events.length > 0) yield events.shift() as object;
      if (options.signal?.aborted === true) throw options.signal.reason;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    watcher.close();
  }
}

const polls = new Map<string, { timer: object; listeners: Set<(now: fs.Stats, before: fs.Stats) => void> }>();

function statOf(path: string): fs.Stats {
  return (
    fs.statSync(path, { throwIfNoEntry: false }) ??
    ({ mtimeMs: 0, ctimeMs: 0, size: 0, ino: 0, nlink: 0, mtime: new Date(0) } as fs.Stats)
  );
}

function watchFile(path: unknown, ...rest: unknown[]): EventEmitter {
  const options = (typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : {}) as WatchOptions;
  const listener = rest.find((one) => typeof one === 'function') as (now: fs.Stats, before: fs.Stats) => void;
  const seen = visiblePath(path);
  const known = polls.get(seen);
  if (known !== undefined) {
    known.listeners.add(listener);
    return new EventEmitter();
  }
  const listeners = new Set([listener]);
  let before = statOf(seen);
  const look = (): void => {
    const now = statOf(seen);
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino)
      for (const one of listeners) one(now, before);
    before = now;
    poll.timer = setTimer(look, options.interval ?? 5007).unref();
  };
  const poll = { timer: setTimer(look, options.interval ?? 5007).unref(), listeners };
  polls.set(seen, poll);
  return new EventEmitter();
}

function unwatchFile(path: unknown, listener?: (now: fs.Stats, before: fs.Stats) => void): void {
  const seen = visiblePath(path);
  const poll = polls.get(seen);
  if (poll === undefined) return;
  if (listener === undefined) poll.listeners.clear();
  else poll.listeners.delete(listener);
  if (poll.listeners.size > 0) return;
  clearTimer(poll.timer);
  polls.delete(seen);
}

export function installWatching(): void {
  for (const [name, value] of Object.entries({ watch, watchFile, unwatchFile })) replace(fs, name, value);
  replace(fs.promises, 'watch', watchForever);
}
