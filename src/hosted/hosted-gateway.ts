/**
 * A hosted gateway as a campaign has it: each execution on a deployment of its own. What cannot be hosted is the
 * caller's to know, and never a verdict.
 */
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Gateway } from '../gateway/port.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { sha256 } from '../input/canonical.ts';
import { cacheFolder } from '../live/targets/cache.ts';
import { HostedDeployment } from './hosted-deployment.ts';
import type { HostedProgram } from './hosted-program.ts';
import { Keeper } from './keeper.ts';
import { preloadBundle } from './preload-bundle.ts';

/** Runs `work` on a fresh deployment. Throws InputError when the program did what cannot be hosted. */
export async function onDeployment<T>(
  program: HostedProgram,
  onTrace: ((text: string) => void) | undefined,
  work: (gateway: Gateway) => T | Promise<T>,
): Promise<T> {
  Keeper.get();
  const deployment = new HostedDeployment(program, {
    preload: preloadBundle(),
    compileCache: compileCacheOf(program),
    onTrace,
  });
  try {
    return await work(deployment.gateway);
  } catch (thrown) {
    const { unhostable, dead } = deployment;
    if (unhostable !== undefined) throw new InputError(`${program.name} cannot be hosted: ${unhostable}`);
    if (dead !== undefined) throw new TargetError(`${program.name} does not come up: ${dead}`);
    throw thrown;
  } finally {
    deployment.end();
    // a thread that executes plan after plan would hear of nothing else
    await nextTurn();
  }
}

/** By Node: what one has compiled is of no use to another. */
function compileCacheOf({ node }: HostedProgram): string {
  return join(cacheFolder(), 'compiled', sha256(node).slice(0, 16));
}
