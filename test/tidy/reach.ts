/**
 * What nothing reaches: files of src that no entrance leads to, and exported names that nobody uses. Entrances are the
 * command line, what the package exports, and files that are started by their address (`new URL('./worker.mjs', …)` or
 * `moduleFile('./script.ts', …)`, `importOwn('./start.ts', …)`).
 * Works on text. Limits: `import * as a` uses every name; a name that its own file mentions once more is used.
 */
import { posix } from 'node:path';
import { codeOnly, importsOf } from './source-text.ts';
import type { Files } from './source-files.ts';

export interface Reach {
  readonly deadFiles: readonly string[];
  /** `FILE: NAME`, used by nobody. */
  readonly deadNames: readonly string[];
  /** Used by tests alone. */
  readonly testedNames: readonly string[];
}

type Taken = Map<string, Set<string>>;

const DECLARED =
  /(?<![.\w$])export\s+(?:(?:declare|async|abstract)\s+)*(?:function\s*\*?|class|const|let|interface|type)\s+([\w$]+)/g;
const LISTED = /(?<![.\w$])export\s+(?:const|let|type)?\s*\{([^}]*)\}/g;
const ADDRESS = /(?:new URL|moduleFile|importOwn)\((['"])/g;

/** `entrances`: files whose exports are for others. */
export function reachOf(src: Files, tests: Files, entrances: readonly string[]): Reach {
  const taken: Taken = new Map(entrances.map((path) => [path, new Set(['*'])]));
  // what is reached is read in turn, and adds to what is reached
  for (const path of taken.keys()) take(taken, path, src.get(path) ?? '');
  const byTests: Taken = new Map();
  for (const [path, source] of tests) take(byTests, path, source);
  const deadNames: string[] = [];
  const testedNames: string[] = [];
  for (const [path, source] of src) {
    if (!taken.has(path)) continue;
    for (const name of exportsOf(source)) {
      if (takes(taken, path, name) || isUsedIn(source, name)) continue;
      (takes(byTests, path, name) ? testedNames : deadNames).push(`${path}: ${name}`);
    }
  }
  return { deadFiles: [...src.keys()].filter((path) => !taken.has(path)), deadNames, testedNames };
}

function take(taken: Taken, path: string, source: string): void {
  for (const { specifier, names } of [...importsOf(source), ...addressesIn(source)]) {
    if (!specifier.startsWith('.')) continue;
    const target = posix.join(posix.dirname(path), specifier);
    const known = taken.get(target) ?? new Set();
    for (const name of names) known.add(name);
    taken.set(target, known);
  }
}

function takes(taken: Taken, path: string, name: string): boolean {
  const names = taken.get(path);
  return names !== undefined && (names.has(name) || names.has('*'));
}

/** Beside its declaration. */
function isUsedIn(source: string, name: string): boolean {
  const mentions = new RegExp(`(?<![\\w$#]|[^.]\\.)${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  return [...codeOnly(source).matchAll(mentions)].length > 1;
}

/** Files that are started, or read, by where they lie. */
function addressesIn(source: string): { readonly specifier: string; readonly names: readonly string[] }[] {
  const code = codeOnly(source);
  return [...code.matchAll(ADDRESS)].map((match) => {
    const start = match.index + match[0].length;
    return { specifier: source.slice(start, code.indexOf(match[1] as string, start)), names: ['*'] };
  });
}

export function exportsOf(source: string): string[] {
  const code = codeOnly(source);
  const listed = [...code.matchAll(LISTED)].flatMap(([, list = '']) =>
    list.split(',').map((each) => each.trim().split(/\s+/).at(-1) ?? ''),
  );
  return [...[...code.matchAll(DECLARED)].map(([, name = '']) => name), ...listed].filter(
    (name) => name !== '',
  );
}
