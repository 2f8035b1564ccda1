/** The recordings of real OpenClaw releases beside this file: what was done is in their names. */
import { readdirSync, readFileSync } from 'node:fs';
import { importRecordings, type ImportedHistory } from '../../src/history/importer.ts';

const DATA = new URL('./data/', import.meta.url);

/** All recordings, by name without extension. */
export const RECORDINGS: readonly string[] = readdirSync(DATA)
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.replace(/\.jsonl$/, ''))
  .sort();

export function linesOf(name: string): string[] {
  return readFileSync(new URL(`${name}.jsonl`, DATA), 'utf8')
    .trimEnd()
    .split('\n');
}

/** The release a recording's name ends in, such as `2026.5.28`. */
export function releaseOf(name: string): string {
  const release = /-(2026\.\d+\.\d+)/.exec(name)?.[1];
  if (release === undefined) throw new Error(`no release in the name ${name}`);
  return release;
}

/** One history of several clients' recordings of one and the same gateway process. */
export function historyOfClients(...names: readonly string[]): ImportedHistory {
  return importRecordings(names.map((name) => ({ name, lines: linesOf(name) })));
}

/** One history from one or more recordings; of several, each is an incarnation of the gateway. */
export function historyOf(...names: readonly string[]): ImportedHistory {
  return importRecordings(names.map((name, at) => ({ name, lines: linesOf(name), incarnation: at + 1 })));
}
