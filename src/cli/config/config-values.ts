/** Gives verbs what a configuration says. What the command line says always wins. */
import type { Command } from 'commander';
import { printable } from '../../input/printable.ts';
import { parseDuration, parseSeeds } from '../option-values.ts';
import { READ_BY, type Key } from './config-keys.ts';
import { loadConfig } from './config-file.ts';

const PARSED: Readonly<Partial<Record<string, (value: string) => unknown>>> = {
  usualSeeds: parseSeeds,
  usualTime: parseDuration,
};

/** Gives a verb's options what the configuration says and the command line does not; says which file that was. */
export async function applyConfig(command: Command): Promise<void> {
  const reads = READ_BY[command.name()];
  if (reads === undefined) return;
  const { config: named } = command.opts<{ readonly config?: string | false }>();
  if (named === false) return;
  const loaded = await loadConfig(named);
  if (loaded === undefined) return;
  const taken: string[] = [];
  for (const [key, option] of Object.entries(reads)) {
    const value = loaded.values[key as Key];
    if (value === undefined || isSaid(command, option)) continue;
    if (reads.target !== undefined && isOfAnother(key, command.args)) continue;
    const parse = PARSED[option];
    command.setOptionValueWithSource(option, parse === undefined ? value : parse(String(value)), 'config');
    taken.push(key);
  }
  const { quiet = false } = command.opts<{ readonly quiet?: boolean }>();
  if (!quiet && taken.length > 0)
    process.stderr.write(`${printable(`${loaded.file} says ${taken.join(', ')}`)}\n`);
}

/** Nothing of the target that the file names is meant for one that the command line names; a token is for any address. */
function isOfAnother(key: string, [named]: readonly string[]): boolean {
  if (named === undefined) return false;
  return key === 'target' || key === 'gateway' || (key === 'tokenEnv' && !/^wss?:/i.test(named));
}

/** Options that say the same in another way. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  tokenEnv: ['token'],
  usualSeeds: ['seeds', 'time'],
  usualTime: ['seeds', 'time'],
};

function isSaid(command: Command, option: string): boolean {
  const names = [option, ...(ALIKE[option] ?? [])];
  return names.some((name) => command.getOptionValueSource(name) === 'cli');
}
