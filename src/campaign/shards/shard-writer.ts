/**
 * Writes what a shard did, compressed, as it happens; the file gets its name when it is whole. Must not know: what a run
 * is made of.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError, messageOf } from '../../input/problem.ts';
import { planName, type ChunkResult } from '../chunk.ts';
import type { ScenarioExecution } from '../scenario-run.ts';
import type { Shard } from './shard.ts';
import { SHARD_VERSION, type ShardedRun, type ShardLine } from './shard-lines.ts';

/** What is not whole has this behind its name. */
export const UNFINISHED = '.part';
/** Characters that are compressed as one piece. */
const TOGETHER = 1024 * 1024;

export function shardFileName({ index, of }: Shard): string {
  return `shard-${index}-of-${of}.jsonl.gz`;
}

export class ShardWriter {
  readonly path: string;
  readonly #seed: string;
  readonly #hash = createHash('sha256');
  readonly #file: number;
  #pending = '';

  constructor(folder: string, shard: Shard, run: ShardedRun) {
    this.path = join(folder, shardFileName(shard));
    this.#seed = run.seed;
    rmSync(this.path, { force: true });
    this.#file = this.#tried(() => openSync(this.path + UNFINISHED, 'w'));
    this.#line({ type: 'shard', shardVersion: SHARD_VERSION, ...shard, run });
  }

  /** `position`: among the scenarios of the run, from 0. */
  scenario(position: number, execution: ScenarioExecution): void {
    this.#line({ type: 'scenario', position, execution });
  }

  /** The chunks come in the order of their plans. */
  chunk({ from, plans, mismatches, ended: isLast }: ChunkResult): void {
    for (const [offset, result] of plans.entries()) {
      const index = from + offset;
      const mismatch = mismatches.find(({ plan }) => plan === planName(this.#seed, index)) ?? null;
      this.#line({
        type: 'plan',
        index,
        result,
        mismatch,
        ended: isLast === true && offset === plans.length - 1,
      });
    }
  }

  /** Nothing more comes: the file is whole. Throws InputError when it cannot be written. */
  finish(): void {
    const sha256 = this.#hash.copy().digest('hex');
    this.#line({ type: 'end', sha256 });
    this.#flush();
    closeSync(this.#file);
    this.#tried(() => renameSync(this.path + UNFINISHED, this.path));
  }

  #line(line: ShardLineIn): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#hash.update(text);
    this.#pending += text;
    if (this.#pending.length >= TOGETHER) this.#flush();
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

/** The same, none of which may be changed. */
type ShardLineIn = Frozen<ShardLine>;
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
