/**
 * Which modules of a hosted program are loaded ahead of each of its lives: all that one execution loads, but those that
 * start the program. Found once for a release and kept in the cache; the same on every machine. They are part of what a
 * digest depends on. Must not know what is executed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../input/canonical.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { cached } from '../live/targets/cache.ts';
import type { Beginnings } from './beginnings.ts';
import { beginningsOf } from './hosted-gateway.ts';
import type { HostedProgram } from './hosted-program.ts';

/** Without what names a worker: those have modules of their own. */
const LOADS = /^load (file:[^?#]+\.[cm]?js)$/;
const NAME = 'modules.json';
const NOT_FORKED = { because: 'modules are looked for' };

/** One execution of lives that begin like this, always the same. */
export type ExecuteOnce = (beginnings: Beginnings, onTrace: (text: string) => void) => Promise<unknown>;

/** A module that looked at what changes from one life to the next. */
const NOT_AHEAD = /^not ahead (.+)$/;
/** As `import` and `export` stand in what is shipped: at the beginning of a line. */
const IMPORTS = /^(?:import|export)\b[^;'"]*?["'](\.[^"']+)["']/gm;
const MOST_TRIES = 8;
/** Of the lists that are kept: one that was made otherwise is found no more. */
const FORMAT = '2';

/**
 * Their files, in the order in which they are first loaded; none when its modules cannot be loaded ahead. `plan`: what
 * `execute` executes, as a text.
 */
export async function modulesAhead(
  program: HostedProgram,
  plan: string,
  execute: ExecuteOnce,
): Promise<readonly string[]> {
  const { starters, script, name, narrowed = {} } = program;
  if (starters === undefined) return [];
  const folder = dirname(script);
  const places = [...starters, ...Object.keys(narrowed)].map((path) => relative(folder, path));
  const named = [FORMAT, name, ...places, JSON.stringify(Object.values(narrowed)), plan];
  const key = sha256(named.join('\n')).slice(0, 16);
  const entry = await cached('modules-ahead', key, async (draft) => {
    const loaded = new Set<string>();
    await tell(program, [], execute, LOADS, (url) => loaded.add(fileURLToPath(url)));
    const found = [...loaded].filter((path) => !starters.includes(path));
    const ahead = await mostThatCanBegin(program, found, execute);
    writeFileSync(join(draft, NAME), JSON.stringify(ahead.map((path) => relative(folder, path))));
  });
  const kept = JSON.parse(readFileSync(join(entry, NAME), 'utf8')) as readonly string[];
  return kept.map((path) => resolve(folder, path)).filter((path) => existsSync(path));
}

/** All with which a life can begin: without those that may not be loaded ahead, nor those that import them. */
async function mostThatCanBegin(
  program: HostedProgram,
  found: readonly string[],
  execute: ExecuteOnce,
): Promise<readonly string[]> {
  let modules = found;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const culprits = new Set<string>();
    try {
      await tell(program, modules, execute, NOT_AHEAD, (path) => culprits.add(path));
      return modules;
    } catch (thrown) {
      if (!(thrown instanceof InputError) && !(thrown instanceof TargetError)) throw thrown;
    }
    const fewer = without(modules, culprits);
    if (fewer.length === modules.length) return [];
    modules = fewer;
  }
  return [];
}

function without(modules: readonly string[], culprits: ReadonlySet<string>): readonly string[] {
  const imports = new Map(modules.map((path) => [path, importsOf(path)]));
  const out = new Set(culprits);
  for (let before = -1; before !== out.size;) {
    before = out.size;
    for (const [path, imported] of imports) if (imported.some((one) => out.has(one))) out.add(path);
  }
  return modules.filter((path) => !out.has(path));
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(IMPORTS)].map(([, specifier = '']) => resolve(dirname(path), specifier));
}

/** Executes lives that begin with these modules, and tells what it says in such words. */
async function tell(
  program: HostedProgram,
  modules: readonly string[],
  execute: ExecuteOnce,
  words: RegExp,
  hear: (said: string) => void,
): Promise<void> {
  const beginnings = beginningsOf(program, modules, NOT_FORKED);
  try {
    await execute(beginnings, (text) => {
      const said = words.exec(text)?.[1];
      if (said !== undefined) hear(said);
    });
  } finally {
    beginnings.close();
  }
}
