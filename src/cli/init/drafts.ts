/**
 * The files of a project that uses Gauntlet, as text: configuration, gateway or description, first scenario, CI. Nothing here
 * writes; everything that is written can be read again by the verbs it is for.
 */
import { posix } from 'node:path';
import { stringify } from 'yaml';
import { parseCommandDescription } from '../../live/targets/command-description.ts';
import { ciDrafts } from './ci-drafts.ts';
import type { ProjectFile, Project } from './project.ts';
import { starterGateway } from './starter-gateway.ts';

export const FIRST_SCENARIO = 'scenarios/first-conversation.yaml';

/** Throws InputError when what a person said does not fit. */
export function draftsFor(project: Project): readonly ProjectFile[] {
  return [configDraft(project), ...targetDrafts(project), scenarioDraft(), ...ciDrafts(project)];
}

/** The line by which an editor finds the schema of a YAML file, which comes with the package. */
function schemaLine(name: string, path: string): string {
  const up = posix.relative(posix.dirname(path), '.');
  return `# yaml-language-server: $schema=${posix.join(up, 'node_modules/gateway-gauntlet/dist/schemas', `${name}.json`)}\n`;
}

function configDraft(project: Project): ProjectFile {
  if (project.kind !== 'in-process') return yamlConfig(project);
  const values = `{
  gateway: ${`'${project.gateway}'`},
  // 'gauntlet run' executes these beside the incidents, and then so many plans of the seed
  scenarios: ['scenarios'],
  seed: 'gauntlet',
  seeds: 500,
  // a gateway that fails everything need not fail five hundred times
  maxFailures: 20,
}`;
  return project.typescript
    ? {
        path: 'gauntlet.config.ts',
        text: `import type { GauntletConfig } from 'gateway-gauntlet';\n\nexport default ${values} satisfies GauntletConfig;\n`,
      }
    : {
        path: 'gauntlet.config.mjs',
        text: `/** @type {import('gateway-gauntlet').GauntletConfig} */\nexport default ${values};\n`,
      };
}

function yamlConfig(project: Exclude<Project, { kind: 'in-process' }>): ProjectFile {
  const path = 'gauntlet.config.yaml';
  return { path, text: [schemaLine('config', path), ...yamlValues(project)].join('') };
}

function yamlValues(project: Exclude<Project, { kind: 'in-process' }>): readonly string[] {
  switch (project.kind) {
    case 'hosted':
      return [
        entry('gateway', `./${descriptionPath(project.name)}`),
        "# 'gauntlet run' executes these beside the incidents, and then so many plans of the seed\n",
        entry('scenarios', ['scenarios']),
        entry('seed', 'gauntlet'),
        '# each plan starts the program anew, and some of them several times\n',
        entry('seeds', 20),
        entry('maxFailures', 5),
      ];
    case 'command':
      return [
        entry('target', `./${descriptionPath(project.name)}`),
        '# what must hold: speaks, ordered, bounded, or durable, which stops and kills the process, too\n',
        entry('profile', 'durable'),
        entry('repeat', 3),
      ];
    case 'url':
      return [
        entry('target', project.url),
        '# where the token is, which does not belong into a file\n',
        entry('tokenEnv', project.tokenEnv),
        '# all that an address can be certified for; ordered is judged there too, and what compares with the model stays inconclusive\n',
        entry('profile', 'speaks'),
        entry('repeat', 3),
      ];
  }
}

function entry(key: string, value: unknown): string {
  return stringify({ [key]: value }, { lineWidth: 0 });
}

function descriptionPath(name: string): string {
  return `${name}.yaml`;
}

function targetDrafts(project: Project): readonly ProjectFile[] {
  if (project.kind === 'in-process')
    return [{ path: posix.normalize(project.gateway), text: starterGateway(project.typescript) }];
  if (project.kind === 'url') return [];
  const path = descriptionPath(project.name);
  const [command = '', ...args] = project.command.split(/\s+/).filter((word) => word !== '');
  const text = [
    schemaLine('target', path),
    entry('name', project.name),
    ...(project.kind === 'hosted'
      ? [
          '# Node runs it, and its clock, timers, chance, sockets and files are virtual\n',
          entry('host', 'node'),
        ]
      : []),
    '# {port}: where it is to listen, on 127.0.0.1. {folder}: an empty folder for its state, the same after a restart\n',
    entry('start', { command, args }),
    '# {token}: what its clients present. {provider}: the model, as OpenAI-compatible chat completions\n',
    entry('environment', { GATEWAY_TOKEN: '{token}', OPENAI_BASE_URL: '{provider}/v1' }),
    entry('capabilities', { provider: 'completions' }),
  ];
  // what does not fit is better said now than by the next verb
  parseCommandDescription(path, text.join(''));
  return [{ path, text: text.join('') }];
}

function scenarioDraft(): ProjectFile {
  const path = FIRST_SCENARIO;
  return {
    path,
    text: `${schemaLine('scenario', path)}name: two messages, one after the other, and a reset
story: >
  The least that anybody expects: both are answered, what was said can be read again, and the session is another one after
  the reset. Times are of the virtual clock where there is one.
exercises:
  - send/accounted
  - run/terminates
plan:
  clients:
    - { id: web, follows: ['agent:main:main'] }
    - { id: reader, role: reader, follows: ['agent:main:main'] }
  operations:
    - { id: first, do: send, client: web, session: 'agent:main:main', atMs: 1000 }
    - id: second
      do: send
      client: web
      session: agent:main:main
      after: { operation: first, event: settled, delayMs: 200 }
    - id: read
      do: history
      client: reader
      session: agent:main:main
      after: { operation: second, event: settled, delayMs: 300 }
    - id: reset
      do: reset
      client: web
      session: agent:main:main
      after: { operation: second, event: settled, delayMs: 600 }
`,
  };
}
