/**
 * A seed database: a folder with one folder for each target, and in it a file for each plan that is worth executing again and
 * one for each run. Files that git merges without a conflict, or an object store holds: small, sorted, written whole, and never
 * changed but for what was found out. Whoever reads it trusts nothing in it: a seed is a text, and executes nothing by itself.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { sha256 } from '../../input/canonical.ts';
import { InputError, messageOf, ofEach } from '../../input/problem.ts';
import { readJsonFile } from '../../input/text-file.ts';
import { issueLines } from '../../input/yaml-source.ts';
import { KEPT_AS } from '../../report/published.ts';
import { OutFolder } from '../out-folder.ts';
import type { TargetReference } from '../target.ts';
import {
  recordFileName,
  recordText,
  runRecordSchema,
  MOST_RUNS,
  inOrder,
  type RunRecord,
} from './run-record.ts';
import {
  ENTRY_VERSION,
  entryFileName,
  entryText,
  NO_ENTRIES,
  seedEntrySchema,
  type KeptAs,
  type SeedEntries,
  type SeedEntry,
} from './seed-entry.ts';

const RUNS = 'runs';
const ENTRY = 'an entry of a seed database';
const RECORD = 'the record of a run in a seed database';

export class SeedDatabase {
  readonly path: string;

  /** Throws InputError when there is something else at `path`. */
  constructor(path: string) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() === false)
      throw new InputError(`${path}: a file, and a seed database is a folder`);
    this.path = path;
  }

  /** Names of the targets that something is known of. */
  get targets(): readonly string[] {
    return foldersIn(this.path);
  }

  /** Throws InputError, one line for each file that cannot be read. */
  entries(target: string): SeedEntries {
    return Object.fromEntries(
      KEPT_AS.map((kept) => {
        const folder = join(this.path, target, kept);
        return [kept, ofEach(filesIn(folder), (name) => entryIn(folder, name))];
      }),
    ) as Record<KeptAs, readonly SeedEntry[]>;
  }

  /** The oldest comes first. Throws InputError as well. */
  runs(target: string): readonly RunRecord[] {
    const folder = join(this.path, target, RUNS);
    return inOrder(ofEach(filesIn(folder), (name) => read(join(folder, name), RECORD, runRecordSchema)));
  }

  /** Leaves these entries, and adds the run where it came to its end. What could not be written is said by the folder that it gives. */
  keep(target: string, entries: SeedEntries, run: RunRecord | undefined): OutFolder {
    const out = new OutFolder(this.path);
    const added = run === undefined ? [] : [run];
    const runs = inOrder([...this.runs(target), ...added]).slice(-MOST_RUNS);
    const files = new Map([
      ...KEPT_AS.flatMap((kept) =>
        entries[kept].map((entry) => [join(target, kept, entryFileName(entry)), entryText(entry)] as const),
      ),
      ...added.map((one) => [join(target, RUNS, recordFileName(one)), recordText(one)] as const),
    ]);
    const kept = new Set([...files.keys(), ...runs.map((one) => join(target, RUNS, recordFileName(one)))]);
    for (const [name, text] of files) out.write(name, [text]);
    if (out.problem === undefined)
      for (const folder of [...KEPT_AS, RUNS])
        for (const name of filesIn(join(this.path, target, folder)))
          if (!kept.has(join(target, folder, name)))
            rmSync(join(this.path, target, folder, name), { force: true });
    return out;
  }
}

/** The folder of a target: its name where it comes with Gauntlet, else what was typed, with a hash of it. */
export function targetFolder(reference: TargetReference): string {
  if (reference.type === 'named') return reference.name;
  const typed = reference.type === 'file' ? reference.path : reference.text;
  const isFile = reference.type === 'file' || existsSync(typed);
  const name = isFile ? relative('.', resolve(typed)).replaceAll('\\', '/') : typed;
  const readable = name.replaceAll(/[^\w.@-]+/g, '-').replace(/^[-.]+/, '');
  return `${readable.slice(-60)}-${sha256(name).slice(0, 8)}`;
}

/** Those of them that another generator drew are left out. */
export function withoutStrangers(
  entries: SeedEntries,
  planOf: (entry: SeedEntry) => string,
): { readonly entries: SeedEntries; readonly strangers: number } {
  let strangers = 0;
  const own: Record<KeptAs, readonly SeedEntry[]> = { ...NO_ENTRIES };
  for (const kept of KEPT_AS) {
    own[kept] = entries[kept].filter((entry) => planOf(entry) === entry.plan);
    strangers += entries[kept].length - own[kept].length;
  }
  return { entries: own, strangers };
}

function entryIn(folder: string, name: string): SeedEntry {
  const path = join(folder, name);
  const entry = read(path, ENTRY, seedEntrySchema);
  if (entryFileName(entry) === name) return entry;
  throw new InputError(`${path}: is about another plan than its name says`);
}

function read<S extends z.ZodType>(path: string, what: string, schema: S): z.output<S> {
  const value = readJsonFile(path, what, { isForeign: true });
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version !== ENTRY_VERSION)
    throw new InputError(`${path}: ${what} of format ${version}; this version reads format ${ENTRY_VERSION}`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(`${path}: not ${what}: ${issueLines(parsed.error.issues, value)[0] ?? ''}`);
}

/** Sorted. */
function filesIn(folder: string): readonly string[] {
  return listed(folder, (one) => !one.isDirectory() && one.name.endsWith('.json'));
}

function foldersIn(folder: string): readonly string[] {
  return listed(folder, (one) => one.isDirectory() && !one.name.startsWith('.'));
}

interface Listed {
  readonly name: string;
  isDirectory(): boolean;
}

function listed(folder: string, isWanted: (one: Listed) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  try {
    const all: readonly Listed[] = readdirSync(folder, { withFileTypes: true });
    return all
      .filter(isWanted)
      .map(({ name }) => name)
      .sort();
  } catch (thrown) {
    throw new InputError(`${folder}: cannot be read: ${messageOf(thrown)}`);
  }
}
