/** A mutant: a file of `src` with one token changed. */

export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line as it stands, without its indentation. */
  readonly source: string;
  /** What the token was, and what it became: `<` and `<=`. */
  readonly before: string;
  readonly after: string;
  /** What is replaced, as offsets of the file's text: an expression, or a statement that is left out. */
  readonly start: number;
  readonly end: number;
  /** The expression that takes its place; undefined: the statement is left out. */
  readonly text: string | undefined;
}

export function describeMutant({ file, line, column, before, after, source }: Mutant): string {
  return `${file}:${line}:${column}: ${before} → ${after}   ${source}`;
}

/** The same for as long as the line reads the same, wherever it stands: what a sample is drawn by. */
export function mutantKey({ file, source, before, after, column }: Mutant): string {
  return JSON.stringify([file, source, before, after, column]);
}
