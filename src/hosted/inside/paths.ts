/**
 * Paths of a hosted process: what it sees under `VISIBLE_ROOT` lies in a folder of the execution, wherever that is. The
 * rest of the machine can be read and not changed; what the kernel says of processes is not there. Must not know files.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VISIBLE_ROOT } from '../messages.ts';
import { birth, isBorn, setting } from './life.ts';

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

const realCwd = process.cwd.bind(process);
/** Folders that everybody may write to lie inside the execution's own. */
const MOVED = ['/tmp', '/var/tmp', '/dev/shm'];
const HIDDEN = ['/proc', '/sys'];
/** Where the program is, with what lies around it, when that is in one of those folders. */
const INSTALLED = setting.installed.flatMap((place) =>
  MOVED.filter((folder) => isIn(place, folder)).map(
    (folder) => `${folder}/${place.slice(folder.length + 1).split('/', 1)[0] ?? ''}`,
  ),
);

/** A path as the process wrote it, absolute and as it sees it. */
export function visiblePath(path: unknown): string {
  const text =
    path instanceof URL ? fileURLToPath(path) : Buffer.isBuffer(path) ? path.toString() : String(path);
  return asSeen(resolve(process.cwd(), text));
}

/** Where a visible path really lies. */
export function realPath(visible: string): string {
  const real = placeOf(visible);
  if (!isBorn() && isOurs(real)) lookedAtAhead.add(real.slice(birth.root.length));
  return real;
}

/** Below the folder of its files, what was looked at or changed before birth. */
export const lookedAtAhead = new Set<string>();

function placeOf(visible: string): string {
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

/** The folder that a life starts in. */
export function enterFirstFolder(): void {
  change(birth.cwd);
}
