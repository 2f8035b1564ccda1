/**
 * Which mutants a file has. An operator becomes its neighbour (`<` and `<=`, `&&` and `||`, `+` and `-`, `===` and
 * `!==`), `!` and a sign go, a condition without an operator is negated, a number grows by one, `true` and `false` change
 * places, `?.` takes for granted, an assigning operator loses its condition, and a statement is left out: a call, an
 * assignment, `break`, `continue`, `throw`, and a `return` that is not the last word of its function. Texts and types stay
 * as they are.
 */
import { parseAst } from 'vitest/node';
import type { Mutant } from './mutant.ts';

/** As the parser gives it, narrowed where it is read. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const NEIGHBOURS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '|=': '&=',
  '&=': '|=',
  '^=': '|=',
  '??=': '=',
  '||=': '=',
  '&&=': '=',
  '++': '--',
  '--': '++',
};

/** Nodes of types that hold an expression. */
const TRANSPARENT = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'];
/** Conditions that have a token of their own to change. */
const OWN_TOKEN = ['LogicalExpression', 'UnaryExpression', 'Literal'];

/** In the order of the text. */
export function findMutants(file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const lines = lineStarts(text);

  const add = (node: Node, at: number, before: string, after: string, replacement?: string): void => {
    const line = lines.findLastIndex((start) => start <= at);
    const start = lines[line] as number;
    const source = text.slice(start, lines[line + 1] ?? text.length).trim();
    const place = { file, line: line + 1, column: at - start + 1, source };
    found.push({ ...place, before, after, start: node.start, end: node.end, text: replacement });
  };
  const source = (node: Node): string => text.slice(node.start, node.end);

  const visit = (node: Node, parents: readonly Node[]): void => {
    if (node.type.startsWith('TS') && !TRANSPARENT.includes(node.type)) return;
    if (node.type.startsWith('Import') && node.type !== 'ImportExpression') return;
    if (node.type === 'ChainExpression') changeChain(node);
    else change(node, parents);
    for (const [member, value] of Object.entries(node)) {
      if (isName(node, member)) continue;
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) visit(child, [...parents, node]);
    }
  };

  const change = (node: Node, parents: readonly Node[]): void => {
    const [left, right] = [node['left'], node['right']];
    const operator = String(node['operator']);
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression':
      case 'AssignmentExpression': {
        const neighbour = NEIGHBOURS[operator];
        if (neighbour === undefined || !isNode(left) || !isNode(right)) return;
        const at = text.indexOf(operator, left.end);
        const [first, second] = [source(left), source(right)];
        const isAssignment = node.type === 'AssignmentExpression';
        const changed = isAssignment
          ? `${first} ${neighbour} ${second}`
          : `(${first}) ${neighbour} (${second})`;
        add(node, at, operator, neighbour, changed);
        return;
      }
      case 'UpdateExpression': {
        const neighbour = NEIGHBOURS[operator] as string;
        const whole = source(node);
        add(
          node,
          text.indexOf(operator, node.start),
          operator,
          neighbour,
          whole.replace(operator, neighbour),
        );
        return;
      }
      case 'UnaryExpression': {
        if ((operator !== '!' && operator !== '-') || !isNode(node['argument'])) return;
        add(node, node.start, operator, '', source(node['argument']));
        return;
      }
      case 'Literal': {
        const after = changedLiteral(node['value']);
        if (after !== undefined) add(node, node.start, source(node), after, after);
        return;
      }
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ConditionalExpression': {
        const test = node['test'];
        if (
          !isNode(test) ||
          OWN_TOKEN.includes(test.type) ||
          NEIGHBOURS[String(test['operator'])] !== undefined
        )
          return;
        add(test, test.start, source(test), `!(${source(test)})`, `!(${source(test)})`);
        return;
      }
      case 'ExpressionStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ThrowStatement':
        if (!isDirective(node)) add(node, node.start, source(node), 'nothing');
        return;
      case 'ReturnStatement':
        if (!isLastWord(parents)) add(node, node.start, source(node), 'nothing');
        return;
      default:
    }
  };

  /** Each `?.` of a chain is a mutant of the whole. */
  const changeChain = (chain: Node): void => {
    let link: unknown = chain['expression'];
    while (isNode(link)) {
      const inner = link['object'] ?? link['callee'] ?? link['expression'];
      if (link['optional'] === true && isNode(inner)) {
        const at = text.indexOf('?.', inner.end);
        const after = /[[(<]/.test(text.charAt(at + 2)) ? '' : '.';
        const changed = text.slice(chain.start, at) + after + text.slice(at + 2, chain.end);
        add(chain, at, '?.', after, changed);
      }
      link = inner;
    }
  };

  const program: unknown = parseAst(text, { lang: 'ts', astType: 'ts', sourceType: 'module' });
  if (!isNode(program)) throw new Error(`${file} cannot be parsed`);
  visit(program, []);
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** What is written as the name of a member is no expression. */
function isName(node: Node, member: string): boolean {
  return (member === 'key' || member === 'property') && node['computed'] !== true;
}

function isDirective(node: Node): boolean {
  const { expression } = node;
  // without its call a derived class has no `this`
  return typeof node['directive'] === 'string' || (isNode(expression) && isSuperCall(expression));
}

function isSuperCall({ callee }: Node): boolean {
  return isNode(callee) && callee.type === 'Super';
}

function isLastWord(parents: readonly Node[]): boolean {
  const [block, owner] = parents.toReversed();
  return block?.type === 'BlockStatement' && /Function/.test(owner?.type ?? '');
}

function changedLiteral(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(!value);
  if (typeof value === 'number') return String(value + 1);
  if (typeof value === 'bigint') return `${value + 1n}n`;
  return undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
