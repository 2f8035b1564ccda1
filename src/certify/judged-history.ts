/**
 * One history, judged by itself: the same verdicts that a certificate was made of, from the file alone. The first line
 * says which dialect and profile belong to it; the caller may say otherwise. Must not know: where profiles come from.
 */
import { dialectFor } from '../dialect/catalogue.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { stringOf } from '../dialect/reading.ts';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { InputError } from '../input/problem.ts';
import type { Verdict, VerdictName } from '../properties/property.ts';
import { judgeOne } from './case-assessment.ts';
import { serverIn, type ServerInfo } from './case-run.ts';
import { readHistoryFile } from './history-file.ts';
import { unreadableHistory } from './unreadable-history.ts';
import { judgeByName, type NamedJudge } from './named-judge.ts';

export interface ReadHistoryFile {
  readonly records: readonly HistoryRecord[];
  readonly digest: string;
  /** What its first line says, where it does. */
  readonly target: string | undefined;
  readonly dialect: string | undefined;
  readonly profile: string | undefined;
  /** The properties that its scenario exercises. */
  readonly exercises: readonly string[];
  readonly server: ServerInfo;
}

/** Throws InputError when a line cannot be read, or the records are not those the first line names. */
export function readJudgeable(path: string): ReadHistoryFile {
  const { about, records, problems } = readHistoryFile(path);
  if (problems.length > 0) throw unreadableHistory(path, problems);
  const digest = digestOf(records);
  const stated = stringOf(about['digest']);
  if (stated !== undefined && stated !== digest)
    throw new InputError(
      `${path}:1:1: the history was changed: it says digest ${stated}, and its records have ${digest}`,
    );
  const exercises = about['exercises'];
  return {
    records,
    digest,
    target: stringOf(about['target']),
    dialect: stringOf(about['dialect']),
    profile: stringOf(about['profile']),
    exercises: Array.isArray(exercises) ? exercises.filter((one) => typeof one === 'string') : [],
    server: serverIn(records),
  };
}

/** The dialect that was named, or that the first line names, or that fits the hello. Throws InputError. */
export function dialectFrom(path: string, history: ReadHistoryFile, named: string | undefined): Dialect {
  const { version, protocol } = history.server;
  const name = named ?? history.dialect;
  const dialect = name === undefined ? dialectFor(version ?? '', protocol) : dialectFor(name);
  if (dialect !== undefined) return dialect;
  if (name !== undefined) throw new InputError(`unknown dialect '${name}'`);
  throw new InputError(`${path}: says neither its dialect nor a version that tells; name one with --dialect`);
}

export interface JudgedHistory {
  readonly verdict: VerdictName;
  readonly reason: string | null;
  readonly verdicts: readonly Verdict[];
}

/** `required`: the properties whose violation is one. */
export function judgeHistory(
  { records, exercises }: ReadHistoryFile,
  dialect: Dialect,
  judge: NamedJudge,
  required: readonly string[],
): JudgedHistory {
  const verdicts = judgeByName(judge, records, dialect);
  return { ...judgeOne(verdicts, new Set(required), exercises), verdicts };
}
