/**
 * What a worker makes of a range: the lines that a shard would hold of it, compressed. Read strictly, since whoever can
 * write to Redis can write one. Must not know: Redis.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { ChunkResult } from '../campaign/chunk.ts';
import { chunkOfLines, linesOfChunk } from '../campaign/shards/chunk-lines.ts';
import { planLine, type ShardPlan } from '../campaign/shards/shard-lines.ts';
import { InputError, messageOf } from '../input/problem.ts';
import { issueLines } from '../input/yaml-source.ts';
import { count } from '../report/published.ts';
import { rangeName, type FleetRange } from './plan-range.ts';

/** Of one range, unpacked. */
const LARGEST_BYTES = 256 * 1024 * 1024;

const resultSchema = z.strictObject({
  plans: z.array(planLine),
  broken: z
    .strictObject({
      index: count,
      kind: z.enum(['unrepeatable', 'input', 'dead', 'bug']),
      message: z.string(),
      stack: z.string().optional(),
    })
    .nullable(),
  /** CPU time that it cost. */
  coreMicros: count,
});

export interface RangeResult {
  readonly chunk: ChunkResult;
  readonly coreMicros: number;
}

export function packedResult({ chunk, coreMicros }: RangeResult, seed: string): Buffer {
  return gzipSync(JSON.stringify({ plans: linesOfChunk(chunk, seed), broken: chunk.broken, coreMicros }));
}

/** Throws InputError when it is not the result of this range. */
export function unpackedResult(bytes: Buffer, range: FleetRange): RangeResult {
  const refused = (why: string): InputError =>
    new InputError(`${rangeName(range)}: no result of a range: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES }).toString('utf8'));
  } catch (thrown) {
    throw refused(messageOf(thrown));
  }
  const read = resultSchema.safeParse(value);
  if (!read.success) throw refused(issueLines(read.error.issues, value)[0] ?? 'not as it was written');
  // as it was written: the order of members is part of what a report says
  const { plans, broken } = value as { plans: readonly ShardPlan[]; broken: ChunkResult['broken'] };
  const wrong = plans.findIndex(({ index }, at) => index !== range.from + at);
  if (wrong !== -1) throw refused(`plan ${range.from + wrong} is missing`);
  const isCut = broken !== null || plans.at(-1)?.ended === true;
  const expected = range.to - range.from + 1;
  if (plans.length > expected || (plans.length < expected && !isCut))
    throw refused(`it has ${plans.length} plans`);
  return { chunk: { ...chunkOfLines(range.from, plans), broken }, coreMicros: read.data.coreMicros };
}
