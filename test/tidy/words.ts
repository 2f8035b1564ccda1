/**
 * One word, one meaning: private words that are no names of ours, and types of one name in two rooms. CONTRIBUTING's
 * "Words" says what to call things instead. Each check answers one sentence per offence; opens no file.
 */
import { codeOnly, lineOf } from './source-text.ts';
import type { Files } from './source-files.ts';

const PRIVATE =
  /^(?:actor|audience|bench|benches|brink|cue|curtain|door|hands|hoard|performance|rehearsal|scene|seat|stage|story|theatre)$/;

/** Whole names that are somebody else's, or were published before. */
const PUBLISHED: Readonly<Record<string, string>> = {
  performance: 'the global clock of Node and browsers',
  story: 'a member of every stored scenario',
  stage: 'a member of every published line of evidence: sent or delivered',
};

/** Exported types that two rooms may both have, and why. */
const SHARED: Readonly<Record<string, string>> = {
  Notice:
    'that a generation ended: as a gateway sends it, and as the judge, who may not know gateways, reads it',
};

const NAME = /[A-Za-z_$][\w$]*/g;
const TYPE = /(?<![.\w$])export\s+(?:declare\s+|abstract\s+)*(?:class|interface|type)\s+([A-Z][\w$]*)/g;

/** Names of ours, or of a file, that have a private word in them. */
export function privateWords(files: Files): string[] {
  const sentences: string[] = [];
  const refuse = (name: string, where: () => string): void => {
    const word = name
      .split(/(?<=[a-z\d])(?=[A-Z])|[\W_]+/)
      .map((part) => part.toLowerCase())
      .find((part) => PRIVATE.test(part));
    if (word !== undefined && !(name in PUBLISHED)) sentences.push(`${where()}: '${word}' is a private word`);
  };
  for (const [path, source] of files) {
    refuse(path, () => path);
    for (const { 0: name, index } of codeOnly(source).matchAll(NAME))
      refuse(name, () => `${path}:${lineOf(source, index)} ${name}`);
  }
  return sentences;
}

/** Types that are exported under one name by two rooms; a room is a folder of src. */
export function sharedTypeNames(files: Files): string[] {
  const places = new Map<string, Map<string, string>>();
  for (const [path, source] of files)
    for (const [, name = ''] of codeOnly(source).matchAll(TYPE)) {
      const rooms = places.get(name) ?? new Map<string, string>();
      places.set(name, rooms.set(path.split('/')[1] ?? '', path));
    }
  return [...places]
    .filter(([name, rooms]) => rooms.size > 1 && !(name in SHARED))
    .map(([name, rooms]) => `${name} is a type of ${[...rooms.values()].join(' and of ')}`);
}
