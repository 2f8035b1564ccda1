/**
 * YAML with places: parses a file and turns what a schema dislikes into `file:line:column: message`, pointing at the
 * value, at the unknown key, or at the nearest node that exists.
 */
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { InputError, messageOf } from './problem.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface YamlSource {
  /** What a schema makes of it. Throws InputError, one line for each problem, in the order of the file. */
  read<S extends z.ZodType>(schema: S): z.output<S>;
  /** `file:line:column: message` at the node a path leads to. */
  at(path: Path, message: string): string;
}

export function parseYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const crowded = COMPACT_NESTING.exec(text);
  const document = parseDocument(crowded === null ? text : '', {
    lineCounter: lines,
    prettyErrors: false,
    // the parser's own check for keys that stand twice compares each with each
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const place = (offset: number, message: string): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`;
  };
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    place(
      pos[0],
      message.startsWith('Maximum call stack') ? TOO_DEEP : (message.split('\n', 1)[0] ?? 'not YAML'),
    ),
  );
  if (crowded !== null)
    problems.push(`${file}:${text.slice(0, crowded.index).split('\n').length}:1: ${TOO_DEEP}`);
  if (problems.length === 0)
    for (const [offset, message] of excesses(document)) problems.push(place(offset, message));
  const value =
    problems.length === 0 ? valueOf(document, (message) => problems.push(place(0, message))) : undefined;
  return {
    read(schema) {
      const [first, ...others] = problems;
      // what comes after a broken place is mostly broken by it
      if (first !== undefined) throw new InputError(`${first}${andMore(others.length)}`);
      const read = schema.safeParse(value);
      if (read.success) return read.data;
      const found = flatten(read.error.issues)
        .map((one) => ({ offset: offsetOf(document, one), text: sentenceOf(one, value) }))
        .sort((a, b) => a.offset - b.offset);
      throw new InputError(found.map(({ offset, text: message }) => place(offset, message)));
    },
    at: (path, message) => place(offsetOf(document, { path, message, key: undefined }), message),
  };
}

function andMore(problems: number): string {
  return problems === 0 ? '' : `, and ${problems} more ${problems === 1 ? 'problem' : 'problems'}`;
}

/** More levels in one line than anybody writes; the parser compiles a regular expression for each. */
const COMPACT_NESTING = /(?:[-?:][ \t]+){10}/;
const TOO_DEEP = 'nested too deeply';
/** Each is looked for in the whole document. */
const MOST_ALIASES = 1000;
/** Of one mapping; each that is unknown is looked for among all. */
const MOST_KEYS = 20_100;

/** What the parser would take too long over: keys that stand twice, and too many aliases. */
function excesses(document: Document.Parsed): readonly (readonly [offset: number, message: string])[] {
  const found: (readonly [number, string])[] = [];
  let aliases = 0;
  visit(document, {
    Alias: (_key, node) => {
      if (++aliases === MOST_ALIASES) found.push([startOf(node), `more than ${MOST_ALIASES} aliases`]);
    },
    Map: (_key, node) => {
      const { items } = node;
      if (items.length > MOST_KEYS) found.push([startOf(node), `more than ${MOST_KEYS} keys`]);
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) found.push([startOf(key), 'Map keys must be unique']);
        keys.add(key.value);
      }
    },
  });
  return found;
}

/** The document as plain data; an alias to nothing, or a bomb of aliases, is a problem and no exception. */
function valueOf(document: Document.Parsed, onProblem: (message: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (thrown) {
    onProblem(messageOf(thrown));
    return undefined;
  }
}

/** One line per issue for files without places: `plan.clients[0].id: …`. */
export function issueLines(issues: readonly Issue[], value: unknown): readonly string[] {
  return flatten(issues).map((one) => sentenceOf(one, value));
}

/** `clients[0].id: …`, or which key is missing or unknown. */
function sentenceOf({ path, message, key }: FlatIssue, value: unknown): string {
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  if (key === undefined && typeof last === 'string' && valueAt(value, path) === undefined)
    return `${prefix(parent)}the key '${last}' is missing`;
  return `${prefix(path)}${message}`;
}

function prefix(path: Path): string {
  const where = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return where === '' ? '' : `${where.replace(/^\./, '')}: `;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

interface FlatIssue {
  readonly path: Path;
  readonly message: string;
  /** The unknown key itself, which the line should point at. */
  readonly key: string | undefined;
}

/** Issues one by one; the branches of a union that failed are replaced by the branch that came closest. */
function flatten(issues: readonly Issue[], above: Path = []): readonly FlatIssue[] {
  return issues.flatMap((issue): readonly FlatIssue[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path, key, message: `unknown key '${key}'` }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
      return flatten(closest, path);
    }
    return [{ path, key: undefined, message: issue.message.replace(/^Invalid input: /, '') }];
  });
}

function offsetOf(document: Document.Parsed, { path, key }: FlatIssue): number {
  let node: unknown;
  for (let depth = path.length; depth >= 0 && node === undefined; depth--)
    node = document.getIn(path.slice(0, depth), true);
  return (key === undefined ? undefined : keyOffset(node, key)) ?? startOf(node);
}

function keyOffset(node: unknown, key: string): number | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
  return pair === undefined ? undefined : startOf(pair.key);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
