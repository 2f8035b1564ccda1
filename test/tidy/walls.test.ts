import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BREACHES } from './breaches.ts';
import { ROOMS } from './room-table.ts';
import { ROOT, filesBelow } from './source-files.ts';
import { AWAITING, WING, wingTrespasses } from './wing.ts';

/** What is allowed where, so that the walls are no higher than they should be. */
const FREE = {
  'src/kernel/random.ts':
    "import seedrandom from 'seedrandom';\nexport const a: number = seedrandom.alea('a')();",
  'src/kernel/plain.ts':
    "import { a } from './random.ts';\nexport const b = Math.floor(a) + Math.imul(2, 3) + Math.sqrt(4);\n" +
    "export const c = ['b', 'a'].toSorted().at(-1);\nexport interface D {\n  readonly process: string;\n}\n" +
    'export const e = (process: D): string => process.process;',
  'src/plan/plan.ts':
    "import fc from 'fast-check';\nimport { z } from 'zod';\nexport const a = [z.string(), fc.integer()];",
  'src/gateway/good/awaits/promised.ts':
    'export const a = (): Promise<void> => new Promise((done) => done());\nexport const b = Promise.all([]);',
  'src/gateway/good/awaits/waiting.ts':
    "import { a } from './promised.ts';\nexport async function b(): Promise<void> {\n  await a();\n}",
  'src/live/socket.ts':
    "import { setTimeout } from 'node:timers/promises';\n" +
    'export async function now(): Promise<number> {\n  await setTimeout(1);\n  return Date.now() + Math.random();\n}',
};

const OLD = 'a function literal that is assigned to a property';

/** Rules that hold everywhere in src, with what the linter or the compiler says. */
const HOUSE = {
  'src/live/any.ts': ['export const a: any = 1;', 'no-explicit-any'],
  'src/live/default.ts': ['export default 1;', 'no-default-export'],
  'src/live/floating.ts': [
    'async function a(): Promise<void> {}\nexport const b = (): void => {\n  a();\n};',
    'no-floating-promises',
  ],
  'src/live/enum.ts': ['export enum A {\n  b,\n}', 'TS1294'],
} as const;

interface Finding {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

/** What stays forbidden where promises are allowed, with what the linter or the compiler says. */
const STILL_FORBIDDEN = {
  'clock.ts': ['export const a = Date.now();', 'host\\.clock'],
  'chance.ts': ['export const a = Math.random();', 'random\\.ts'],
  'timer.ts': ['setTimeout(() => {}, 1);', 'TS2304'],
  'node.ts': ["import { readFile } from 'node:fs/promises';\nexport const a = readFile;", 'host\\.disk'],
  'floating.ts': [
    'async function a(): Promise<void> {}\nexport const b = (): void => {\n  a();\n};',
    'no-floating-promises',
  ],
} as const;

let tree: string;
let lint: readonly Finding[];
let compiled: string;

function breachPath(index: number): string {
  return `src/kernel/breach-${index}.ts`;
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'gauntlet-walls-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `${text}\n`);
  };
  for (const name of [
    '.oxlintrc.json',
    'tsconfig.json',
    'tsconfig.base.json',
    'tsconfig.wing.json',
    'tsconfig.awaits.json',
    'tsconfig.worlds.json',
  ])
    cpSync(join(ROOT, name), join(tree, name));
  put('package.json', '{ "name": "walls", "type": "module" }');
  put(
    'tsconfig.json',
    '{ "files": [], "references": [{ "path": "tsconfig.wing.json" }, { "path": "tsconfig.awaits.json" }, { "path": "tsconfig.worlds.json" }] }',
  );
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const [path, text] of Object.entries(FREE)) put(path, text);
  for (const [path, [text]] of Object.entries(HOUSE)) put(path, text);
  for (const [name, [text]] of Object.entries(STILL_FORBIDDEN)) put(`${AWAITING}${name}`, text);
  for (const [index, breach] of BREACHES.entries()) put(breachPath(index), breach.code);

  lint = findings(run('oxlint/bin/oxlint', ['-f', 'json', 'src']));
  compiled = ['wing', 'awaits', 'worlds']
    .map((project) =>
      run('typescript/bin/tsc', ['-p', `tsconfig.${project}.json`, '--noEmit', '--pretty', 'false']),
    )
    .join('\n');
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function run(tool: string, args: readonly string[]): string {
  const done = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
    cwd: tree,
    encoding: 'utf8',
  });
  if (done.error !== undefined) throw done.error;
  return done.stdout;
}

function findings(output: string): readonly Finding[] {
  return (JSON.parse(output) as { readonly diagnostics: readonly Finding[] }).diagnostics;
}

function said(path: string): string {
  return lint
    .filter((finding) => finding.filename === path)
    .map((finding) => `${finding.code} ${finding.message} ${finding.help ?? ''}`)
    .join('\n');
}

function compiledLines(path: string): string {
  return compiled
    .split('\n')
    .filter((line) => line.startsWith(path))
    .join('\n');
}

describe('the walls of the deterministic wing', () => {
  it.each(BREACHES.map((breach, index) => ({ ...breach, index })))(
    'hold against: $code',
    ({ remedy, compiler, index }) => {
      expect(said(breachPath(index))).toMatch(remedy);
      if (compiler) expect(compiled).toContain(`${breachPath(index)}(`);
    },
  );

  it('let through what is allowed', () => {
    for (const path of Object.keys(FREE)) {
      expect(said(path), path).toBe('');
      expect(compiled, path).not.toContain(path);
    }
  });

  it.each([
    ['export async function a() {}', 'async', /callback/],
    ['export const a = async () => 1;', 'async', /callback/],
    ['await b();', 'await', /callback/],
    ['for await (const a of b) {}', 'await', /callback/],
    ['export const a = 2 ** 0.5;', '**', /last digit/],
    ['this.a = (b) => b;', OLD, /full collection/],
    ['this.#a.b = (): number => 1;', OLD, /full collection/],
    ['a.b ??= function () {};', OLD, /full collection/],
    ['return {\n  get a() {\n    return b;\n  },\n};', 'a getter in an object literal', /use a class/],
    ['// oxlint-disable-next-line\nDate.now();', 'oxlint-disable', /by a comment/],
    ['// @ts-ignore\nsetTimeout(a);', '@ts-ignore', /by a comment/],
  ])('hold against: %s', (code, name, remedy) => {
    const found = wingTrespasses(new Map([['src/kernel/a.ts', code]]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`says ${name}`);
    expect(found[0]).toMatch(remedy);
  });

  it.each(Object.entries(STILL_FORBIDDEN))('hold where promises are allowed: %s', (name, [, remedy]) => {
    const path = `${AWAITING}${name}`;
    expect(`${said(path)}\n${compiledLines(path)}`).toMatch(new RegExp(remedy));
  });

  it('allow async and await in that one folder only', () => {
    const code = 'export const a = async () => await b;';
    expect(wingTrespasses(new Map([[`${AWAITING}a.ts`, code]]))).toEqual([]);
    expect(wingTrespasses(new Map([['src/gateway/good/a.ts', code]]))).toHaveLength(2);
  });

  it('are not alarmed by words in texts, names and comments', () => {
    const code =
      "/** async */\nexport const a = { async: 1, b: 'await' }; // 2 ** 3\nexport const c = a.async;";
    expect(wingTrespasses(new Map([['src/kernel/a.ts', code]]))).toEqual([]);
  });

  it('hold in src as it is', () => {
    expect(wingTrespasses(filesBelow('src', /\.ts$/))).toEqual([]);
  });

  it('stand around the same rooms everywhere', () => {
    const folders = WING.map((room) => `src/${room}`);
    const wing = readFileSync(join(ROOT, 'tsconfig.wing.json'), 'utf8');
    const worlds = readFileSync(join(ROOT, 'tsconfig.worlds.json'), 'utf8');
    const rules = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8');
    for (const folder of folders) {
      expect(wing).toContain(`"${folder}"`);
      expect(worlds).toContain(`"${folder}"`);
      expect(rules).toContain(`"${folder}/**"`);
    }
    const withoutPackages = Object.keys(ROOMS).filter((room) => ROOMS[room]?.packages !== undefined);
    expect(withoutPackages.toSorted()).toEqual(WING.toSorted());
  });
});

describe('the rules of the house', () => {
  it.each(Object.entries(HOUSE))('hold in %s', (path, [, rule]) => {
    expect(`${said(path)}\n${compiledLines(path)}`).toContain(rule);
  });
});
