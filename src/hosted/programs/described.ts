/**
 * A hosted program that a person describes in YAML (`host: node`): the same description with which it is certified live.
 * Its script and its packages are where they are; its folder and its provider are those of the execution.
 */
import { dirname, resolve } from 'node:path';
import { dialectFor } from '../../dialect/catalogue.ts';
import { InputError } from '../../input/problem.ts';
import { readTextFile } from '../../input/text-file.ts';
import { parseCommandDescription, type CommandDescription } from '../../live/targets/command-description.ts';
import { fillIn, type Placeholder } from '../../live/targets/placeholders.ts';
import { GATEWAY_PORT, PROVIDER_PORT } from '../hosted-life.ts';
import type { HostedProgram } from '../hosted-program.ts';
import { VISIBLE_ROOT } from '../messages.ts';

/** Throws InputError when the file describes no program that can be hosted. */
export function describedProgram(file: string, token: string, node: string): HostedProgram {
  const description = parseCommandDescription(file, readTextFile(file, 'a description'));
  const { start, name, dialect = 'reference@1', host, capabilities } = description;
  if (host !== 'node' || start === undefined)
    throw new InputError(
      `${file}: only a program for Node can be hosted: say host: node, or certify it live`,
    );
  if (capabilities.settings) throw new InputError(`${file}: a hosted program is given no settings`);
  const known = dialectFor(dialect);
  if (known === undefined) throw new InputError(`${file}: unknown dialect '${dialect}'`);
  const folder = resolve(dirname(file), description.cwd);
  const [script = '', ...args] = start.args.map((arg) => fillIn(arg, valuesFor(token)));
  return {
    name,
    dialect: known,
    node,
    script: resolve(folder, script),
    args,
    env: environmentOf(description, token),
    files: new Map(),
    folders: ['/state', '/home', '/tmp'],
    cwd: `${VISIBLE_ROOT}/home`,
    stopSignal: description.stopSignal,
    places: [folder],
  };
}

function environmentOf({ environment }: CommandDescription, token: string): Readonly<Record<string, string>> {
  const told = Object.entries(environment).map(
    ([name, text]) => [name, fillIn(text, valuesFor(token))] as const,
  );
  return { HOME: `${VISIBLE_ROOT}/home`, TMPDIR: `${VISIBLE_ROOT}/tmp`, ...Object.fromEntries(told) };
}

function valuesFor(token: string): Readonly<Record<Placeholder, string>> {
  return {
    port: String(GATEWAY_PORT),
    token,
    folder: `${VISIBLE_ROOT}/state`,
    provider: `http://127.0.0.1:${PROVIDER_PORT}`,
    settings: '',
    // its clock is ours: nothing has to be made to look older
    agedms: '0',
  };
}
