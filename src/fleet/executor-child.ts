/**
 * A process that executes ranges of plans, one after the other, for the worker that started it. It says after every few plans
 * that it lives, and dies with its worker, also when a plan never ends: a thread of its own looks for that.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { runChunk, type ChunkResult } from '../campaign/chunk.ts';
import { CoreTime } from '../campaign/core-time.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import { openTarget, type Target } from '../campaign/target.ts';
import { moduleFile } from '../input/module-file.ts';
import { messageOf } from '../input/problem.ts';
import type { ExecutorAnswer, ExecutorRequest } from './executor-messages.ts';
import { packedResult } from './range-result.ts';

/** Plans between two signs of life. */
const TOGETHER = 4;
const CANARY = moduleFile('../gateway/canary.ts', import.meta.url);

const WATCH = `
const parent = ${Number(process.argv[2])};
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);
`;
new Worker(WATCH, { eval: true }).unref();

const targets = new Map<string, Promise<Target>>();

function targetOf({ range, reference }: ExecutorRequest): Promise<Target> {
  const wanted = range.of === 'canary' ? ({ type: 'file', path: CANARY } as const) : reference;
  const key = JSON.stringify(wanted);
  const target = targets.get(key) ?? openTarget(wanted);
  targets.set(key, target);
  return target;
}

async function execute(request: ExecutorRequest): Promise<void> {
  const { range, seed, check } = request;
  const target = await targetOf(request);
  const spent = new CoreTime(target.reference);
  const [plans, mismatches]: [ChunkResult['plans'][number][], ChunkResult['mismatches'][number][]] = [[], []];
  let last: ChunkResult | undefined;
  for (let from = range.from; from <= range.to; from += TOGETHER) {
    const to = Math.min(range.to, from + TOGETHER - 1);
    last = await runChunk(STANDARD_EXECUTOR, target, { seed, check, from, to });
    plans.push(...last.plans);
    mismatches.push(...last.mismatches);
    if (last.broken !== null || last.ended === true) break;
    answer({ type: 'alive', plans: plans.length });
    await nextTurn();
  }
  const ended = last?.ended === true ? { ended: true as const } : {};
  const chunk = { from: range.from, plans, mismatches, broken: last?.broken ?? null, ...ended };
  answer({
    type: 'executed',
    plans: plans.length,
    result: packedResult({ chunk, coreMicros: spent.micros ?? 0 }, seed),
  });
}

function answer(message: ExecutorAnswer): void {
  process.send?.(message);
}

process.on('message', (request: ExecutorRequest) => {
  execute(request).catch((thrown: unknown) => answer({ type: 'refused', problem: messageOf(thrown) }));
});
process.on('disconnect', () => process.exit());
