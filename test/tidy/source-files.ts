/**
 * The files of this repository as a map from path (relative to the root, with `/`) to text. Owns what counts as
 * ours: not what is installed, generated or ignored.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export type Files = ReadonlyMap<string, string>;

const NOT_OURS = new Set(['node_modules', '.git', 'coverage', 'dist', 'reports']);

/** Every file below `folder` (relative to the root; `.` is all of it) whose name matches, sorted by path. */
export function filesBelow(folder: string, name: RegExp): Files {
  const files = new Map<string, string>();
  const visit = (path: string): void => {
    const entries = readdirSync(join(ROOT, path), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const below = path === '.' ? entry.name : `${path}/${entry.name}`;
      if (NOT_OURS.has(entry.name)) continue;
      if (entry.isDirectory()) visit(below);
      else if (entry.isFile() && name.test(entry.name))
        files.set(below, readFileSync(join(ROOT, below), 'utf8'));
    }
  };
  visit(folder);
  return files;
}
