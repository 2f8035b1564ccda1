/**
 * Paths of a hosted process: what it sees under `VISIBLE_ROOT` lies in a folder of the execution, wherever that is. The
 * rest of the machine can be read and not changed; what the kernel says of processes is not there. Must not know files.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VISIBLE_ROOT } from '../messages.ts';
import { birth } from './life.ts';

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

const ROOT = birth.root;
const realCwd = process.cwd.bind(process);
/** Folders that everybody may write to lie inside the execution's own. */
const MOVED = ['/tmp', '/var/tmp', '/dev/shm'];
const HIDDEN = ['/proc', '/sys'];
/** Where the program is, with what lies around it, when that is in one of those folders. */
const INSTALLED = birth.installed.flatMap((place) =>
  MOVED.filter((folder) => isIn(place, folder)).map(
    (folder) => `${folder}/${place.slice(folder.length + 1).split('/', 1)[0] ?? ''}`,
  ),
);

/** A path as the process wrote it, absolute and as it sees it. */
export function visiblePath(path: unknown): string {
  const text =
    path instanceof URL ? fileURLToPath(path) : Buffer.isBuffer(path) ? path.toString() : String(path);
  return asSeen(resolve(asSeen(realCwd()), text));
}

/** Where a visible path really lies. */
export function realPath(visible: string): string {
  if (isIn(visible, VISIBLE_ROOT)) return ROOT + visible.slice(VISIBLE_ROOT.length);
  if (INSTALLED.some((place) => isIn(visible, place))) return visible;
  for (const folder of MOVED)
    if (isIn(visible, folder) && !isIn(visible, ROOT)) return `${ROOT}/tmp${visible.slice(folder.length)}`;
  for (const folder of HIDDEN) if (isIn(visible, folder)) return `${ROOT}/hidden${visible}`;
  return visible;
}

/** A real path as the process may see it. */
export function asSeen(real: string): string {
  return isIn(real, ROOT) ? VISIBLE_ROOT + real.slice(ROOT.length) : real;
}

/** The same for a text in which a path may stand. */
export function textAsSeen(text: string): string {
  return text.replaceAll(ROOT, VISIBLE_ROOT);
}

export function isOurs(real: string): boolean {
  return isIn(real, ROOT);
}

export function installPaths(): void {
  process.cwd = () => asSeen(realCwd());
  const change = process.chdir.bind(process);
  process.chdir = (folder) => change(realPath(visiblePath(folder)));
}
