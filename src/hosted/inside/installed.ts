/**
 * What the process reads of the files that it was installed with, kept: nobody changes them while it lives, and programs
 * look at them over and over. Answers are those of the first time, each given as an object of its own. Of the folders
 * that `setting.narrowed` names, only the entries named there are listed. Must not know how files are really read.
 */
import fs from 'node:fs';
import { setting } from './life.ts';
import type { Located } from './paths.ts';

/** What was read first: how to give it once more. */
type Answer = () => unknown;
type Read = () => unknown;

const MOST_BYTES = 65_536;
const answers = new Map<string, Map<string, Answer>>();

/** Undefined: such a question is not kept, and to be asked again. */
function questionOf(name: string, options: unknown): string | undefined {
  if (options === undefined || options === null) return name;
  if (typeof options === 'number') return name === 'access' ? `access ${options}` : undefined;
  if (typeof options === 'string') return isUtf8(options) ? `${name} utf8` : undefined;
  let question = name;
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || value === false) continue;
    if (option === 'encoding' && isUtf8(value)) question += ' utf8';
    else if (option === 'withFileTypes' || option === 'bigint') question += ` ${option}`;
    else if (option !== 'throwIfNoEntry') return undefined;
  }
  if ((options as { throwIfNoEntry?: boolean }).throwIfNoEntry === false) question += ' if there';
  return question;
}

function isUtf8(encoding: unknown): boolean {
  return encoding === 'utf8' || encoding === 'utf-8';
}

const KEPT = new Set(['access', 'exists', 'stat', 'lstat', 'readdir', 'readFile', 'readlink', 'realpath']);

/** What `read` gives of an installed file, or gave before. */
export function askInstalled(name: string, { real }: Located, options: unknown, read: Read): unknown {
  const question = KEPT.has(name) ? questionOf(name, options) : undefined;
  if (question === undefined) return read();
  let ofPlace = answers.get(real);
  if (ofPlace === undefined) answers.set(real, (ofPlace = new Map<string, Answer>()));
  let answer = ofPlace.get(question);
  if (answer === undefined) {
    answer = answerOf(real, read);
    ofPlace.set(question, answer);
  }
  return answer();
}

function answerOf(real: string, read: Read): Answer {
  let given: unknown;
  try {
    given = read();
  } catch (thrown) {
    return thrown instanceof Error ? failing(thrown) : read;
  }
  if (given instanceof fs.Stats) return () => new (Copy as unknown as new (of: unknown) => unknown)(given);
  if (Array.isArray(given)) return listing(shownOf(real, given));
  if (Buffer.isBuffer(given)) return given.length > MOST_BYTES ? read : () => Buffer.from(given);
  if (typeof given === 'string') return given.length > MOST_BYTES ? read : () => given;
  if (typeof given === 'object' && given !== null) return () => copyOf(given);
  return () => given;
}

function failing(thrown: Error): Answer {
  const { message } = thrown;
  const facts = Object.assign({}, thrown);
  return () => {
    throw Object.assign(new Error(message), facts);
  };
}

function listing(entries: readonly unknown[]): Answer {
  return () => entries.map((entry) => (typeof entry === 'string' ? entry : copyOf(entry as object)));
}

function shownOf(real: string, entries: readonly unknown[]): readonly unknown[] {
  const shown = setting.narrowed[real];
  if (shown === undefined) return entries;
  return entries.filter((entry) =>
    shown.includes(typeof entry === 'string' ? entry : (entry as fs.Dirent).name),
  );
}

function copyOf(of: object): object {
  return Object.assign(Object.create(Object.getPrototypeOf(of) as object) as object, of);
}

/** The members in Node's order; the four dates come of themselves. */
function Copy(this: fs.Stats, of: fs.Stats): void {
  this.dev = of.dev;
  this.mode = of.mode;
  this.nlink = of.nlink;
  this.uid = of.uid;
  this.gid = of.gid;
  this.rdev = of.rdev;
  this.blksize = of.blksize;
  this.ino = of.ino;
  this.size = of.size;
  this.blocks = of.blocks;
  this.atimeMs = of.atimeMs;
  this.mtimeMs = of.mtimeMs;
  this.ctimeMs = of.ctimeMs;
  this.birthtimeMs = of.birthtimeMs;
}
Copy.prototype = fs.Stats.prototype;
