/**
 * Lines fitted to the width of what shows them: sentences are broken between words and go on below their first word, a
 * frame is cut with an ellipsis, and a command is one line whatever its length, indented only where that fits, so that
 * what is marked and pasted runs. Widths are columns: escape codes take none and wide characters two.
 */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Text, which is broken between words, or one of the others. */
export type TextLine = string | CommandLine | CutLine;

export interface CommandLine {
  readonly command: string;
  readonly indent: number;
}

export interface CutLine {
  readonly cut: string;
}

/** A command, never broken. */
export function commandLine(command: string, indent = 4): CommandLine {
  return { command, indent };
}

/** A line of which the beginning is enough. */
export function cutLine(cut: string): CutLine {
  return { cut };
}

/** Nothing narrower is fitted: a column of single words helps nobody. */
const NARROWEST = 20;
/** What goes on stands a little further right. */
const HANGING = 2;

/** `width`: Infinity for a file. */
export function fitted(line: TextLine, width: number): string {
  if (typeof line === 'string') return wrapped(line, Math.max(NARROWEST, width));
  if ('cut' in line) return cutTo(line.cut, Math.max(NARROWEST, width));
  const { command, indent } = line;
  return indent + command.length <= width ? `${' '.repeat(indent)}${command}` : command;
}

function wrapped(line: string, width: number): string {
  // every column takes a unit: what has no more units than that fits
  if (line.length <= width && isPlain(line)) return line;
  if (stringWidth(line) <= width) return line;
  const indent = line.length - line.trimStart().length;
  const hanging = Math.min(indent + HANGING, NARROWEST / 2);
  const [first = '', ...rest] = wrapAnsi(line.slice(indent), width - hanging, { trim: true }).split('\n');
  return [' '.repeat(indent) + first, ...rest.map((one) => ' '.repeat(hanging) + one)].join('\n');
}

/** Less than that is no column. */
const NARROWEST_COLUMN = 30;
const INDENT = 2;

/** An entry of a table of two columns, the first so wide: what is said stands beside the name, or below it where that leaves no room. */
export function entryOf(name: string, column: number, said: string, width: number): string {
  const left = INDENT + column + INDENT;
  const beside = width - left >= NARROWEST_COLUMN;
  const hanging = beside ? left : 2 * INDENT;
  const lines =
    width === Infinity ? [said] : wrapAnsi(said, Math.max(NARROWEST, width - hanging)).split('\n');
  const below = lines.map((line) => ' '.repeat(hanging) + line).join('\n');
  const first = ' '.repeat(INDENT) + name;
  return beside ? first.padEnd(left) + below.trimStart() : `${first}\n${below}`;
}

/** Cuts by what people take for a character. */
export function cutTo(text: string, width: number): string {
  if (text.length <= width && isPlain(text)) return text;
  if (width === Infinity || stringWidth(text) <= width) return text;
  let kept = '';
  let columns = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    columns += stringWidth(segment);
    if (columns > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** One column for each unit. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
