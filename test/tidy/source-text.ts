/**
 * Reads TypeScript just well enough to judge it without a compiler: what is code, what is only text (comments,
 * strings, templates, regular expressions), and what a file imports. Works on text alone; opens no file.
 * Limit: a regular expression right after `)` or `}` is taken for a division.
 */

const PLAIN = /[^/'"`{}]+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const TEMPLATE_PART = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const ENDS_AN_OPERAND = /[\w$)\]}'"`]$/;
const ENDS_IN_OPERATOR_WORD = /(?<![.\w$])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield)$/;

/** The source with every comment and literal text blanked out; positions, quotes and lines stay where they were. */
export function codeOnly(source: string): string {
  const parts: string[] = [];
  const openTemplates: number[] = [];
  let at = 0;
  let before = '';

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (text: string, code: string): void => {
    parts.push(code);
    at += text.length;
    before = (before + code).trimEnd().slice(-12);
  };
  const pushTemplatePart = (): void => {
    const part = take(TEMPLATE_PART) ?? source.slice(at);
    if (part.endsWith('${')) openTemplates.push(0);
    push(part, blank(part, part.endsWith('${') ? 2 : 1));
  };

  while (at < source.length) {
    const plain = take(PLAIN);
    if (plain !== undefined) {
      push(plain, plain);
      continue;
    }
    const char = source.charAt(at);
    const comment = char === '/' ? take(COMMENT) : undefined;
    const expression = char === '/' && !endsAnOperand(before) ? take(REGULAR_EXPRESSION) : undefined;
    const quoted = char === "'" || char === '"' ? take(QUOTED) : undefined;
    const depth = openTemplates.at(-1);
    if (comment !== undefined) push(comment, blank(comment, 0));
    else if (expression !== undefined) push(expression, `/${blank(expression.slice(1), 1)}`);
    else if (quoted !== undefined) push(quoted, char + blank(quoted.slice(1), 1));
    else if (char === '`') {
      push(char, char);
      pushTemplatePart();
    } else if (char === '}' && depth === 0) {
      openTemplates.pop();
      push(char, char);
      pushTemplatePart();
    } else {
      if (depth !== undefined && char === '{') openTemplates[openTemplates.length - 1] = depth + 1;
      if (depth !== undefined && char === '}') openTemplates[openTemplates.length - 1] = depth - 1;
      push(char, char);
    }
  }
  return parts.join('');
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** By `import('…')`: loaded when it is come to. */
  readonly lazy: boolean;
  /** What is taken, by its name over there; `*`: everything. */
  readonly names: readonly string[];
  readonly line: number;
}

const CLAUSES = [
  /(?<![.\w$])import\s+(?<type>type\s+(?!from\b))?[\w$\s{},*]+?\bfrom\s*(?<quote>['"])/g,
  /(?<![.\w$])export\s+(?<type>type\s+)?(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\})\s*from\s*(?<quote>['"])/g,
  /(?<![.\w$])import\s*(?<lazy>\(\s*)?(?<quote>['"`])/g,
];

/** Everything a file imports or re-exports, statically or by `import('…')`, in the order it stands there. */
export function importsOf(source: string): Import[] {
  const code = codeOnly(source);
  const found: (Import & { readonly at: number })[] = [];
  for (const clause of CLAUSES) {
    for (const match of code.matchAll(clause)) {
      const quote = match.index + match[0].length - 1;
      const end = code.indexOf(code.charAt(quote), quote + 1);
      found.push({
        specifier: source.slice(quote + 1, end),
        typeOnly: match.groups?.['type'] !== undefined,
        lazy: match.groups?.['lazy'] !== undefined,
        names: namesIn(match.groups?.['lazy'] === undefined ? match[0] : bindingBefore(code, match.index)),
        line: lineOf(source, match.index),
        at: match.index,
      });
    }
  }
  return found.toSorted((a, b) => a.at - b.at);
}

const LISTED = /(?:type\s+)?([\w$]+)\s*(?:(?:as|:)\s*[\w$]+\s*)?(?:,|$)/g;

/** The names of a clause, `{ a, type b as c }`. */
function namesIn(clause: string): string[] {
  const list = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  return [...(clause.includes('*') ? ['*'] : []), ...[...list.matchAll(LISTED)].map(([, name = '']) => name)];
}

/** What an `import('…')` is taken apart into at once; without that it may be anything. */
function bindingBefore(code: string, at: number): string {
  return (
    /(?:const|let)\s*(\{[^{}]*\})\s*=\s*await\s*$/.exec(code.slice(Math.max(0, at - 300), at))?.[1] ?? '*'
  );
}

/** The line a position is on, from 1. */
export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}

function endsAnOperand(before: string): boolean {
  return ENDS_AN_OPERAND.test(before) && !ENDS_IN_OPERATOR_WORD.test(before);
}

/** `text` as spaces, but for its line ends and its last `kept` characters. */
function blank(text: string, kept: number): string {
  const end = text.length - kept;
  return text.slice(0, end).replace(/[^\n]/g, ' ') + text.slice(end);
}
