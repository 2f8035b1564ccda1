/**
 * `gauntlet init`: writes what a project needs to be judged. What flags do not say it asks on a terminal, and elsewhere takes what
 * is usual. Never writes over a file, nor follows one out of the working directory.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, normalize } from 'node:path';
import { printable } from '../input/printable.ts';
import { InputError, messageOf } from '../input/problem.ts';
import { jsonText } from '../report/json.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { paintFor } from '../report/paint.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { CONFIG_NAMES } from './config/config-file.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { draftsFor } from './init/drafts.ts';
import {
  isRun,
  USUAL,
  type CiSystem,
  type ProjectFile,
  type Project,
  type TargetKind,
} from './init/project.ts';
import { UsageError } from './problem.ts';

export interface InitOptions {
  readonly kind?: TargetKind;
  readonly typescript?: boolean;
  readonly gateway?: string;
  readonly name?: string;
  readonly command?: string;
  readonly url?: string;
  readonly tokenEnv?: string;
  readonly ci?: CiSystem;
  readonly yes: boolean;
  readonly json: boolean;
}

interface Written {
  readonly written: readonly string[];
  /** They were there, and were left as they are. */
  readonly kept: readonly string[];
}

export async function initVerb(options: InitOptions): Promise<ExitCode> {
  const project = await projectOf(options);
  const drafts = draftsFor(project);
  const places = placesOf(drafts);
  write(drafts.filter(({ path }) => places.written.includes(path)));
  const next = nextCommands(project);
  if (options.json) {
    process.stdout.write(
      jsonText({
        schemaVersion: SCHEMA_VERSION,
        version: GAUNTLET_VERSION,
        kind: project.kind,
        ...places,
        next,
      }),
    );
    return EXIT.clean;
  }
  const paint = paintFor(process.stdout, process.env);
  const lines = [
    ...places.written.map((path) => `written  ${path}`),
    ...places.kept.map((path) => paint('dim', `kept     ${path} (it was there)`)),
    'next',
    ...next.map((command) => `  ${command}`),
  ];
  process.stdout.write(`${lines.map(printable).join('\n')}\n`);
  return EXIT.clean;
}

async function projectOf(options: InitOptions): Promise<Project> {
  const { yes, json, ci = 'github' } = options;
  const kind = options.kind ?? impliedKind(options);
  const typescript = options.typescript ?? impliedByModule(options.gateway) ?? existsSync('tsconfig.json');
  if (kind === undefined && !yes && !json && process.stdin.isTTY && process.stdout.isTTY)
    return (await import('./init/questions.ts')).askProject(typescript);
  if (kind === undefined && !yes)
    throw new UsageError(
      'say what is to be judged, since there is no terminal to ask on: --kind in-process, hosted, command or url, or --yes',
    );
  refuseOthers(kind ?? 'in-process', options);
  switch (kind) {
    case undefined:
    case 'in-process':
      return { kind: 'in-process', typescript, ci, gateway: options.gateway ?? USUAL.gateway(typescript) };
    case 'command':
    case 'hosted':
      return {
        kind,
        typescript: false,
        ci,
        name: options.name ?? USUAL.name,
        command: options.command ?? USUAL.command,
      };
    case 'url':
      return {
        kind: 'url',
        typescript: false,
        ci,
        url: options.url ?? USUAL.url,
        tokenEnv: options.tokenEnv ?? USUAL.tokenEnv,
      };
  }
}

const OWN: Readonly<Record<TargetKind, readonly (keyof InitOptions)[]>> = {
  'in-process': ['gateway', 'typescript'],
  command: ['command', 'name'],
  hosted: ['command', 'name'],
  url: ['url', 'tokenEnv'],
};

/** What a flag says of the kind: hosted is only what is called so. */
const IMPLIED: readonly TargetKind[] = ['in-process', 'command', 'url'];

function impliedKind(options: InitOptions): TargetKind | undefined {
  return IMPLIED.find((kind) => OWN[kind].some((flag) => options[flag] !== undefined));
}

function refuseOthers(kind: TargetKind, options: InitOptions): void {
  for (const [other, flags] of Object.entries(OWN))
    for (const flag of flags)
      if (!OWN[kind].includes(flag) && options[flag] !== undefined)
        throw new UsageError(
          `--${flag === 'tokenEnv' ? 'token-env' : flag} is for --kind ${other}, and this is ${kind}`,
        );
}

function impliedByModule(gateway: string | undefined): boolean | undefined {
  return gateway === undefined ? undefined : /\.[cm]?ts$/.test(gateway);
}

function placesOf(drafts: readonly ProjectFile[]): Written {
  for (const { path } of drafts)
    if (isAbsolute(path) || normalize(path).startsWith('..'))
      throw new InputError(`${path}: outside the working directory, where init writes nothing`);
  // one configuration is enough, whatever its form
  const config = CONFIG_NAMES.find((name) => existsSync(name));
  const kept = drafts
    .map(({ path }) => path)
    .filter((path) => existsSync(path) || (config !== undefined && CONFIG_NAMES.includes(path)));
  return {
    written: drafts.map(({ path }) => path).filter((path) => !kept.includes(path)),
    kept: kept.map((path) => (CONFIG_NAMES.includes(path) ? (config ?? path) : path)),
  };
}

function write(drafts: readonly ProjectFile[]): void {
  for (const { path, text } of drafts) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
    } catch (thrown) {
      throw new InputError(`${path}: cannot be written: ${messageOf(thrown)}`);
    }
  }
}

function nextCommands(project: Project): readonly string[] {
  const install = existsSync('node_modules/gateway-gauntlet')
    ? []
    : ['npm install --save-dev gateway-gauntlet'];
  const first = isRun(project.kind) ? ['npx gauntlet run'] : ['npx gauntlet try', 'npx gauntlet certify'];
  return [...install, ...first];
}
