/**
 * A hosted gateway as a campaign has it: each execution on a deployment of its own. What cannot be hosted is the
 * caller's to know, and never a verdict.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Gateway } from '../gateway/port.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { Beginnings } from './beginnings.ts';
import { HostedDeployment } from './hosted-deployment.ts';
import type { HostedProgram } from './hosted-program.ts';
import type { Beginning } from './incarnation.ts';
import { Keeper } from './keeper.ts';
import { preloadBundle } from './preload-bundle.ts';
import type { ForkAddon } from './zygote/build-addon.ts';

export interface DeploymentOptions {
  readonly onTrace?: ((text: string) => void) | undefined;
  /** What its last life compiled is kept at the end. */
  readonly keepsCompiled?: boolean;
}

/** Runs `work` on a fresh deployment. Throws InputError when the program did what cannot be hosted. */
export async function onDeployment<T>(
  program: HostedProgram,
  beginning: Beginning,
  { onTrace, keepsCompiled = false }: DeploymentOptions,
  work: (gateway: Gateway) => T | Promise<T>,
): Promise<T> {
  Keeper.get();
  const deployment = new HostedDeployment(program, { beginning, onTrace });
  try {
    const done = await work(deployment.gateway);
    if (keepsCompiled) deployment.keepCompiled();
    return done;
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

/** How its lives begin when these modules are loaded ahead, with code that was compiled before. It is to be closed. */
export function beginningsOf(
  program: HostedProgram,
  modules: readonly string[],
  addon: ForkAddon,
  compileCache: string | null,
): Beginnings {
  return new Beginnings({ program, entry: preloadBundle(), modules, compileCache, addon });
}
