/**
 * The deterministic wing as data: its rooms, and the syntax that no linter rule refuses with a remedy of its own.
 * Kept in step with tsconfig.wing.json and .oxlintrc.json by walls.test.ts.
 */
import { codeOnly, lineOf } from './source-text.ts';
import type { Files } from './source-files.ts';

export const WING = [
  'kernel',
  'protocol',
  'history',
  'dialect',
  'plan',
  'client',
  'gateway',
  'properties',
  'trace',
  'execution',
  'simulation',
];

/** Where promises are welcome: a gateway that proves that the port can be used with them. */
export const AWAITING = 'src/gateway/good/awaits/';
const OF_PROMISES: ReadonlySet<string> = new Set(['async', 'await']);

const FORBIDDEN: readonly [what: RegExp, name: string, remedy: string][] = [
  [
    /(?<![.\w$#])async\b(?!\s*[:,=?}])/g,
    'async',
    'the wing is synchronous: take a callback, as the ports in src/gateway/port.ts do',
  ],
  [
    /(?<![.\w$#])await\b(?!\s*[:,=?}])/g,
    'await',
    'the wing is synchronous: take a callback, as the ports in src/gateway/port.ts do',
  ],
  [
    /(?<=[\w$)\]])\.#?[\w$]+\s*(?:\?\?)?=\s*(?:function\b|(?:\([^()]*\)(?::[^=;]+)?|[\w$]+)\s*=>)/g,
    'a function literal that is assigned to a property',
    'V8 makes it old at once, and the world that it knows waits for a full collection: assign a constant, or pass it on',
  ],
  [
    /\bget\s+[\w$]+\(\)\s*\{/g,
    'a getter in an object literal (those of classes say their type)',
    'V8 keeps what the first one knows, a world, and makes all later ones slow: use a class, or a method',
  ],
  [/\*\*/g, '**', 'its last digit may differ between V8 versions: multiply, shift, or look it up in a table'],
];
const OPENS_A_WALL =
  /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)|(?:oxfmt|prettier)-ignore/g;

/** One sentence for each forbidden word or operator, and for each comment that would silence a wall. */
export function wingTrespasses(files: Files): string[] {
  const sentences: string[] = [];
  for (const [path, source] of files) {
    if (!WING.includes(path.split('/')[1] ?? '')) continue;
    const code = codeOnly(source);
    for (const [what, name, remedy] of FORBIDDEN) {
      if (OF_PROMISES.has(name) && path.startsWith(AWAITING)) continue;
      for (const match of code.matchAll(what))
        sentences.push(`${path}:${lineOf(source, match.index)} says ${name}: ${remedy}`);
    }
    for (const match of source.matchAll(OPENS_A_WALL))
      sentences.push(
        `${path}:${lineOf(source, match.index)} says ${match[0]}: no wall of the wing is opened by a comment`,
      );
  }
  return sentences;
}
