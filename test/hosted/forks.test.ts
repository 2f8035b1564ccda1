import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget, parseTarget } from '../../src/campaign/target.ts';
import { hostedPlan } from '../../src/hosted/plans.ts';
import { Zygote } from '../../src/hosted/zygote/zygote.ts';

const SMALL = fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url));
const LONGEST_MS = 300_000;
/** Two of them restart, one of those three times. */
const PLANS = [1, 2, 3, 5].map((index) => hostedPlan(`gauntlet/${index}`));

async function executed(forks: boolean): Promise<readonly Outcome[]> {
  vi.stubEnv('GAUNTLET_FORK', forks ? '1' : '0');
  const { gateway, dialect } = await openTarget(parseTarget(SMALL));
  const outcomes: Outcome[] = [];
  const { execute, profile } = STANDARD_EXECUTOR;
  for (const plan of PLANS) outcomes.push(await execute({ plan, gateway, dialect, profile, keep: true }));
  if ('close' in gateway) gateway.close();
  vi.unstubAllEnvs();
  return outcomes;
}

function lives({ history = [] }: Outcome): number {
  return history.filter((record) => record.kind === 'process' && record.event === 'booting').length;
}

describe('a hosted gateway', () => {
  it(
    'gives the same digests whether each life is a fork or a process of its own',
    async () => {
      const fork = vi.spyOn(Zygote.prototype, 'fork');
      const forked = await executed(true);
      const begun = forked.reduce((sum, outcome) => sum + lives(outcome), 0);
      expect(begun).toBeGreaterThan(PLANS.length + 2);
      expect(fork).toHaveBeenCalledTimes(begun);
      const startedAnew = await executed(false);
      expect(fork).toHaveBeenCalledTimes(begun);
      expect(startedAnew.map(({ digest }) => digest)).toEqual(forked.map(({ digest }) => digest));
      expect(startedAnew.map(({ history }) => history)).toEqual(forked.map(({ history }) => history));
    },
    LONGEST_MS,
  );
});
