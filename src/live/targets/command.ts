/**
 * A target that a person describes in a YAML file: any program that listens on a WebSocket, in whatever language.
 * Knows what a description says; must not know what the program is.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dialectFor } from '../../dialect/catalogue.ts';
import { readTextFile } from '../../input/text-file.ts';
import type { Deployment, Launch, Place, LiveTarget } from '../target.ts';
import { parseCommandDescription, type CommandDescription } from './command-description.ts';
import { fillIn, type Placeholder } from './placeholders.ts';
import { writePlanSettings } from './plan-settings.ts';

/** Reads the description at once. Throws InputError. */
export function createCommandTarget(file: string): LiveTarget {
  const description = parseCommandDescription(file, readTextFile(file, 'a description'));
  const cwd = resolve(dirname(file), description.cwd);
  return {
    name: description.name,
    describedIn: file,
    capabilities: description.capabilities,
    dialect: description.dialect === undefined ? undefined : dialectFor(description.dialect),
    deploy: (place) => deploy(description, cwd, place),
  };
}

async function deploy(description: CommandDescription, cwd: string, place: Place): Promise<Deployment> {
  const { start } = description;
  const token = description.token ?? place.token;
  const folder = join(place.folder, 'state');
  const settings = join(place.folder, 'settings.json');
  if (start !== undefined) await mkdir(folder, { recursive: true });
  if (description.capabilities.settings) await writePlanSettings(settings, place.plan);
  const values = (port: number, agedMs: number): Record<Placeholder, string> => ({
    port: String(port),
    token,
    folder,
    provider: place.providerUrl,
    settings,
    agedms: String(agedMs),
  });
  return {
    token,
    secrets: [cwd],
    url: (port) => fillIn(description.url, values(port, 0)),
    stopSignal: description.stopSignal,
    ...(start === undefined
      ? {}
      : {
          launch: (port, agedMs) => Promise.resolve(launchOf(description, start, cwd, values(port, agedMs))),
        }),
  };
}

function launchOf(
  { environment, readyWithinMs }: CommandDescription,
  start: NonNullable<CommandDescription['start']>,
  cwd: string,
  values: Readonly<Record<Placeholder, string>>,
): Launch {
  const told = Object.entries(environment).map(([name, text]) => [name, fillIn(text, values)] as const);
  return {
    command: fillIn(start.command, values),
    args: start.args.map((arg) => fillIn(arg, values)),
    env: { ...process.env, ...Object.fromEntries(told) },
    cwd,
    readyWithinMs,
  };
}
