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

/** Their files, in the order in which they are first loaded; none when its modules cannot be loaded ahead. */
export async function modulesAhead(program: HostedProgram, execute: ExecuteOnce): Promise<readonly string[]> {
  const { starters, script, name } = program;
  if (starters === undefined) return [];
  const folder = dirname(script);
  const key = sha256([name, ...starters.map((path) => relative(folder, path))].join('\n')).slice(0, 16);
  const entry = await cached('modules-ahead', key, async (draft) => {
    const found = (await loadedBy(program, [], execute)).filter((path) => !starters.includes(path));
    const ahead = (await canBegin(program, found, execute)) ? found : [];
    writeFileSync(join(draft, NAME), JSON.stringify(ahead.map((path) => relative(folder, path))));
  });
  const kept = JSON.parse(readFileSync(join(entry, NAME), 'utf8')) as readonly string[];
  return kept.map((path) => resolve(folder, path)).filter((path) => existsSync(path));
}

async function canBegin(
  program: HostedProgram,
  modules: readonly string[],
  execute: ExecuteOnce,
): Promise<boolean> {
  try {
    await loadedBy(program, modules, execute);
    return true;
  } catch (thrown) {
    if (thrown instanceof InputError || thrown instanceof TargetError) return false;
    throw thrown;
  }
}

/** What it loads after its birth. */
async function loadedBy(
  program: HostedProgram,
  modules: readonly string[],
  execute: ExecuteOnce,
): Promise<readonly string[]> {
  const loaded = new Set<string>();
  const beginnings = beginningsOf(program, modules, NOT_FORKED);
  try {
    await execute(beginnings, (text) => {
      const url = LOADS.exec(text)?.[1];
      if (url !== undefined) loaded.add(fileURLToPath(url));
    });
  } finally {
    beginnings.close();
  }
  return [...loaded];
}
