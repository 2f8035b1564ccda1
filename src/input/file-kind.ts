/**
 * Which of Gauntlet's own files a file is, by how it begins: for the one line that says why a verb cannot read it, what
 * it is instead, and what reads it. Never throws: what cannot be looked at is of no kind.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type FileKind = 'scenario' | 'failure' | 'history' | 'recording' | 'bundle' | 'page' | 'report';

/** What it is called, who reads it, and where one comes from. */
const KINDS: Readonly<Record<FileKind, readonly [is: string, readBy: string, from: string]>> = {
  scenario: ['a scenario', 'gauntlet run executes it', ''],
  failure: [
    'a failure file',
    'gauntlet replay, show, shrink, explain, why and promote read it',
    'a failure file is what gauntlet run writes for each failure, below failures/',
  ],
  history: [
    'a history',
    'gauntlet judge, show and compare read it',
    'a history is what gauntlet run keeps beside each failure file, as history-….jsonl',
  ],
  recording: ['a recording of clients', 'gauntlet show draws it', ''],
  bundle: [
    'a bundle',
    'gauntlet verify, diff, matrix and show read it',
    'a bundle is what gauntlet certify writes',
  ],
  page: ['a page', 'a browser opens it; what it shows is beside it', ''],
  report: ['the report of a run', 'what failed is beside it, below failures/', ''],
};

const HEAD_BYTES = 64 * 1024;
const LARGEST_JSON_BYTES = 64 * 1024 * 1024;

/** Undefined: of no kind that is known, or of the kind that was wanted. */
export function otherKind(path: string, wanted: FileKind): string | undefined {
  const kind = kindOf(path);
  if (kind === undefined || kind === wanted) return undefined;
  const [is, readBy] = KINDS[kind];
  return `it is ${is}, and ${readBy}`;
}

/** What to do about a file that is none of the wanted kind. */
export function whatInstead(path: string, wanted: FileKind): string {
  return otherKind(path, wanted) ?? KINDS[wanted][2];
}

export function kindOf(path: string): FileKind | undefined {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return existsSync(join(path, 'certificate.json')) ? 'bundle' : undefined;
    if (!stats.isFile()) return undefined;
    const head = headOf(path);
    if (/^<!doctype html>/i.test(head)) return 'page';
    if (/\.ya?ml$/.test(path) && /^name:/m.test(head) && /^plan:/m.test(head)) return 'scenario';
    if (!head.startsWith('{')) return undefined;
    return kindOfLine(head) ?? (stats.size <= LARGEST_JSON_BYTES ? kindOfJson(path) : undefined);
  } catch {
    return undefined;
  }
}

function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('utf8', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/** By the first of its lines, where that is JSON. */
function kindOfLine(head: string): FileKind | undefined {
  const [first = ''] = head.split('\n', 1);
  try {
    const line = JSON.parse(first) as Readonly<Record<string, unknown>>;
    if (line['kind'] === 'header') return 'history';
    return 'dir' in line && 'c' in line && 'f' in line ? 'recording' : undefined;
  } catch {
    return undefined;
  }
}

/** By the members of its only value. */
function kindOfJson(path: string): FileKind | undefined {
  const value = JSON.parse(readFileSync(path, 'utf8')) as object;
  if ('formatVersion' in value && 'plan' in value && 'verdict' in value) return 'failure';
  if ('formatVersion' in value && 'requirements' in value) return 'bundle';
  if ('schemaVersion' in value && 'violations' in value) return 'report';
  return undefined;
}
