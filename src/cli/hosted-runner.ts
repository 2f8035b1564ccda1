/**
 * Runs the cases of a certificate on a hosted program, in threads: each waits for processes of its own. What is repeated
 * has another seed each time: how long its files and the network take is drawn anew.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../campaign/target.ts';
import { startCasePool } from '../campaign/workers/pool.ts';
import { logOf, serverIn, type RunCase } from '../certify/case-run.ts';
import { readHistoryFile } from '../certify/history-file.ts';
import { InputError, TargetError } from '../input/problem.ts';

/** `end` ends the threads, and removes what is left of histories. */
export async function hostedRunner(
  { reference, misfits = () => [] }: Target,
  threads: number,
  signal: AbortSignal,
): Promise<{ readonly run: RunCase; end(): Promise<void> }> {
  const base = await mkdtemp(join(tmpdir(), 'gauntlet-certify-'));
  const pool = startCasePool(reference, threads);
  let runs = 0;
  const end = async (): Promise<void> => {
    await pool.close();
    await rm(base, { recursive: true, force: true });
  };
  signal.addEventListener('abort', () => void pool.close(), { once: true });
  return {
    run: async ({ scenario: { plan } }, repetition) => {
      signal.throwIfAborted();
      const reasons = misfits(plan);
      if (reasons.length > 0) return { type: 'not-applicable', reason: reasons.join('; ') };
      const folder = join(base, String(++runs));
      const kept = await pool.run({ plan: { ...plan, seed: `${plan.seed}/${repetition}` }, folder });
      if (kept.type === 'input') throw new InputError(kept.problem);
      if (kept.type === 'target') throw new TargetError(kept.problem);
      const { records } = readHistoryFile(kept.file);
      await rm(folder, { recursive: true });
      return { type: 'ran', records, digest: kept.digest, log: logOf(records), server: serverIn(records) };
    },
    end,
  };
}
