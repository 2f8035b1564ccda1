/**
 * A history to look at, from what people have at hand: a failure file, with the history beside it or executed again, or
 * a history file.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureCommand } from '../campaign/commands.ts';
import { readFailure } from '../campaign/failure-file.ts';
import { readJudgeable, type ReadHistoryFile } from '../certify/judged-history.ts';
import { dialectFor } from '../dialect/catalogue.ts';
import { REFERENCE } from '../dialect/reference.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { UsageError } from './problem.ts';
import { loadFailure } from './stored-failure.ts';

export interface OpenedHistory {
  /** The file, or the command that gives it again. */
  readonly from: string;
  readonly target: string | null;
  readonly digest: string;
  readonly dialect: Dialect;
  readonly records: readonly HistoryRecord[];
}

/** `gateway`: execute a failure's plan on it instead of reading what was recorded. Throws InputError. */
export async function openHistory(file: string, gateway?: string): Promise<OpenedHistory> {
  if (!isFailureFile(file)) return read(file, null);
  const { history, target } = readFailure(file);
  const beside = history === null ? undefined : join(dirname(file), history);
  if (gateway !== undefined || beside === undefined || !existsSync(beside))
    return executedAgain(file, gateway);
  return read(beside, target.name, target.dialect);
}

/** Executes the plan of a failure file, on the gateway that failed or on this one. */
export async function executedAgain(file: string, gateway: string | undefined): Promise<OpenedHistory> {
  if (!isFailureFile(file))
    throw new UsageError(`${file} is a history: name a second one to compare it with, or a failure file`);
  const { failure, ports } = await loadFailure(file, gateway);
  const { execute, profile, target } = ports;
  const { plan } = failure;
  const outcome = await execute({
    plan,
    gateway: target.gateway,
    dialect: target.dialect,
    profile,
    keep: true,
  });
  const records = outcome.history ?? [];
  return {
    from: failureCommand('replay', file, target.reference),
    target: target.name,
    digest: digestOf(records),
    dialect: target.dialect,
    records,
  };
}

/** Histories are JSON lines. */
function isFailureFile(file: string): boolean {
  return file.endsWith('.json');
}

/** `dialect`: what it is known to be. */
function read(file: string, target: string | null, dialect?: string): OpenedHistory {
  const history = readJudgeable(file);
  const { records, digest, target: stated } = history;
  return {
    from: file,
    target: stated ?? target,
    digest,
    dialect: dialectOf(history, dialect),
    records,
  };
}

/** Of what says nothing about itself, the reference's. */
function dialectOf({ dialect, server }: ReadHistoryFile, named: string | undefined): Dialect {
  const name = named ?? dialect ?? server.version ?? '';
  return dialectFor(name, server.protocol) ?? REFERENCE;
}
