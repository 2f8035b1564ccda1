/**
 * What an entrance of the package exports: each name with the file that declares it, its kind, its doc-comment and, of a
 * function, its signature. Works on text, by the shapes that this repository's sources have; an export of another shape
 * is an error, so that nothing is left out in silence.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../tidy/source-files.ts';

export interface ExportedName {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'const' | 'interface' | 'type';
  readonly file: string;
  /** The doc-comment as one paragraph for each of its own; empty: there is none. */
  readonly doc: string;
  /** Of a function, from its name to its result. */
  readonly signature: string | undefined;
}

const LIST = /^export (type )?\{([^}]*)\} from '([^']+)';/gm;
const ALL = /^export (?:type )?\* from '([^']+)';/gm;
const OWN = /^export (?:async |abstract |declare )*(function|class|const|interface|type) ([\w$]+)/gm;

/** In the order in which the file has them. */
export function exportsOf(file: string): readonly ExportedName[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found: { readonly at: number; readonly names: readonly ExportedName[] }[] = [];
  for (const match of source.matchAll(LIST)) {
    const [, , list = '', from = ''] = match;
    const target = join(dirname(file), from);
    const names = list
      .replaceAll(/\/\/.*|\/\*[^]*?\*\//g, '')
      .split(',')
      .map((one) => one.trim().replace(/^type /, ''))
      .filter((one) => one !== '');
    found.push({ at: match.index, names: names.map((name) => exportedFrom(target, name)) });
  }
  for (const match of source.matchAll(ALL))
    found.push({ at: match.index, names: exportsOf(join(dirname(file), match[1] ?? '')) });
  for (const match of source.matchAll(OWN))
    found.push({ at: match.index, names: [declared(file, source, match)] });
  return found.sort((one, other) => one.at - other.at).flatMap(({ names }) => names);
}

function exportedFrom(file: string, name: string): ExportedName {
  const found = exportsOf(file).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${file} exports no ${name}`);
  return found;
}

function declared(file: string, source: string, match: RegExpExecArray): ExportedName {
  const [, kind = '', name = ''] = match;
  const doc = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*$/.exec(source.slice(0, match.index))?.[1] ?? '';
  const isHeader =
    /^\s*\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.test(source.slice(0, match.index)) && source.startsWith('/**');
  return {
    name,
    kind: kind as ExportedName['kind'],
    file,
    doc: isHeader ? '' : paragraph(doc),
    signature: kind === 'function' ? signatureAt(source, match.index) : undefined,
  };
}

function paragraph(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .trim();
}

/** Up to the brace that begins the body: the first one at the end of a line, outside parentheses. */
function signatureAt(source: string, at: number): string {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const char = source.charAt(i);
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '{' && depth === 0 && source.charAt(i + 1) === '\n')
      return source
        .slice(at, i)
        .replace(/^export /, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
  }
  throw new Error(`no body of ${source.slice(at, at + 60)}`);
}
