/**
 * Paths of a hosted process: what it sees under `VISIBLE_ROOT` lies in a folder of the execution, wherever that is. The
 * rest of the machine can be read and not changed; what the kernel says of processes is not there. Must not know files.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VISIBLE_NODE, VISIBLE_ROOT } from '../messages.ts';
import { birth, isBorn, setting } from './life.ts';

function isIn(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

const realCwd = process.cwd.bind(process);
export const REAL_NODE = process.execPath;
/** Folders that everybody may write to lie inside the execution's own. */
const MOVED = ['/tmp', '/var/tmp', '/dev/shm'];
const HIDDEN = ['/proc', '/sys'];
/** Where the program is, with what lies around it, when that is in one of those folders. */
const INSTALLED = setting.installed.flatMap((place) =>
  MOVED.filter((folder) => isIn(place, folder)).map(
    (folder) => `${folder}/${place.slice(folder.length + 1).split('/', 1)[0] ?? ''}`,
  ),
);

/** One path, as the process sees it and as the kernel does. */
export interface Located {
  readonly seen: string;
  readonly real: string;
  /** It belongs to the program as it was installed: it stays as it is while the process lives. */
  readonly installed: boolean;
}

/** Most programs name the same paths again and again. */
const MOST_KNOWN = 50_000;
const known = new Map<string, Located>();

/** What a path that the process gave means. */
export function placeOf(path: unknown): Located {
  if (typeof path !== 'string' || path[0] !== '/') return placeAt(visiblePath(path));
  let place = known.get(path);
  if (place === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(path, (place = placeAt(visiblePath(path))));
  }
  return place;
}

function placeAt(seen: string): Located {
  const real = realPath(seen);
  const installed = !isOurs(real) && setting.installed.some((folder) => isIn(real, folder));
  return { seen, real, installed };
}

/** A path as the process wrote it, absolute and as it sees it. */
export function visiblePath(path: unknown): string {
  const text =
    path instanceof URL ? fileURLToPath(path) : Buffer.isBuffer(path) ? path.toString() : String(path);
  return asSeen(text[0] === '/' ? resolve(text) : resolve(process.cwd(), text));
}

/** Where a visible path really lies. */
export function realPath(visible: string): string {
  const real = locate(visible);
  if (!isBorn() && isOurs(real)) lookedAhead(real.slice(birth.root.length));
  return real;
}

/** Below the folder of its files, what was looked at or changed before birth, and by which module as it was evaluated. */
export const lookedAtAhead = new Map<string, string | undefined>();

function lookedAhead(path: string): void {
  if (!lookedAtAhead.has(path)) lookedAtAhead.set(path, evaluated());
}

/** The module that is being evaluated: of the program's the outermost on the stack. */
function evaluated(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { stack = '' } = new Error('where');
  Error.stackTraceLimit = stackTraceLimit;
  const files = [...stack.matchAll(/\(?(?:file:\/\/)?(\/[^():]+):\d+:\d+\)?$/gm)].map(
    ([, file = '']) => file,
  );
  return files.findLast((file) => setting.installed.some((folder) => isIn(file, folder)));
}

function locate(visible: string): string {
  if (visible === VISIBLE_NODE) return REAL_NODE;
  if (isIn(visible, VISIBLE_ROOT)) return birth.root + visible.slice(VISIBLE_ROOT.length);
  if (INSTALLED.some((place) => isIn(visible, place))) return visible;
  for (const folder of MOVED)
    if (isIn(visible, folder) && !isIn(visible, birth.root))
      return `${birth.root}/tmp${visible.slice(folder.length)}`;
  for (const folder of HIDDEN) if (isIn(visible, folder)) return `${birth.root}/hidden${visible}`;
  return visible;
}

/** A real path as the process may see it. */
export function asSeen(real: string): string {
  if (real === REAL_NODE) return VISIBLE_NODE;
  return isIn(real, birth.root) ? VISIBLE_ROOT + real.slice(birth.root.length) : real;
}

/** The same for a text in which a path may stand. */
export function textAsSeen(text: string): string {
  return text.replaceAll(birth.root, VISIBLE_ROOT);
}

export function isOurs(real: string): boolean {
  return isIn(real, birth.root);
}

const change = process.chdir.bind(process);

export function installPaths(): void {
  process.cwd = () => (isBorn() ? asSeen(realCwd()) : setting.cwd);
  process.chdir = (folder) => change(realPath(visiblePath(folder)));
}

/** The folder that a life starts in: from here on it has one of its own. */
export function enterFirstFolder(): void {
  known.clear();
  change(birth.cwd);
}
