/** Runs the cases of a certificate in the live world: each on a fresh deployment of a target that is prepared. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunCase } from '../certify/case-run.ts';
import { livelockWords } from '../execution/world-context.ts';
import { misfits } from '../live/fit.ts';
import type { LiveTarget } from '../live/target.ts';
import { executeLive } from '../live/world.ts';

/** `end` removes what is left of its folders. */
export async function liveRunner(
  target: LiveTarget,
  signal: AbortSignal,
): Promise<{ readonly run: RunCase; end(): Promise<void> }> {
  const base = await mkdtemp(join(tmpdir(), 'gauntlet-certify-'));
  let runs = 0;
  return {
    run: async ({ scenario: { plan } }) => {
      const reasons = misfits(plan, target.capabilities);
      if (reasons.length > 0) return { type: 'not-applicable', reason: reasons.join('; ') };
      const folder = join(base, String(++runs));
      const { livelock, ...ran } = await executeLive(plan, target, { signal, folder });
      if (livelock === null) return { type: 'ran', ...ran };
      return { type: 'ran', ...ran, log: [...ran.log, `gauntlet: ${livelockWords(livelock)}`] };
    },
    end: () => rm(base, { recursive: true, force: true, maxRetries: 5 }),
  };
}
