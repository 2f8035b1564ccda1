import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/input/problem.ts';
import { filterScenarios, loadScenario, selectScenarios } from '../../src/campaign/scenarios.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';

const KNOWN = { gateways: new Set(['burns-seq']), properties: new Set(['seq/contiguous']) };

const GOOD = `name: An oversized event burns a number
incident: '7442'
story: It burns.
convicts:
  - { gateway: burns-seq, property: seq/contiguous }
exercises: [seq/contiguous]
plan:
  clients: [{ id: alice }]
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-scenarios-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(text: string, name = 'x.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The problems of a scenario text, without the folder. */
function problems(text: string): readonly string[] {
  try {
    loadScenario(written(text), KNOWN);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return thrown.lines.map((line) => line.replaceAll(`${folder}/`, ''));
  }
}

describe('loading a scenario', () => {
  it('gives the scenario with every default filled in', () => {
    const { scenario } = loadScenario(written(GOOD), KNOWN);
    expect(scenario.name).toBe('An oversized event burns a number');
    expect(scenario.plan.clients[0]?.role).toBe('operator');
  });

  it.each([
    [
      'an unknown key, at the key',
      GOOD.replace('id: alice', 'id: alice, roll: king'),
      ["x.yaml:8:26: plan.clients[0]: unknown key 'roll'"],
    ],
    [
      'a wrong value, at the value',
      GOOD.replace('id: alice', 'id: "a b"'),
      [/^x\.yaml:8:19: plan\.clients\[0\]\.id: use letters/],
    ],
    [
      'a missing key, at what should have it',
      GOOD.replace('{ id: alice }', '{ role: slow }'),
      ["x.yaml:8:13: plan.clients[0]: the key 'id' is missing"],
    ],
    [
      'an unknown gateway',
      GOOD.replace('gateway: burns-seq', 'gateway: burns-sec'),
      ["x.yaml:5:16: unknown gateway 'burns-sec' (did you mean 'burns-seq'?)"],
    ],
    [
      'an unknown property',
      GOOD.replace('[seq/contiguous]', '[seq/contigous]'),
      ["x.yaml:6:13: unknown property 'seq/contigous' (did you mean 'seq/contiguous'?)"],
    ],
    [
      'a reference to nobody',
      `${GOOD}  operations: [{ id: r, do: reset, client: bob, atMs: 1, session: a }]\n`,
      ["x.yaml:9:44: plan.operations[0].client: no client 'bob'"],
    ],
    [
      'an operation that does not exist',
      `${GOOD}  operations: [{ id: r, do: rest }]\n`,
      [/^x\.yaml:9:29: plan\.operations\[0\]\.do: .*'reset'/],
    ],
    ['a key given twice', `${GOOD}name: again\n`, [/^x\.yaml:9:1: Map keys must be unique/]],
    ['text that is no YAML', 'name: [1,\nstory: {', [/^x\.yaml:2:\d+: .*, and 1 more problem$/]],
    ['an alias to nothing', 'name: *nobody\n', [/^x\.yaml:1:1: Unresolved alias/]],
    ['an empty file', '', [/^x\.yaml:1:1: /]],
    ['a list', '- 1\n', [/^x\.yaml:1:1: /]],
  ])('points at %s', (_name, text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(expected.length);
    expected.forEach((each, i) => expect(found[i]).toMatch(each));
  });

  it('reports everything that is wrong, in the order of the file', () => {
    const text = GOOD.replace('story: It burns.', 'story: It burns.\ncolour: red').replace(
      'id: alice',
      'id: alice, roll: king',
    );
    expect(problems(text)).toEqual([
      "x.yaml:4:1: unknown key 'colour'",
      "x.yaml:9:26: plan.clients[0]: unknown key 'roll'",
    ]);
  });
});

describe('selecting scenarios', () => {
  it('takes files and folders, each file once', () => {
    mkdirSync(join(folder, 'more'));
    const first = written(GOOD, 'a.yaml');
    written(GOOD, 'more/b.yml');
    written('not a scenario', 'more/notes.txt');
    expect(selectScenarios([first, folder], KNOWN).map((one) => one.file)).toEqual([
      first,
      join(folder, 'more/b.yml'),
    ]);
  });

  it('reports the problems of all files at once', () => {
    written('name: 1\n', 'a.yaml');
    written('name: 2\n', 'b.yaml');
    expect(() => selectScenarios([folder], KNOWN)).toThrow(/a\.yaml:1:7: [\s\S]*b\.yaml:1:7: /);
  });

  it('refuses a path and a folder without scenarios', () => {
    expect(() =>
      selectScenarios([join(folder, 'no.yaml')], { gateways: new Set(), properties: new Set() }),
    ).toThrow(InputError);
    mkdirSync(join(folder, 'empty'));
    expect(() => selectScenarios([join(folder, 'empty')], KNOWN)).toThrow(/no scenario matches/);
  });

  it('names those that come with Gauntlet alike from everywhere, and finds them by that name', () => {
    const here = selectScenarios(['7442'], KNOWN_NAMES).map((one) => one.file);
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const elsewhere = selectScenarios(['7442'], KNOWN_NAMES).map((one) => one.file);
    expect(elsewhere).toEqual(here);
    expect(here[0]).toMatch(/^scenarios\/incidents\/7442-/);
    expect(selectScenarios([here[0] ?? ''], KNOWN_NAMES)).toHaveLength(1);
  });

  it.each([
    ['an incident number', '7442', 1],
    ['a part of the name, in any case', 'OVERSIZED', 1],
    ['a part of the file name', 'x.ya', 1],
    ['nothing it has', 'reset', 0],
  ])('filters by %s', (_name, word, count) => {
    expect(filterScenarios([loadScenario(written(GOOD), KNOWN)], word)).toHaveLength(count);
  });
});
