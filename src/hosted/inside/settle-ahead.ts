/**
 * What modules did to the folder of the process's files while they were loaded, before its birth: folders that they made
 * are made in the true one, and whatever they looked at must be there as they saw it. Else they may not be loaded ahead
 * of this life. Must not know who looked.
 */
import fs from 'node:fs';
import { refuse, trace } from './life.ts';

const { lstatSync, mkdirSync, readFileSync } = fs;

/** `scratch`: what they took for that folder; `lookedAt`: paths below it, and the modules that did. */
export function settleAhead(
  scratch: string,
  root: string,
  lookedAt: ReadonlyMap<string, string | undefined>,
): void {
  const otherwise: string[] = [];
  for (const [path, module] of lookedAt) {
    const [seen, found] = [kindOf(scratch + path), kindOf(root + path)];
    if (seen?.isDirectory() === true && found === undefined)
      mkdirSync(root + path, { recursive: true, mode: seen.mode & 0o7777 });
    else if (!isSame(scratch + path, root + path)) {
      otherwise.push(path);
      if (module !== undefined) trace(() => `not ahead ${module}`);
    }
  }
  if (otherwise.length > 0)
    refuse(`while its modules are loaded it looks at ${otherwise.join(', ')}, which changes`);
}

function kindOf(path: string): fs.Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isSame(seen: string, found: string): boolean {
  const [one, other] = [kindOf(seen), kindOf(found)];
  if (one === undefined || other === undefined) return one === other;
  if (one.isDirectory() || other.isDirectory()) return one.isDirectory() && other.isDirectory();
  if (!one.isFile() || !other.isFile()) return false;
  // otherwise read by functions that are replaced
  return readFileSync(seen, 'utf8') === readFileSync(found, 'utf8');
}
