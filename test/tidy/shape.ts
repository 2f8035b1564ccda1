/**
 * What a file of this repository looks like: its name, its length, its header, and what must not be left in it.
 * Each check takes files as a map and answers one sentence per offence; opens no file itself.
 */
import { codeOnly, lineOf } from './source-text.ts';
import type { Files } from './source-files.ts';

const MAX_LINES = 400;
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.browser)?(?:\.test|\.bench|\.d)?\.(?:ts|mjs)$/;
const KEBAB_CASE_FOLDER = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const SAYS_NOTHING = /(?:^|-)(?:utils?|helpers?|common|misc|managers?)(?:-|\.|$)|^types\./;
const UNFINISHED = new RegExp(
  `\\b(?:${['TO', 'FIX', 'XX'].map((a, i) => a + ['DO', 'ME', 'X'][i]).join('|')})\\b`,
  'g',
);
const SWITCHED_OFF = /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo)\b/g;

/** Names of code files: kebab-case, and a noun of the glossary instead of a drawer. */
export function badNames(files: Files): string[] {
  const sentences: string[] = [];
  for (const path of files.keys()) {
    const steps = path.split('/');
    const name = steps.pop() ?? '';
    if (!KEBAB_CASE.test(name) || !steps.every((step) => KEBAB_CASE_FOLDER.test(step)))
      sentences.push(`${path} is not in kebab-case`);
    for (const step of [...steps, name])
      if (SAYS_NOTHING.test(step))
        sentences.push(
          `${path}: "${step}" names a drawer; name the file after the noun whose invariants it owns`,
        );
  }
  return sentences;
}

export function tooLong(files: Files): string[] {
  return [...files]
    .map(([path, text]) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines >= MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines; a file stops well before ${MAX_LINES}`);
}

/** Modules that do not begin by saying what they are. */
export function withoutHeader(files: Files): string[] {
  return [...files]
    .filter(([, text]) => !/^(?:#!.*\n)?\/\*\*[\s\S]{20,}?\*\//.test(text))
    .map(
      ([path]) => `${path} does not begin with a module header (what it is, owns, must not know, its limits)`,
    );
}

export function unfinished(files: Files): string[] {
  return matches(files, UNFINISHED, (text) => text, 'finish it, or leave it out');
}

/** Tests that do not run, or that keep others from running. */
export function switchedOff(files: Files): string[] {
  return matches(files, SWITCHED_OFF, codeOnly, 'every committed test runs');
}

/** Paths that exist on one machine only; `roots` are absolute folders. */
export function machinePaths(files: Files, roots: readonly string[]): string[] {
  const escaped = roots.map((root) => root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w./-])(?:${escaped.join('|')})/`, 'g');
  return matches(files, pattern, (text) => text, 'no path of one machine is committed');
}

function matches(files: Files, pattern: RegExp, view: (text: string) => string, rule: string): string[] {
  const sentences: string[] = [];
  for (const [path, text] of files)
    for (const match of view(text).matchAll(pattern))
      sentences.push(`${path}:${lineOf(text, match.index)} says ${match[0]}: ${rule}`);
  return sentences;
}
