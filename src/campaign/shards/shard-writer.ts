/**
 * Writes what a shard did, compressed, as it happens; the file gets its name when it is whole. Must not know: in which
 * order lines have to come.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError, messageOf } from '../../input/problem.ts';
import type { ChunkResult } from '../chunk.ts';
import { linesOfChunk } from './chunk-lines.ts';
import type { Shard } from './shard.ts';
import { SHARD_VERSION, type Frozen, type Sharded, type ShardLine } from './shard-lines.ts';

/** What is not whole has this behind its name. */
export const UNFINISHED = '.part';
/** Characters that are compressed as one piece. */
const TOGETHER = 1024 * 1024;

export function shardFileName({ index, of }: Shard): string {
  return `shard-${index}-of-${of}.jsonl.gz`;
}

export class ShardWriter {
  readonly path: string;
  readonly #hash = createHash('sha256');
  readonly #file: number;
  #pending = '';

  constructor(folder: string, shard: Shard, asked: Sharded) {
    this.path = join(folder, shardFileName(shard));
    rmSync(this.path, { force: true });
    this.#file = this.#tried(() => openSync(this.path + UNFINISHED, 'w'));
    this.line({ type: 'shard', shardVersion: SHARD_VERSION, ...shard, asked });
  }

  /** The chunks come in the order of their plans. `seed`: of all of them. */
  chunk(chunk: ChunkResult, seed: string): void {
    for (const line of linesOfChunk(chunk, seed)) this.line(line);
  }

  line(line: Frozen<ShardLine>): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#hash.update(text);
    this.#pending += text;
    if (this.#pending.length >= TOGETHER) this.#flush();
  }

  /** Nothing more comes: the file is whole. Throws InputError when it cannot be written. */
  finish(): void {
    const sha256 = this.#hash.copy().digest('hex');
    this.line({ type: 'end', sha256 });
    this.#flush();
    closeSync(this.#file);
    this.#tried(() => renameSync(this.path + UNFINISHED, this.path));
  }

  #flush(): void {
    const bytes = gzipSync(this.#pending);
    this.#pending = '';
    for (let at = 0; at < bytes.length;) at += this.#tried(() => writeSync(this.#file, bytes, at));
  }

  #tried<T>(write: () => T): T {
    try {
      return write();
    } catch (thrown) {
      throw new InputError(`${this.path}: cannot be written: ${messageOf(thrown)}`);
    }
  }
}
