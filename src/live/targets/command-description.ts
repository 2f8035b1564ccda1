/**
 * The description of a command target: a YAML file that says how a gateway is started, found and spoken to, and what
 * can be done to it from outside. Strict: everything wrong is said with its place.
 */
import { z } from 'zod';
import { DIALECTS, dialectFor } from '../../dialect/catalogue.ts';
import { nearest } from '../../input/nearest.ts';
import { parseYaml } from '../../input/yaml-source.ts';
import { placeholdersIn, unknownPlaceholder } from './placeholders.ts';

/** What may ask a process to stop. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

const template = z.string().superRefine((text, context) => {
  const problem = unknownPlaceholder(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const capabilities = z.strictObject({
  /** It is started, stopped, killed and started again on the same state. False: it runs already, at `url`. */
  lifecycle: z.boolean().default(true),
  /** `completions`: its model runs go to {provider}, as OpenAI-compatible chat completions. */
  provider: z.enum(['none', 'completions']).default('none'),
  /** It takes limits and rules from the file {settings}. */
  settings: z.boolean().default(false),
  /** It makes everything stored look older by {agedms}. */
  clock: z.boolean().default(false),
});

export const commandDescriptionSchema = z
  .strictObject({
    /** As reports call it. */
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/,
        'a name of letters, digits and . _ @ + - that begins with a letter or digit',
      ),
    /** `node`: it is a program for Node, which can run in virtual time; `start.args` then begin with its script. */
    host: z.literal('node').optional(),
    /** The program and what it is given; both may hold placeholders. */
    start: z
      .strictObject({ command: template.min(1, 'the program to start'), args: z.array(template).default([]) })
      .optional(),
    /** Variables beside those that Gauntlet itself runs with; values may hold placeholders. */
    environment: z.record(z.string().min(1), template).default({}),
    /** Where it is started, relative to the description. */
    cwd: z.string().min(1).default('.'),
    /** Where its clients connect; may hold {port}. */
    url: template
      .regex(/^wss?:\/\//, 'an address that begins with ws:// or wss://')
      .default('ws://127.0.0.1:{port}'),
    /** A credential of its own; default: a fresh one for each execution, told by {token}. */
    token: z.string().min(1).optional(),
    stopSignal: z.enum(STOP_SIGNALS).default('SIGTERM'),
    /** It must have answered a client by then, in milliseconds. */
    readyWithinMs: z.number().int().min(100).max(600_000).default(60_000),
    /** What it speaks; default: decided by what its hello says. */
    dialect: z.string().optional(),
    capabilities: capabilities.prefault({}),
  })
  .superRefine((description, context) => {
    for (const { path, text } of contradictions(description))
      context.addIssue({ code: 'custom', path: [...path], message: text });
  });

export type CommandDescription = z.output<typeof commandDescriptionSchema>;

/** The description in a text. Throws InputError with a line for each problem. */
export function parseCommandDescription(file: string, text: string): CommandDescription {
  return parseYaml(file, text).read(commandDescriptionSchema);
}

export function commandDescriptionJsonSchema(): object {
  return z.toJSONSchema(commandDescriptionSchema, { io: 'input', unrepresentable: 'any' });
}

/** Something said of one place in the description. */
interface Said {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Parts that do not fit each other. */
function* contradictions(description: CommandDescription): Generator<Said> {
  const { start, dialect, capabilities: can, url } = description;
  if (dialect !== undefined && dialectFor(dialect) === undefined) {
    const names = DIALECTS.map(({ name }) => name);
    yield { path: ['dialect'], text: `unknown dialect '${dialect}'${nearest(dialect, names)}` };
  }
  if (placeholdersIn(url).some((name) => name !== 'port'))
    yield { path: ['url'], text: 'of placeholders, an address may hold {port} only' };
  if (can.lifecycle !== (start !== undefined))
    yield can.lifecycle
      ? { path: [], text: "the key 'start' is missing (or say capabilities.lifecycle: false)" }
      : { path: ['start'], text: 'not started by anybody, as capabilities.lifecycle is false' };
  if (description.host !== undefined && description.start?.command !== 'node')
    yield { path: ['host'], text: "what Node hosts is started by the command 'node'" };
  if (!can.lifecycle && placeholdersIn(url).length > 0)
    yield { path: ['url'], text: 'without lifecycle there is no {port}: say where it listens' };
  const told = new Map<string, Said['path']>();
  for (const { path, text } of templates(description))
    for (const name of placeholdersIn(text)) if (!told.has(name)) told.set(name, path);
  for (const [name, placeholder, able] of [
    ['provider', 'provider', can.provider !== 'none'],
    ['settings', 'settings', can.settings],
    ['clock', 'agedms', can.clock],
  ] as const) {
    const used = told.get(placeholder);
    const path = ['capabilities', name];
    if (able && !can.lifecycle) yield { path, text: 'nobody can tell it without lifecycle' };
    else if (able && used === undefined)
      yield { path, text: `nothing in start or environment holds {${placeholder}}` };
    else if (!able && used !== undefined)
      yield { path: used, text: `{${placeholder}} needs capabilities.${name}` };
  }
}

/** What a launch fills in, with its place. */
function* templates({ start, environment }: CommandDescription): Generator<Said> {
  if (start !== undefined) {
    yield { path: ['start', 'command'], text: start.command };
    for (const [i, text] of start.args.entries()) yield { path: ['start', 'args', i], text };
  }
  for (const [name, text] of Object.entries(environment)) yield { path: ['environment', name], text };
}
