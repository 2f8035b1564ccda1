/**
 * A file's text with all its mutants in it, each behind a switch that asks for its number: `a < b` becomes
 * `(is(7) ? ((a) <= (b)) : (a < b))`. So a test
 * runs on any of them without anything being loaded anew.
 */
import type { Mutant } from './mutant.ts';

const ASK = 'globalThis.gauntletMutants.is';

/** A stretch of the text with the mutants that replace exactly it. */
interface Site {
  readonly start: number;
  readonly end: number;
  readonly leftOut: boolean;
  readonly mutants: Numbered[];
  readonly inner: Site[];
}

export interface Numbered {
  readonly number: number;
  readonly mutant: Mutant;
}

export function instrument(text: string, mutants: readonly Numbered[]): string {
  const root: Site = { start: 0, end: text.length, leftOut: false, mutants: [], inner: nested(mutants) };
  return content(text, root);
}

function nested(mutants: readonly Numbered[]): Site[] {
  const sites = new Map<string, Site>();
  for (const numbered of mutants) {
    const { start, end, text } = numbered.mutant;
    const leftOut = text === undefined;
    const key = `${start}-${end}-${leftOut}`;
    const site = sites.get(key) ?? { start, end, leftOut, mutants: [], inner: [] };
    site.mutants.push(numbered);
    sites.set(key, site);
  }
  // outer before inner; a statement before the expression that is all of it
  const sorted = [...sites.values()].sort(
    (a, b) => a.start - b.start || b.end - a.end || Number(b.leftOut) - Number(a.leftOut),
  );
  const top: Site[] = [];
  const open: Site[] = [];
  for (const site of sorted) {
    while ((open.at(-1)?.end ?? Infinity) < site.end) open.pop();
    (open.at(-1)?.inner ?? top).push(site);
    open.push(site);
  }
  return top;
}

function content(text: string, { start, end, inner }: Site): string {
  let written = '';
  let at = start;
  for (const site of inner) {
    written += text.slice(at, site.start) + switched(text, site);
    at = site.end;
  }
  return written + text.slice(at, end);
}

function switched(text: string, site: Site): string {
  let written = content(text, site);
  for (const { number, mutant } of site.mutants)
    written =
      mutant.text === undefined
        ? `{ if (!${ASK}(${number})) ${written} }`
        : `(${ASK}(${number}) ? (${mutant.text}) : (${written}))`;
  return written;
}
