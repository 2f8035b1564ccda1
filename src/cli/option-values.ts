/** Values of options, read strictly: what is not exactly right is a UsageError that shows what would be. */
import { UsageError } from './problem.ts';

export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

const MOST_SEEDS = 1_000_000_000;

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

/** `60s`, `1.5m`, `500ms`, `2h` as milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const millis = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
  if (millis <= 0) throw new UsageError(`--time '${text}' is no duration like 60s, 5m or 500ms`);
  return millis;
}

export function parseWorkers(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 256) throw new UsageError(`--workers '${text}' is no number from 1 to 256`);
  return count;
}

/** How many plans. */
export function parseCount(option: string, text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_SEEDS)
    throw new UsageError(`${option} '${text}' is no number from 1 to ${MOST_SEEDS}`);
  return count;
}

/** A count that somebody waits for. */
export function parseSmallCount(option: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new UsageError(`${option} '${text}' is no number from 1 to ${most}`);
  return count;
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

/** One of a few words. */
export function parseChoice<T extends string>(option: string, choices: readonly T[], text: string): T {
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw new UsageError(`${option} '${text}' is none of ${choices.join(', ')}`);
  return choice;
}

export function parseOut(text: string): string {
  if (text.trim() === '') throw new UsageError('--out needs a folder');
  return text;
}

export function parseInto(text: string): string {
  if (text.trim() === '') throw new UsageError('--into needs a folder');
  return text;
}

export function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new UsageError(`--port '${text}' is no number from 0 to 65535`);
  return port;
}

export function parseState(text: string): string {
  if (text.trim() === '') throw new UsageError('--state needs a folder');
  return text;
}

/** Milliseconds, in either direction; a hundred years at most. */
export function parseOffset(text: string): number {
  const offset = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(offset) <= 3_155_760_000_000))
    throw new UsageError(`--wall-offset '${text}' is no number of milliseconds`);
  return offset;
}

/** Milliseconds from 10 to an hour. */
export function parseEvery(text: string): number {
  const every = /^\d+$/.test(text) ? Number(text) : 0;
  if (every < 10 || every > 3_600_000)
    throw new UsageError(`--every '${text}' is no number of milliseconds from 10 to 3600000`);
  return every;
}
