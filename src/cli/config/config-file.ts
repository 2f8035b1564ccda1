/**
 * The configuration file: `gauntlet.config.ts`, `.mts`, `.js`, `.mjs`, `.yaml` or `.yml` in the working directory, or the one that
 * --config names. Finds it, loads it, and puts its paths in relation to the working directory. A module is executed: it
 * is the working directory's own. Must not know verbs.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { loadProblem } from '../../campaign/file-target.ts';
import { InputError, messageOf } from '../../input/problem.ts';
import { readTextFile } from '../../input/text-file.ts';
import { importUserModule } from '../../input/user-module.ts';
import { issueLines, parseYaml } from '../../input/yaml-source.ts';
import { nearest } from '../../input/nearest.ts';
import { configSchema, type GauntletConfig } from './config-schema.ts';

/** Names that are looked for, in this order. */
export const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml'].map((end) => `gauntlet.config.${end}`);

export interface LoadedConfig {
  /** As it was named, or its name in the working directory. */
  readonly file: string;
  readonly values: GauntletConfig;
}

/** `named`: what --config said; undefined: look for one. Throws InputError, a line for each thing that is wrong. */
export async function loadConfig(named: string | undefined): Promise<LoadedConfig | undefined> {
  const file = named ?? foundConfig();
  if (file === undefined) return undefined;
  const values = /\.ya?ml$/i.test(file) ? configInYaml(file) : await configInModule(file);
  return { file, values: relocated(values, dirname(file)) };
}

function foundConfig(): string | undefined {
  const [first, second] = CONFIG_NAMES.filter((name) => existsSync(name));
  if (second !== undefined)
    throw new InputError(`${first ?? ''} and ${second} are both here: remove one, or name one with --config`);
  return first;
}

function configInYaml(file: string): GauntletConfig {
  const source = parseYaml(file, readTextFile(file, 'a configuration'));
  return named(file, () => source.read(configSchema.nullish()) ?? {});
}

async function configInModule(file: string): Promise<GauntletConfig> {
  if (!/^\.[cm]?[jt]s$/.test(extname(file)))
    throw new InputError(`${file}: a configuration is a .ts, .js or .yaml file`);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new InputError(`${file}: no such file`);
  const value = await defaultOf(file);
  const read = configSchema.safeParse(value);
  if (read.success) return read.data;
  return named(file, () => {
    throw new InputError(issueLines(read.error.issues, value).map((line) => `${file}: ${line}`));
  });
}

async function defaultOf(file: string): Promise<unknown> {
  let module: Awaited<ReturnType<typeof importUserModule>>;
  try {
    module = await importUserModule(file);
  } catch (thrown) {
    throw new InputError(loadProblem(file, messageOf(thrown)));
  }
  const value = module['default'];
  if (value === undefined)
    throw new InputError(`${file}: exports no default (export default { gateway: './gateway.ts' })`);
  return value;
}

/** An unknown key is told which one may be meant. */
function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    const keys = Object.keys(configSchema.shape);
    const told = thrown.lines.map((line) =>
      line.replace(/unknown key '([^']*)'$/, (all, key: string) => `${all}${nearest(key, keys)}`),
    );
    throw new InputError(told.map((line) => (line.startsWith(file) ? line : `${file}: ${line}`)));
  }
}

const PATHS = ['baseline', 'seedDatabase', 'out', 'certificates', 'waivers'] as const;

/** Paths as from the working directory. */
function relocated(values: GauntletConfig, folder: string): GauntletConfig {
  const from = (path: string): string => {
    const there = relative('.', resolve(folder, path)) || '.';
    return /^\.{1,2}(?:[\\/]|$)/.test(path) && !there.startsWith('.') ? `./${there}` : there;
  };
  const moved: Record<string, unknown> = { ...values };
  for (const key of PATHS) if (values[key] !== undefined) moved[key] = from(values[key]);
  for (const key of ['gateway', 'target'] as const) {
    const text = values[key];
    if (text !== undefined && existsSync(join(folder, text))) moved[key] = from(text);
  }
  if (values.scenarios !== undefined) moved['scenarios'] = values.scenarios.map(from);
  return moved;
}
