/** Values of options, read strictly: what is not exactly right is a UsageError that shows what would be. */
import type { Shard } from '../campaign/shards/shard.ts';
import { UsageError } from './problem.ts';

export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

const MOST_SEEDS = 1_000_000_000;
const MOST_SHARDS = 10_000;

/** `500` is plans 1..500; `a..b` has both ends. */
export function parseSeeds(text: string): SeedRange {
  const single = /^\d+$/.test(text) ? { from: 1, to: Number(text) } : undefined;
  const match = /^(\d+)\.\.(\d+)$/.exec(text);
  const range = single ?? (match === null ? undefined : { from: Number(match[1]), to: Number(match[2]) });
  if (range === undefined)
    throw new UsageError(`--seeds '${text}' is neither a count like 500 nor a range like 100..199`);
  if (single !== undefined && single.to === 0) throw new UsageError('--seeds must be 1 or more');
  if (range.from > range.to)
    throw new UsageError(`--seeds '${text}' runs backwards: write ${range.to}..${range.from}`);
  if (range.to > MOST_SEEDS) throw new UsageError(`--seeds '${text}' is too many: ${MOST_SEEDS} at most`);
  return range;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `60s`, `1.5m`, `500ms`, `2h` as milliseconds. */
export function duration(option: string): (text: string) => number {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
    const millis = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
    if (millis <= 0) throw new UsageError(`${option} '${text}' is no duration like 60s, 5m or 500ms`);
    return millis;
  };
}

export const parseDuration: (text: string) => number = duration('--time');

/** The name of a fleet, which is part of keys in Redis. */
export function parseFleet(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,49}$/.test(text)) return text;
  throw new UsageError(
    `--name '${text}' is no name of a fleet: small letters, digits and dashes, 50 at most`,
  );
}

/** What git could be asked for, or what somebody calls it. */
export function parseCommit(text: string): string {
  if (/^\w[\w./+-]{0,199}$/.test(text)) return text;
  throw new UsageError(`--commit '${text}' is no name of a commit: letters, digits and ./+-, 200 at most`);
}

/** Reads a whole number within bounds; `kind` is what a message calls it. */
export function wholeNumber(option: string, from: number, to: number, kind = 'number') {
  return (text: string): number => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new UsageError(`${option} '${text}' is no ${kind} from ${from} to ${to}`);
  };
}

/** `2/3`: the second of three parts. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const shard = { index: Number(match?.[1]), of: Number(match?.[2]) };
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST_SHARDS) return shard;
  throw new UsageError(
    `--shard '${text}' is no part such as 2/3: from 1/n to n/n, with n up to ${MOST_SHARDS}`,
  );
}

/** Reads how many plans, or what else nobody waits for. */
export function count(option: string): (text: string) => number {
  return wholeNumber(option, 1, MOST_SEEDS);
}

export function parseSeed(text: string): string {
  if (text === '' || text.length > 100) throw new UsageError('--seed must have 1 to 100 characters');
  return text;
}

/** The name of a scenario. */
export function parseName(text: string): string {
  if (text.trim() === '' || text.length > 200) throw new UsageError('--name must have 1 to 200 characters');
  return text;
}

/** Reads one of a few words. */
export function choice<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const chosen = choices.find((one) => one === text);
    if (chosen === undefined) throw new UsageError(`${option} '${text}' is none of ${choices.join(', ')}`);
    return chosen;
  };
}

/** Reads the path of a folder. */
export function folder(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw new UsageError(`${option} needs a folder`);
    return text;
  };
}

export interface TokenOptions {
  readonly token?: string;
  /** The environment variable that holds the token. */
  readonly tokenEnv?: string;
}

/** The token that the options name; undefined: none. */
export function tokenIn({ token, tokenEnv }: TokenOptions): string | undefined {
  if (tokenEnv === undefined) return token;
  if (token !== undefined) throw new UsageError('give one of --token and --token-env');
  const value = process.env[tokenEnv] ?? '';
  if (value === '')
    throw new UsageError(`--token-env ${tokenEnv}: there is no such variable, or it is empty`);
  return value;
}
