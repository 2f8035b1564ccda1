/**
 * Files of a hosted process, on the real disk and in virtual time: an operation with a callback or a promise is done,
 * all at once, when its drawn latency is over; a synchronous one at once. Every operation goes through `perform`, which
 * translates paths, tells our side of changes before and after, and gives times and inodes that are ours.
 */
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { DiskOperation } from '../messages.ts';
import { emit } from './channel.ts';
import { draw, drawName } from './chance.ts';
import { fdOf, openHandle } from './file-handle.ts';
import { noSpace, readOnly } from './file-errors.ts';
import { installWatching, tellWatchers } from './file-watch.ts';
import { stampNow, virtualStats } from './inodes.ts';
import { birth, later, promiseLater, replace, trace } from './life.ts';
import { askInstalled } from './installed.ts';
import { asSeen, installPaths, isOurs, placeOf, realPath, textAsSeen, visiblePath } from './paths.ts';

/** What an operation does: which of its arguments are paths, and what it changes. */
interface Operation {
  readonly paths: readonly number[];
  readonly fd?: true;
  readonly changes?: DiskOperation;
  /** The argument that names what is changed. */
  readonly changed?: number;
}

const READS: Operation = { paths: [0] };
const READS_FD: Operation = { paths: [], fd: true };
const changes = (operation: DiskOperation, paths: readonly number[] = [0], changed = 0): Operation => ({
  paths,
  changes: operation,
  changed,
});
const changesFd = (operation: DiskOperation): Operation => ({
  paths: [],
  fd: true,
  changes: operation,
  changed: 0,
});

const OPERATIONS: Readonly<Record<string, Operation>> = {
  access: READS,
  readFile: READS,
  readdir: READS,
  readlink: READS,
  realpath: READS,
  stat: READS,
  lstat: READS,
  statfs: READS,
  opendir: READS,
  open: READS,
  close: READS_FD,
  read: READS_FD,
  readv: READS_FD,
  fstat: READS_FD,
  appendFile: changes('append'),
  writeFile: changes('write'),
  copyFile: changes('write', [0, 1], 1),
  cp: changes('write', [0, 1], 1),
  link: changes('write', [0, 1], 1),
  symlink: changes('write', [0, 1], 1),
  mkdir: changes('write'),
  truncate: changes('write'),
  chmod: changes('write'),
  lchmod: changes('write'),
  chown: changes('write'),
  lchown: changes('write'),
  utimes: changes('write'),
  lutimes: changes('write'),
  rename: changes('rename', [0, 1], 1),
  unlink: changes('remove'),
  rm: changes('remove'),
  rmdir: changes('remove'),
  write: changesFd('append'),
  writev: changesFd('append'),
  ftruncate: changesFd('write'),
  fchmod: changesFd('write'),
  fchown: changesFd('write'),
  futimes: changesFd('write'),
  fsync: changesFd('sync'),
  fdatasync: changesFd('sync'),
};

type Sync = (...args: unknown[]) => unknown;
const real: Record<string, Sync> = {};
const { existsSync: exists } = fs;
const realNativePath = fs.realpathSync.native;

/** The path that each open descriptor was opened with, as the process sees it. */
const opened = new Map<number, string>();

/** An operation of ours is being done: what Node's own functions call meanwhile is a part of it. */
let underWay = false;

/** Does one operation, as `fs.<name>Sync` does. */
export function perform(name: string, args: readonly unknown[]): unknown {
  if (underWay) return (real[name] as Sync)(...args);
  underWay = true;
  try {
    return performed(name, args);
  } finally {
    underWay = false;
  }
}

function performed(name: string, args: readonly unknown[]): unknown {
  const operation = OPERATIONS[name] as Operation;
  const given = [...args];
  const byFd = operation.fd === true || typeof fdOf(given[0]) === 'number';
  if (byFd) {
    given[0] = fdOf(given[0]);
    return done(name, operation, given, [opened.get(given[0] as number) ?? `fd ${String(given[0])}`], true);
  }
  const places = operation.paths.map((at) => placeOf(given[at]));
  const [first] = places;
  operation.paths.forEach((at, k) => (given[at] = places[k]?.real));
  const seen = places.map((place) => place.seen);
  if (operation === READS && first?.installed === true)
    return askInstalled(name, first, given[1], () => done(name, operation, given, seen, false));
  return done(name, operation, given, seen, false);
}

function done(
  name: string,
  operation: Operation,
  given: unknown[],
  seen: readonly string[],
  byFd: boolean,
): unknown {
  trace(() => `${name} ${seen.join(' ')}${sizeOf(name, given)}`);
  try {
    const changing = changeOf(name, operation, given, byFd);
    if (changing === undefined) return result(name, given, seen, (real[name] as Sync)(...given));
    return change(name, changing, given, seen, operation, byFd);
  } catch (thrown) {
    throw withSeenPaths(thrown);
  }
}

/** What an operation changes, if it does. */
function changeOf(
  name: string,
  { changes }: Operation,
  given: readonly unknown[],
  byFd: boolean,
): DiskOperation | undefined {
  if (byFd && opened.get(given[0] as number) === undefined) return undefined;
  if (name !== 'open') return changes;
  const flags = given[1] ?? 'r';
  if (typeof flags === 'number')
    return (flags & (fs.constants.O_CREAT | fs.constants.O_TRUNC)) === 0 ? undefined : 'write';
  return /^(?:r|rs|sr)\+?$/.test(flags as string) ? undefined : 'write';
}

function change(
  name: string,
  changing: DiskOperation,
  given: unknown[],
  seen: readonly string[],
  { changed = 0 }: Operation,
  byFd: boolean,
): unknown {
  const place = byFd ? realPath(seen[0] ?? '') : (given[changed] as string);
  const path = asSeen(place);
  if (!isOurs(place)) throw readOnly({ syscall: name, path });
  const bytes = bytesOf(name, given);
  if (!emit({ type: 'disk', edge: 'before', operation: changing, path, bytes }).ok)
    return refused(name, given, path, byFd);
  const isNew = changing === 'write' || changing === 'append' ? !exists(place) : false;
  const done = (real[name] as Sync)(...given);
  if (changing !== 'sync' && changing !== 'remove') {
    if (!name.endsWith('utimes'))
      stampNow(byFd ? { fd: given[0] as number } : { path: place, follow: name !== 'symlink' });
  }
  if (changing !== 'sync') tellWatchers(path, changing === 'rename' || changing === 'remove' || isNew);
  emit({ type: 'disk', edge: 'after', operation: changing, path, bytes });
  return result(name, given, seen, done);
}

/** There is no room. A file is made, or emptied, before anything is written to it. */
function refused(name: string, [place, , options]: readonly unknown[], path: string, byFd: boolean): never {
  if (!byFd) (real[name] as Sync)(place, '', options);
  throw noSpace({ syscall: 'write', path: byFd ? undefined : path });
}

/** Without an error for what is not there. */
function isThere(path: unknown): boolean {
  if (underWay) return exists(path as string);
  if (typeof path !== 'string' && !(path instanceof URL) && !Buffer.isBuffer(path)) return false;
  const place = placeOf(path);
  if (place.installed) return askInstalled('exists', place, undefined, () => exists(place.real)) as boolean;
  trace(() => `access ${place.seen}`);
  return exists(place.real);
}

/** What the operation gives, in the words of the process. */
function result(name: string, given: readonly unknown[], seen: readonly string[], done: unknown): unknown {
  switch (name) {
    case 'open':
      opened.set(done as number, seen[0] ?? '');
      return done;
    case 'close':
      opened.delete(given[0] as number);
      return done;
    case 'realpath':
    case 'readlink':
      return typeof done === 'string' ? asSeen(done) : done;
    case 'mkdir':
      return typeof done === 'string' ? asSeen(done) : done;
    case 'readdir':
      return sorted(done);
    case 'stat':
    case 'lstat':
    case 'fstat':
      return done === undefined ? undefined : statsOf(name, given, seen[0] ?? '', done as fs.Stats);
    default:
      return done;
  }
}

function statsOf(name: string, given: readonly unknown[], seen: string, said: fs.Stats): unknown {
  const target =
    name === 'fstat' ? { fd: given[0] as number } : { path: given[0] as string, follow: name === 'stat' };
  return virtualStats(said, target, isOurs(realPath(seen)), seen);
}

/** A folder's entries come in no order that means anything: here in that of their names. */
function sorted(entries: unknown): unknown {
  if (!Array.isArray(entries)) return entries;
  const nameOf = (one: unknown): string =>
    typeof one === 'string' ? one : Buffer.isBuffer(one) ? one.toString() : (one as fs.Dirent).name;
  for (const one of entries as unknown[]) {
    const entry = one as { parentPath?: string; path?: string };
    if (typeof one !== 'object' || one === null || entry.parentPath === undefined) continue;
    entry.parentPath = asSeen(entry.parentPath);
  }
  return (entries as unknown[]).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function withSeenPaths(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const error = thrown as NodeJS.ErrnoException & { dest?: string };
  // to read a stack costs more than all else, and is seldom asked for
  if (!error.message.includes(birth.root)) return error;
  error.message = textAsSeen(error.message);
  if (error.stack !== undefined) error.stack = textAsSeen(error.stack);
  if (error.path !== undefined) error.path = asSeen(error.path);
  if (error.dest !== undefined) error.dest = asSeen(error.dest);
  return error;
}

/** What takes data as its second argument; of others that may be a path, whose length is the machine's. */
const CARRIES_DATA = /^(?:write|append)/;

function sizeOf(name: string, given: readonly unknown[]): string {
  return CARRIES_DATA.test(name) ? ` ${bytesOf(name, given)} bytes` : '';
}

function bytesOf(name: string, [, data]: readonly unknown[]): number {
  if (!CARRIES_DATA.test(name)) return 0;
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (name === 'writev')
    return (data as readonly ArrayBufferView[]).reduce((sum, one) => sum + one.byteLength, 0);
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

/** Between a call and the moment at which it is done. */
const latency = (): number => 30 + Math.floor(draw() * 270);

/** Some operations call back with more than one value. */
const MORE: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  read: (args) =>
    ArrayBuffer.isView(args[1]) ? args[1] : (args[1] as { buffer?: unknown } | undefined)?.buffer,
  readv: (args) => args[1],
  write: (args) => args[1],
  writev: (args) => args[1],
};

function withCallback(name: string): Sync {
  return (...args) => {
    const at = args.findLastIndex((one) => typeof one === 'function');
    if (at < 0)
      throw Object.assign(new TypeError('The "cb" argument must be of type function. Received undefined'), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    const done = args[at] as (error: unknown, ...values: unknown[]) => void;
    const given = prepared(name, args.slice(0, at));
    later(latency(), () => {
      let value: unknown;
      try {
        value = perform(name, given);
      } catch (error) {
        return done(error);
      }
      const more = MORE[name];
      if (more !== undefined) done(null, value, more(given));
      else if (value === undefined) done(null);
      else done(null, value);
    });
    return undefined;
  };
}

/** `fs.read(fd, callback)` makes its own buffer. */
function prepared(name: string, args: unknown[]): unknown[] {
  if (name !== 'read') return args;
  if (args.length === 1) return [args[0], Buffer.alloc(16_384)];
  if (ArrayBuffer.isView(args[1])) return args;
  const { buffer = Buffer.alloc(16_384), offset, length, position } = args[1] as Record<string, unknown>;
  return [args[0], buffer, { offset, length, position }];
}

/** An operation as a promise, done when its latency is over. */
export function performLater(name: string, args: readonly unknown[]): Promise<unknown> {
  return promiseLater(latency(), () => perform(name, args));
}

function promised(name: string): Sync {
  return async (...args) => {
    const data = args[1];
    if ((name === 'writeFile' || name === 'appendFile') && isIterable(data)) args[1] = await collected(data);
    return performLater(name, args);
  };
}

function isIterable(data: unknown): data is AsyncIterable<Buffer | string> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}

async function collected(data: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of data) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}

function makeFolder(prefix: unknown): string {
  const path = `${visiblePath(prefix)}${drawName(6)}`;
  perform('mkdir', [path, { mode: 0o700 }]);
  return path;
}

export function installFiles(): void {
  installPaths();
  const owner = fs as unknown as Record<string, Sync>;
  for (const name of Object.keys(OPERATIONS)) {
    const sync = owner[`${name}Sync`];
    if (sync === undefined) continue;
    real[name] = sync.bind(fs);
    replace(fs, `${name}Sync`, (...args: unknown[]) => perform(name, args));
    if (owner[name] !== undefined) replace(fs, name, withCallback(name));
    if (name in fs.promises) replace(fs.promises, name, promised(name));
  }
  const native = (path: unknown, options?: unknown): unknown =>
    asSeen(realNativePath(realPath(visiblePath(path)), options as undefined));
  replace(fs.realpathSync, 'native', native);
  replace(fs.realpath, 'native', fs.realpath);
  replace(fs, 'existsSync', isThere);
  const existsLater = (path: unknown, done: (there: boolean) => void): void => {
    later(latency(), () => done(isThere(path)));
  };
  replace(existsLater, Symbol.for('nodejs.util.promisify.custom'), async (path: string) =>
    Promise.resolve(isThere(path)),
  );
  replace(fs, 'exists', existsLater);
  replace(fs, 'mkdtempSync', makeFolder);
  replace(fs, 'mkdtemp', (prefix: unknown, ...rest: unknown[]) => {
    const done = rest.at(-1) as (error: unknown, path?: string) => void;
    later(latency(), () => done(null, makeFolder(prefix)));
  });
  replace(fs.promises, 'mkdtemp', async (prefix: unknown) => {
    await performLater('access', [dirname(visiblePath(join(String(prefix), 'x')))]).catch(() => undefined);
    return makeFolder(prefix);
  });
  replace(fs.promises, 'open', async (path: unknown, flags: unknown = 'r', mode: unknown = 0o666) =>
    openHandle((await performLater('open', [path, flags, mode])) as number, performLater),
  );
  for (const [name, multiple] of [
    ['read', 'bytesRead'],
    ['write', 'bytesWritten'],
    ['readv', 'bytesRead'],
    ['writev', 'bytesWritten'],
  ] as const)
    replace(owner[name] as object, Symbol.for('nodejs.util.promisify.custom'), async (...args: unknown[]) => {
      const given = prepared(name, args);
      const count = await performLater(name, given);
      return { [multiple]: count, [name.endsWith('v') ? 'buffers' : 'buffer']: given[1] };
    });
  installWatching();
}
