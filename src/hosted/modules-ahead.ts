/**
 * Which modules of a hosted program are loaded ahead of each of its lives: all that one execution loads, those of its
 * workers too, but those that start the program or a worker. Found once for a release and kept in the cache; the same on
 * every machine. They are part of what a digest depends on. Must not know what is executed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from '../input/canonical.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { cached } from '../live/targets/cache.ts';
import type { Beginnings } from './beginnings.ts';
import { beginningsOf } from './hosted-gateway.ts';
import type { HostedProgram } from './hosted-program.ts';

/** A worker's own copy of a module goes by the file's URL with a search of this kind. */
const LOADS = /^load (file:[^?#]+\.[cm]?js(?:\?hosted-worker=\d+)?)$/;
/** The module that a worker begins with. */
const STARTS = /^start (file:.+)$/;
const NAME = 'modules.json';
const NOT_FORKED = { because: 'modules are looked for' };

/** One execution of lives that begin like this, always the same. */
export type ExecuteOnce = (beginnings: Beginnings, onTrace: (text: string) => void) => Promise<unknown>;

/** A module that looked at what changes from one life to the next. */
const NOT_AHEAD = /^not ahead (.+)$/;
/** As `import` and `export` stand in what is shipped: at the beginning of a line. */
const IMPORTS = /^(?:import|export)\b[^;'"]*?["'](\.[^"']+)["']/gm;
/** What a worker is told when it begins. */
const ASKS_WORKER =
  /\bworker_threads\b[^]*\b(?:parentPort|workerData)\b|\b(?:parentPort|workerData)\b[^]*\bworker_threads\b/;
const MOST_TRIES = 8;
/** Of the lists that are kept: one that was made otherwise is found no more. */
const FORMAT = '3';

/**
 * Their files, in the order in which they are first loaded, those of workers as URLs; none when its modules cannot be
 * loaded ahead. `plan`: what `execute` executes, as a text.
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
    const starts = new Set(starters);
    await tell(program, [], execute, (text) => {
      const [load, start] = [LOADS.exec(text)?.[1], STARTS.exec(text)?.[1]];
      if (load !== undefined) loaded.add(nameOf(load));
      if (start !== undefined) starts.add(nameOf(start));
    });
    const found = [...loaded].filter((one) => !starts.has(one));
    const ahead = await mostThatCanBegin(program, without(found, found.filter(asksWorker)), execute);
    writeFileSync(join(draft, NAME), JSON.stringify(ahead.map((one) => relative(folder, one))));
  });
  const kept = JSON.parse(readFileSync(join(entry, NAME), 'utf8')) as readonly string[];
  return kept
    .map((one) => resolve(folder, one))
    .filter((one) => existsSync(fileOf(one)))
    .map(importedAs);
}

/** A module by its file, and the search of its URL. */
function nameOf(url: string): string {
  return fileURLToPath(url) + new URL(url).search;
}

function fileOf(module: string): string {
  return module.split('?', 1)[0] ?? module;
}

function searchOf(module: string): string {
  return module.slice(fileOf(module).length);
}

function importedAs(module: string): string {
  const search = searchOf(module);
  return search === '' ? module : pathToFileURL(fileOf(module)).href + search;
}

/** Evaluated before there is a worker, it would find nothing. */
function asksWorker(module: string): boolean {
  return searchOf(module) !== '' && ASKS_WORKER.test(readFileSync(fileOf(module), 'utf8'));
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
      await tell(program, modules, execute, (text) => {
        const culprit = NOT_AHEAD.exec(text)?.[1];
        if (culprit !== undefined) culprits.add(culprit);
      });
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

function without(modules: readonly string[], culprits: Iterable<string>): readonly string[] {
  const imports = new Map(modules.map((one) => [one, importsOf(one)]));
  const out = new Set(culprits);
  for (let before = -1; before !== out.size;) {
    before = out.size;
    for (const [one, imported] of imports) if (imported.some((other) => out.has(other))) out.add(one);
  }
  return modules.filter((one) => !out.has(one));
}

function importsOf(module: string): readonly string[] {
  const [file, search] = [fileOf(module), searchOf(module)];
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORTS)].map(([, specifier = '']) => resolve(dirname(file), specifier) + search);
}

/** Executes lives that begin with these modules, and tells what it says. Nothing that they compile is kept. */
async function tell(
  program: HostedProgram,
  modules: readonly string[],
  execute: ExecuteOnce,
  hear: (text: string) => void,
): Promise<void> {
  const beginnings = beginningsOf(program, modules.map(importedAs), NOT_FORKED, null);
  try {
    await execute(beginnings, hear);
  } finally {
    beginnings.close();
  }
}
