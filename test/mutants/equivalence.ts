/**
 * Mutants that no test can kill, each with its reason. One is found by the text of its line, so that it may move; one
 * that no line has any more is refused, and so is a text that fits several mutants.
 */
import type { Mutant } from './mutant.ts';

export interface Equivalent {
  readonly file: string;
  /** The line as it stands, without its indentation. */
  readonly source: string;
  readonly before: string;
  readonly after: string;
  /** Which of several on the line, from 1. */
  readonly which?: number;
  /** Why nothing can tell it from the original. */
  readonly reason: string;
}

export interface Recognised {
  readonly equivalent: ReadonlySet<Mutant>;
  /** What is wrong with the list, a sentence each. */
  readonly problems: readonly string[];
}

export function recognise(mutants: readonly Mutant[], list: readonly Equivalent[]): Recognised {
  const equivalent = new Set<Mutant>();
  const problems: string[] = [];
  for (const entry of list) {
    const { file, source, before, after, which } = entry;
    const fitting = mutants.filter(
      (one) => one.file === file && one.source === source && one.before === before && one.after === after,
    );
    const chosen = which === undefined ? fitting : fitting.slice(which - 1, which);
    const name = `${file}: ${before} → ${after} in: ${source}`;
    if (chosen.length === 0) problems.push(`no such mutant: ${name}`);
    else if (chosen.length > 1) problems.push(`${chosen.length} mutants are called this, say which: ${name}`);
    for (const one of chosen) {
      if (equivalent.has(one)) problems.push(`listed twice: ${name}`);
      equivalent.add(one);
    }
  }
  return { equivalent, problems };
}
