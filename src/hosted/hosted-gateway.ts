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
import { Beginnings } from './beginnings.ts';
import { HostedDeployment } from './hosted-deployment.ts';
import type { HostedProgram } from './hosted-program.ts';
import type { Beginning } from './incarnation.ts';
import { Keeper } from './keeper.ts';
import { preloadBundle } from './preload-bundle.ts';
import type { ForkAddon } from './zygote/build-addon.ts';

/** Runs `work` on a fresh deployment. Throws InputError when the program did what cannot be hosted. */
export async function onDeployment<T>(
  program: HostedProgram,
  beginning: Beginning,
  onTrace: ((text: string) => void) | undefined,
  work: (gateway: Gateway) => T | Promise<T>,
): Promise<T> {
  Keeper.get();
  const deployment = new HostedDeployment(program, { beginning, onTrace });
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

/** How its lives begin when these modules are loaded ahead. It is to be closed. */
export function beginningsOf(
  program: HostedProgram,
  modules: readonly string[],
  addon: ForkAddon,
): Beginnings {
  const compileCache = compileCacheOf(program);
  return new Beginnings({ program, entry: preloadBundle(), modules, compileCache, addon });
}

/** By Node: what one has compiled is of no use to another. */
function compileCacheOf({ node }: HostedProgram): string {
  return join(cacheFolder(), 'compiled', sha256(node).slice(0, 16));
}
