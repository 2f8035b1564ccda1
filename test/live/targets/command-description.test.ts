import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input/problem.ts';
import {
  commandDescriptionJsonSchema,
  parseCommandDescription,
  type CommandDescription,
} from '../../../src/live/targets/command-description.ts';

const SMALL = 'name: mine\nstart: { command: python3, args: [gateway.py, "{port}"] }\n';

function read(text: string): CommandDescription {
  return parseCommandDescription('mine.yaml', text);
}

function problems(text: string): readonly string[] {
  try {
    read(text);
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown.lines;
    throw thrown;
  }
  return [];
}

describe('a command description', () => {
  it('says little when little is unusual', () => {
    expect(read(SMALL)).toEqual({
      name: 'mine',
      start: { command: 'python3', args: ['gateway.py', '{port}'] },
      environment: {},
      cwd: '.',
      url: 'ws://127.0.0.1:{port}',
      stopSignal: 'SIGTERM',
      readyWithinMs: 60_000,
      capabilities: { lifecycle: true, provider: 'none', settings: false, clock: false },
    });
  });

  it('may describe a gateway that runs already', () => {
    const text = 'name: mine\nurl: ws://127.0.0.1:1\ncapabilities: { lifecycle: false }\n';
    expect(read(text).start).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['is no YAML', 'name: [mine\n', 'mine.yaml:2:1: '],
    ['is empty', '', 'mine.yaml:1:1: '],
    ['has an unknown key', `${SMALL}ports: 1\n`, "mine.yaml:3:1: unknown key 'ports'"],
    ['has no name', 'start: { command: x }\n', "mine.yaml:1:1: the key 'name' is missing"],
    ['has a name that is none', SMALL.replace('mine', '"my gateway"'), 'mine.yaml:1:7: name: '],
    [
      'holds an unknown placeholder',
      SMALL.replace('{port}', '{prot}'),
      "mine.yaml:2:47: start.args[1]: unknown placeholder {prot} (did you mean 'port'?)",
    ],
    ['has no start', 'name: mine\n', "mine.yaml:1:1: the key 'start' is missing"],
    [
      'has a start that nobody uses',
      `${SMALL}url: ws://127.0.0.1:1\ncapabilities: { lifecycle: false }\n`,
      'mine.yaml:2:8: start: not started by anybody',
    ],
    [
      'runs already, but does not say where',
      'name: mine\nurl: ws://127.0.0.1:{port}\ncapabilities: { lifecycle: false }\n',
      'mine.yaml:2:6: url: without lifecycle there is no {port}',
    ],
    ['has an address that is none', `${SMALL}url: http://127.0.0.1\n`, 'mine.yaml:3:6: url: an address'],
    [
      'puts a credential into the address',
      `${SMALL}url: ws://127.0.0.1:{port}/{token}\n`,
      'mine.yaml:3:6: url: of placeholders',
    ],
    [
      'speaks an unknown dialect',
      `${SMALL}dialect: refrence@1\n`,
      "mine.yaml:3:10: dialect: unknown dialect 'refrence@1' (did you mean 'reference@1'?)",
    ],
    [
      'takes settings that nobody gives it',
      `${SMALL}capabilities: { settings: true }\n`,
      'mine.yaml:3:27: capabilities.settings: nothing in start or environment holds {settings}',
    ],
    [
      'has a provider that nobody names',
      `${SMALL}capabilities: { provider: completions }\n`,
      'mine.yaml:3:27: capabilities.provider: nothing in start or environment holds {provider}',
    ],
    [
      'uses what it does not declare',
      `${SMALL}environment: { AGE: "{agedms}" }\n`,
      'mine.yaml:3:21: environment.AGE: {agedms} needs capabilities.clock',
    ],
    ['is stopped by nothing', `${SMALL}stopSignal: SIGKILL\n`, 'mine.yaml:3:13: stopSignal: '],
  ])('that %s is refused with its place', (_what, text, start) => {
    const lines = problems(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, start.length)).toBe(start);
  });

  it('gives all problems at once, in the order of the file', () => {
    expect(problems('name: 7\nstart: { comand: x }\n').map((line) => line.split(': ', 1)[0])).toEqual([
      'mine.yaml:1:7',
      'mine.yaml:2:8',
      'mine.yaml:2:10',
    ]);
  });

  it('has a published schema that names every key', () => {
    const schema = commandDescriptionJsonSchema() as { readonly properties: object };
    expect(Object.keys(schema.properties)).toEqual([
      'name',
      'host',
      'start',
      'environment',
      'cwd',
      'url',
      'token',
      'stopSignal',
      'readyWithinMs',
      'dialect',
      'capabilities',
    ]);
  });
});
