import { describe, expect, it } from 'vitest';
import { codeOnly, importsOf } from './source-text.ts';

describe('codeOnly', () => {
  it.each([
    ['line comments', 'a(); // await b', 'a();           '],
    ['block comments', 'a(/* async\n*/);', 'a(        \n  );'],
    ['strings, but not their quotes', 'a(\'await\', "x\\"y");', 'a(\'     \', "    ");'],
    ['templates, but not what they compute', 'a(`await ${b} x`);', 'a(`      ${b}  `);'],
    ['templates inside templates', '`a${ `b${c}` + {d: 1}.d }e`', '` ${ ` ${c}` + {d: 1}.d } `'],
    ['regular expressions', "a = /'[/]await/g; b = c / d / e;", 'a = /          g; b = c / d / e;'],
  ])('blanks %s', (_, source, code) => {
    expect(codeOnly(source)).toBe(code);
  });
});

describe('importsOf', () => {
  it.each([
    ["import { a } from './a.ts';", './a.ts', false],
    ["import a, { b as c } from '../b.ts';", '../b.ts', false],
    ["import * as a from 'x';", 'x', false],
    ["import type { A } from './a.ts';", './a.ts', true],
    ["import { type A } from './a.ts';", './a.ts', false],
    ["import {\n  a,\n  b,\n} from './a.ts';", './a.ts', false],
    ["import './a.ts';", './a.ts', false],
    ["export * from './a.ts';", './a.ts', false],
    ["export type { A } from './a.ts';", './a.ts', true],
    ["const a = import('./a.ts');", './a.ts', false],
    ['const a = import(`./a.ts`);', './a.ts', false],
  ])('finds %s', (source, specifier, typeOnly) => {
    const lazy = source.includes('import(');
    expect(importsOf(source)).toMatchObject([{ specifier, typeOnly, lazy, line: 1 }]);
  });

  it.each(["// import { a } from './a.ts';", 'const a = "import \'./a.ts\'";', "a.import('./a.ts');"])(
    'is not fooled by %s',
    (source) => {
      expect(importsOf(source)).toEqual([]);
    },
  );

  it('says on which line an import stands', () => {
    expect(importsOf("/** a */\n\nimport a from 'a';\nexport { b } from 'b';")).toMatchObject([
      { specifier: 'a', line: 3 },
      { specifier: 'b', line: 4 },
    ]);
  });
});
