/**
 * Reads back what a shard left behind, one line after the other. Each problem is one line that names the file. Must not
 * know: the other shards, and what was asked for.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { InputError, messageOf } from '../../input/problem.ts';
import { issueLines } from '../../input/yaml-source.ts';
import { SHARD_VERSION, shardLineSchema, type ShardHead, type ShardLine } from './shard-lines.ts';

type Line<Type extends ShardLine['type']> = Extract<ShardLine, { readonly type: Type }>;

export class ShardReader {
  readonly path: string;
  readonly head: ShardHead;
  readonly #lines: AsyncGenerator<ShardLine>;
  #next: ShardLine;

  private constructor(path: string, head: ShardHead, lines: AsyncGenerator<ShardLine>, next: ShardLine) {
    this.path = path;
    this.head = head;
    this.#lines = lines;
    this.#next = next;
  }

  /** Makes sure that it is whole, and reads its head. Throws InputError. */
  static async open(path: string): Promise<ShardReader> {
    await refuseChanged(path);
    const lines = linesOf(path);
    const head = await lineOf(lines, path);
    if (head.type !== 'shard') throw new InputError(`${path}: no shard`);
    return new ShardReader(path, head, lines, await lineOf(lines, path));
  }

  /** The lines of one type that come next. */
  async *all<Type extends ShardLine['type']>(type: Type): AsyncGenerator<Line<Type>> {
    for (let line = await this.take(type); line !== undefined; line = await this.take(type)) yield line;
  }

  /** The line that comes next, where it is of this type. */
  async take<Type extends ShardLine['type']>(type: Type): Promise<Line<Type> | undefined> {
    const line = this.#next;
    if (line.type !== type) return undefined;
    if (line.type !== 'end') this.#next = await lineOf(this.#lines, this.path);
    return line as Line<Type>;
  }

  /** Throws InputError when something other comes next. */
  expect(...types: readonly ShardLine['type'][]): void {
    if (!types.includes(this.#next.type)) throw new InputError(`${this.path}: lines are not in their order`);
  }

  /** Nothing else is in it. Throws InputError. */
  async end(): Promise<void> {
    this.expect('end');
    if ((await this.#lines.next()).done !== true)
      throw new InputError(`${this.path}: goes on behind its end`);
  }
}

async function lineOf(lines: AsyncGenerator<ShardLine>, path: string): Promise<ShardLine> {
  const next = await lines.next();
  if (next.done === true) throw new InputError(`${path}: lines are not in their order`);
  return next.value;
}

/** Its last line has a hash of all the others. */
async function refuseChanged(path: string): Promise<void> {
  const hash = createHash('sha256');
  let last: string | undefined;
  for await (const text of textLines(path)) {
    if (last !== undefined) hash.update(`${last}\n`);
    last = text;
  }
  const end = last === undefined ? undefined : parsed(path, last);
  if (end?.type !== 'end') throw new InputError(`${path}: half written: its end is missing`);
  if (end.sha256 !== hash.digest('hex')) throw new InputError(`${path}: was changed after it was written`);
}

async function* linesOf(path: string): AsyncGenerator<ShardLine> {
  for await (const text of textLines(path)) yield parsed(path, text);
}

async function* textLines(path: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  let problem: unknown;
  const read = pipeline(createReadStream(path), unzipped).catch((thrown: unknown) => {
    problem = thrown;
  });
  try {
    yield* createInterface({ input: unzipped, crlfDelay: Infinity });
    await read;
  } catch (thrown) {
    problem ??= thrown;
  } finally {
    unzipped.destroy();
  }
  if (problem !== undefined)
    throw new InputError(`${path}: half written, or no shard: ${messageOf(problem)}`);
}

function parsed(path: string, text: string): ShardLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(`${path}: half written, or no shard: a line is not JSON`);
  }
  const version = (value as { shardVersion?: unknown } | null)?.shardVersion;
  if (typeof version === 'number' && version !== SHARD_VERSION)
    throw new InputError(`${path}: shard format ${version}; this version reads format ${SHARD_VERSION}`);
  const read = shardLineSchema.safeParse(value);
  // as it was written: the order of members is part of what a report says
  if (read.success) return value as ShardLine;
  const [first = 'not a line of a shard'] = issueLines(read.error.issues, value);
  throw new InputError(`${path}: no shard: ${first}`);
}
