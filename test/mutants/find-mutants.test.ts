import { describe, expect, it } from 'vitest';
import { findMutants } from './find-mutants.ts';

/** `before → after`, in the order of the text. */
function mutantsOf(text: string): string[] {
  return findMutants('a.ts', text).map(({ before, after }) => `${before} → ${after}`);
}

/** The text with each mutant in turn. */
function textsOf(text: string): string[] {
  return findMutants('a.ts', text).map(
    ({ start, end, text: changed }) => text.slice(0, start) + (changed ?? ';') + text.slice(end),
  );
}

describe('a mutant', () => {
  it.each<[text: string, mutants: string[]]>([
    ['x = a < b;', ['x = (a) <= (b);']],
    ['x = a >= b;', ['x = (a) > (b);']],
    ['x = a === b;', ['x = (a) !== (b);']],
    ['x = a && b;', ['x = (a) || (b);']],
    ['x = a ?? (b ?? c);', ['x = (a) && (b ?? c);', 'x = a ?? ((b) && (c));']],
    ['x = a + b;', ['x = (a) - (b);']],
    ['x = !a;', ['x = a;']],
    ['x = -a;', ['x = a;']],
    ['x = true;', ['x = false;']],
    ['x = 1_000;', ['x = 1001;']],
    ['x = 7n;', ['x = 8n;']],
    ['x = a?.b.c;', ['x = a.b.c;']],
    ['x = a?.[b]?.(c);', ['x = a[b]?.(c);', 'x = a?.[b](c);']],
    ['x = a.has(b) ? c : d;', ['x = !(a.has(b)) ? c : d;']],
  ])('of an expression: %s', (text, mutants) => {
    expect(textsOf(text)).toEqual([';', ...mutants]);
  });

  it.each<[text: string, mutants: string[]]>([
    ['a += 1;', [';', 'a -= 1;', 'a += 2;']],
    ['a ??= b;', [';', 'a = b;']],
    ['a++;', [';', 'a--;']],
    ['call(a);', [';']],
    ["throw new Error('a');", [';']],
    ['while (go()) break;', ['while (!(go())) break;', 'while (go()) ;']],
    ['if (a) call();', ['if (!(a)) call();', 'if (a) ;']],
  ])('of a statement: %s', (text, mutants) => {
    expect(textsOf(text)).toEqual(mutants);
  });

  it('leaves out a return that comes early, and no last one', () => {
    expect(mutantsOf('function f(a) { if (a) return b; return c; }')).toEqual([
      'a → !(a)',
      'return b; → nothing',
    ]);
  });

  it('changes no type, no name of a member, no import and no directive', () => {
    const text = [
      "'use strict';",
      "import { a } from 'b';",
      'export type T = 1 | true;',
      'const one = { 1: a } as { 1: T };',
      'class A extends B { constructor() { super(); } }',
    ];
    expect(mutantsOf(text.join('\n'))).toEqual([]);
  });

  it('says where it is, whatever alphabet stands before it', () => {
    const [mutant] = findMutants('a.ts', "const word = 'żółw 🐢';\n  const less = word < other; // so\n");
    expect(mutant).toMatchObject({ line: 2, column: 21, source: 'const less = word < other; // so' });
  });
});
