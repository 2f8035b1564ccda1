import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inProcess } from './in-process.ts';
import { gauntlet, type Ended } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-usage-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const scenario = 'name: x\nstory: y\nplan:\n  clients: [{ id: alice }]\n';
const OUT = ['--out', join(folder, 'out')];

/** What Gauntlet writes, as far as it is looked at. */
const HISTORY = file('history.jsonl', '{"kind":"header","formatVersion":2}\n');
const BOOTING = '{"i":0,"atMicros":1,"incarnation":1,"kind":"process","event":"booting"}';
const DAMAGED = file('damaged.jsonl', `{"kind":"header","formatVersion":2}\n${BOOTING}\nx\ny\n`);
const FAILURE = file('failure.json', '{\n"formatVersion":4,"plan":{},"verdict":{}}\n');
const REPORT = file('report.json', '{\n"schemaVersion":2,"violations":[]}\n');
const PAGE = file('page.html', '<!doctype html>\n');

/** What was typed, and what the one line must say. */
const CASES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no verb', [], /^gauntlet: name a verb: 'gauntlet init' begins a project/],
  ['no verb of fleet', ['fleet'], /^gauntlet: name a verb of fleet: serve, work or status/],
  ['a missing argument', ['replay'], /^gauntlet: .*'file' \('gauntlet replay --help' says more\)$/],
  ['an unknown verb', ['certainly'], /^gauntlet: unknown verb 'certainly'/],
  ['an unknown option', ['run', '--sead', 'x'], /^gauntlet: unknown option '--sead'/],
  ['a missing value', ['run', '--seeds'], /^gauntlet: .*--seeds.* argument missing/],
  ['no seeds', ['run', '--seeds', '0', ...OUT], /^gauntlet: --seeds must be 1 or more/],
  ['a negative count', ['run', '--seeds', '-5', ...OUT], /^gauntlet: --seeds '-5' is neither/],
  ['a count that is no number', ['run', '--seeds', 'many', ...OUT], /^gauntlet: --seeds 'many' is neither/],
  [
    'a reversed range',
    ['run', '--seeds', '9..3', ...OUT],
    /^gauntlet: --seeds '9..3' runs backwards: write 3..9/,
  ],
  ['a time without a unit', ['run', '--time', '60', ...OUT], /^gauntlet: --time '60' is no duration/],
  ['no workers', ['run', '--workers', '0', ...OUT], /^gauntlet: --workers '0'/],
  ['an unknown check', ['run', '--check-determinism', 'some', ...OUT], /none of all, sample, none/],
  [
    'an unknown gateway',
    ['run', '--gateway', 'refrence', ...OUT],
    /^gauntlet: unknown gateway 'refrence' \(did you mean 'reference'\?\)/,
  ],
  [
    'a missing gateway file',
    ['run', '--gateway', './none.ts', ...OUT],
    /^gauntlet: \.\/none\.ts: no such gateway file/,
  ],
  [
    'a file that is no gateway',
    ['run', '--gateway', file('no-gateway.mjs', 'export const x = 1;\n'), ...OUT],
    /exports no gateway/,
  ],
  [
    'a filter that matches nothing',
    ['run', 'no such scenario', ...OUT],
    /^gauntlet: no scenario matches 'no such scenario'/,
  ],
  [
    'a missing scenario file',
    ['run', 'scenarios/none.yaml', ...OUT],
    /^gauntlet: no scenario matches 'scenarios\/none\.yaml'/,
  ],
  [
    'an unknown key',
    ['run', file('key.yaml', `${scenario}colour: red\n`), ...OUT],
    /key\.yaml:5:1: unknown key 'colour'$/m,
  ],
  [
    'a malformed plan',
    ['run', file('plan.yaml', scenario.replace('alice', '"a b"')), ...OUT],
    /plan\.yaml:4:19: /,
  ],
  ['a broken YAML file', ['run', file('yaml.yaml', 'name: "x\n'), ...OUT], /yaml\.yaml:\d+:\d+: /],
  ['a folder that is a file', ['run', '--seeds', '1', '--out', file('taken', '')], /cannot be written to/],
  ['a selftest without plans', ['selftest', '--budget', '0', ...OUT], /^gauntlet: --budget '0' is no number/],
  ['plans that are no number', ['selftest', '--plans', 'many', ...OUT], /^gauntlet: --plans 'many' is no/],
  [
    'a selftest of a gateway that is right',
    ['selftest', '--gateway', 'reference', ...OUT],
    /^gauntlet: --gateway 'reference' is no known-bad gateway/,
  ],
  [
    'a selftest without a property there is not',
    ['selftest', '--without', 'seq/contigous', ...OUT],
    /^gauntlet: --without 'seq\/contigous' is no property \(did you mean 'seq\/contiguous'\?\)/,
  ],
  ['a replay of nothing', ['replay'], /^gauntlet: missing required argument 'file'/],
  ['a replay of a missing file', ['replay', 'none.json'], /^gauntlet: none\.json: no such file/],
  ['a replay of a damaged file', ['replay', file('cut.json', '{"formatVersion":1,')], /cut\.json: not JSON/],
  ['a replay of something else', ['replay', 'package.json'], /package\.json: no failure file/],
  ['a shrink of a missing file', ['shrink', 'none.json', ...OUT], /^gauntlet: none\.json: no such file/],
  ['no executions', ['shrink', 'x.json', '--max-executions', '0'], /^gauntlet: --max-executions '0' is no/],
  ['a promotion of something else', ['promote', 'package.json'], /package\.json: no failure file/],
  [
    'a promotion without a name',
    ['promote', 'x.json', '--name', ' '],
    /^gauntlet: --name must have 1 to 200/,
  ],
  ['a promotion to nowhere', ['promote', 'x.json', '--into', ''], /^gauntlet: --into needs a folder/],
  ['an explanation of nothing', ['explain', 'seq/contigous'], /did you mean 'seq\/contiguous'\?/],
  ['an explanation of no profile', ['explain', 'orderd'], /did you mean 'ordered'\?/],
  [
    'an explanation of a missing file',
    ['explain', 'none.json', ...OUT],
    /^gauntlet: none\.json: no such file/,
  ],
  ['an explanation of something else', ['explain', 'package.json'], /package\.json: no failure file/],
  [
    'an explanation of a damaged file',
    ['explain', file('torn.json', '{"formatVersion":4,'), ...OUT],
    /torn\.json: not JSON/,
  ],
  [
    'an explanation without executions',
    ['explain', 'x.json', '--max-executions', '0'],
    /^gauntlet: --max-executions '0' is no/,
  ],
  ['a why of a missing file', ['why', 'none.json'], /^gauntlet: none\.json: no such file/],
  ['a why of something else', ['why', 'package.json'], /package\.json: no failure file/],
  ['a why without executions', ['why', 'x.json', '--executions', '0'], /^gauntlet: --executions '0' is no/],
  ['a why with no thread', ['why', 'x.json', '--workers', '0'], /^gauntlet: --workers '0' is no/],
  ['a judging of a document', ['judge', 'README.md'], /^README\.md:1:1: no history: not JSON; a history is /],
  [
    'a judging of a failure file',
    ['judge', FAILURE],
    /:1:1: no history: not JSON; it is a failure file, and /,
  ],
  ['a judging of its page', ['judge', PAGE], /no history: not JSON; it is a page, and a browser opens it/],
  ['a judging of a report', ['judge', REPORT], /no history: not JSON; it is the report of a run/],
  ['a judging of a damaged history', ['judge', DAMAGED], /:3:1: not JSON, and 1 more line that cannot be/],
  ['a drawing of a damaged history', ['show', DAMAGED], /:3:1: not JSON, and 1 more line that cannot be/],
  ['a comparison of documents', ['compare', 'README.md', 'LICENSE'], /^README\.md:1:1: no history: not JSON/],
  ['a replay of a history', ['replay', DAMAGED], /not JSON: .*; it is a history, and gauntlet judge, show/],
  ['a replay of a page', ['replay', PAGE], /not JSON: .*; it is a page, and a browser opens it/],
  [
    'a drawing of a report',
    ['show', REPORT],
    /no failure file: .*; it is the report of a run, and what failed/,
  ],
  ['a check of a failure file', ['verify', FAILURE], /no bundle: it is a failure file, and gauntlet replay/],
  ['a matrix of a history', ['matrix', HISTORY], /no bundle: it is a history, and gauntlet judge/],
  ['a run of a history', ['run', HISTORY, ...OUT], /not a scenario: it is a history, and gauntlet/],
  ['a run of a document', ['run', './README.md', ...OUT], /^README\.md:\d+:\d+: .*, and \d+ more problems$/],
  ['a baseline that is a history', ['run', '--baseline', HISTORY, ...OUT], /not a baseline: it is a history/],
  ['settings that are a report', ['serve', '--settings', REPORT], /not a settings file: it is the report/],
  [
    'a case that no profile has',
    ['certify', 'reference', '--case', 'nosuchcase', ...OUT],
    /^gauntlet: --case 'nosuchcase' matches no case of durable@\d+; 'gauntlet explain durable' lists them$/,
  ],
  ['an unknown schema', ['schema', 'plans'], /no schema 'plans' \(did you mean 'plan'\?\)/],
];

function expectOneLine({ code, stdout, stderr }: Ended, message: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
}

it('the help fits its terminal, exit codes and all', async () => {
  const columns = process.stdout.columns;
  try {
    process.stdout.columns = 80;
    for (const verb of [[], ['run'], ['show']]) {
      const { stdout } = await inProcess(...verb, '--help');
      expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    }
  } finally {
    process.stdout.columns = columns;
  }
});

describe('the command line answers bad usage with one line, exit 3 and no stack trace', () => {
  it.each(CASES)('%s', async (_name, args, message) => {
    expectOneLine(await inProcess(...args), message);
  });

  it('in a process of its own too, also when a gateway file cannot be compiled', async () => {
    const broken = file('broken.ts', 'export const gateway = ;\n');
    const [unknown, uncompiled] = await Promise.all([
      gauntlet('frobnicate'),
      gauntlet('run', '--gateway', broken, ...OUT),
    ]);
    expectOneLine(unknown, /^gauntlet: unknown verb 'frobnicate'$/);
    expectOneLine(uncompiled, /broken\.ts:1:\d+: /);
  });
});
