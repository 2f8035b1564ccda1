/** How lines of text are laid out, whatever they say. */
import type { Excuse } from '../properties/excuses.ts';
import { fitted, type TextLine } from './fitted.ts';

/** Lines that stand together: an empty one follows, unless there are none. */
export function block<Any extends TextLine>(lines: readonly Any[]): readonly (Any | string)[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

/** `width`: that of the terminal; default: whatever the lines take. */
export function joined(lines: readonly TextLine[], width = Infinity): string {
  return `${lines.map((line) => fitted(line, width)).join('\n')}\n`;
}

export function counted(count: number, one: string, many = pluralOf(one)): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `sends`; `counts of tokens`. */
function pluralOf(one: string): string {
  const [thing = '', ...of] = one.split(/(?= of )/);
  return `${thing}s${of.join('')}`;
}

/** `3 sends excused: a fault cut their connection; 1 send excused: …`; empty: nothing was. */
export function excusesText(excused: readonly Excuse[]): string {
  return excused
    .map(({ thing, because, count }) => `${counted(count, thing)} excused: ${because}`)
    .join('; ');
}

/** The cells of each row, all but its last padded to the width of their column. */
export function aligned(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))),
  );
}
