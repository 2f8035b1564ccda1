import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportsOf, reachOf } from './reach.ts';
import { ROOT, filesBelow, type Files } from './source-files.ts';

/** The wire's contract is written down whole, and compared with the official schemas (test/schema). */
const CONTRACT = /^src\/protocol\/(?:events|methods)\.ts: /;

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  /** A text: no module. */
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

function entrances(): string[] {
  const { bin, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const built = Object.values(exports).flatMap((to) =>
    typeof to === 'string' ? [] : [sourceOf(to.default)],
  );
  return [...Object.values(bin), ...built].map((path) => path.replace(/^\.\//, ''));
}

/** What `./dist/index.js` is made of. */
function sourceOf(path: string): string {
  return path.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');
}

function files(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts));
}

describe('src', () => {
  const { deadFiles, deadNames, testedNames } = reachOf(
    filesBelow('src', /\.(?:ts|mjs)$/),
    filesBelow('test', /\.(?:ts|mjs)$/),
    entrances(),
  );

  it('has no file that nothing leads to', () => {
    expect(deadFiles).toEqual([]);
  });

  it('exports no name that nobody uses', () => {
    expect(deadNames).toEqual([]);
  });

  it('keeps nothing for its tests alone, but the contract of the wire', () => {
    expect(testedNames.filter((name) => !CONTRACT.test(name))).toEqual([]);
  });
});

describe('what is reached', () => {
  it('is what the entrances lead to, by imports of every kind and by address', () => {
    const src = files({
      'src/start.ts':
        "import './side.ts';\nimport type { A } from './type.ts';\nconst { b } = await import('./lazy.ts');",
      'src/side.ts': "export * from './all.ts';\nconst url = new URL('./worker.mjs', import.meta.url);",
      'src/type.ts': 'export interface A {}',
      'src/lazy.ts': 'export const b = 1;',
      'src/all.ts': 'export const c = 1;',
      'src/worker.mjs': "await import('./task.ts');",
      'src/task.ts': 'export const d = 1;',
      'src/lonely.ts': "import './its-friend.ts';",
      'src/its-friend.ts': 'export const e = 1;',
    });
    expect(reachOf(src, files({}), ['src/start.ts'])).toEqual({
      deadFiles: ['src/lonely.ts', 'src/its-friend.ts'],
      deadNames: [],
      testedNames: [],
    });
  });

  it('is told by name, whatever it is called here', () => {
    const src = files({
      'src/start.ts':
        "import { a as other, type B } from './names.ts';\nconst { c: mine } = await import('./names.ts');\nexport { d } from './names.ts';",
      'src/names.ts': `export const a = 1; export type B = 1; export function c() {} export class d {}
        export const dead = 1; export interface Gone {} export async function* lost() {}
        export { hidden as shown }; const hidden = 1;
        export const home = 1; use(home); // dead, a.Gone`,
    });
    expect(reachOf(src, files({}), ['src/start.ts']).deadNames).toEqual(
      ['dead', 'Gone', 'lost', 'shown'].map((name) => `src/names.ts: ${name}`),
    );
  });

  it('by a file that is dead itself, or by tests alone, is not reached', () => {
    const src = files({
      'src/start.ts': "import { a } from './names.ts';",
      'src/names.ts': 'export const a = 1; export const b = 1; export const c = 1;',
      'src/dead.ts': "import { b } from './names.ts';",
    });
    const tests = files({ 'test/names.test.ts': "import { a, c } from '../src/names.ts';" });
    expect(reachOf(src, tests, ['src/start.ts'])).toEqual({
      deadFiles: ['src/dead.ts'],
      deadNames: ['src/names.ts: b'],
      testedNames: ['src/names.ts: c'],
    });
  });
});

describe('the exports of a file', () => {
  it('are found where they are declared and where they are listed, and not in texts', () => {
    const source =
      "export declare const a: 1;\nexport { b, type C, d as e };\nexport const { f, g } = h;\n// export const i\nconst j = 'export const k';";
    expect(exportsOf(source).toSorted()).toEqual(['C', 'a', 'b', 'e', 'f', 'g']);
  });
});
