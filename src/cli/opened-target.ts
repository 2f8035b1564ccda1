/**
 * A target, opened in the world in which cases and scenarios are executed on it: behind the in-process port the simulated
 * one; hosted, a Node program in virtual time; else the live one, over real sockets.
 */
import { closeTarget, openTarget, parseTarget } from '../campaign/target.ts';
import type { RunCase } from '../certify/case-run.ts';
import type { WorldName } from '../certify/certificate.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { misfits } from '../live/fit.ts';
import type { Capabilities } from '../live/target.ts';
import type { UrlTargetOptions } from '../live/targets/url.ts';
import type { Plan } from '../plan/plan.ts';
import { hostedRunner } from './hosted-runner.ts';
import { liveRunner } from './live-runner.ts';
import { liveTarget } from './live-target.ts';
import { UsageError } from './problem.ts';
import { simulatedRunner } from './simulated-runner.ts';

export interface OpenedTarget {
  readonly name: string;
  readonly world: WorldName;
  readonly dialect: Dialect | undefined;
  /** Undefined: all, in virtual time. */
  readonly capabilities: Capabilities | undefined;
  /** Most runs at a time. */
  readonly parallel: number;
  readonly run: RunCase;
  /** Why a plan cannot be executed on it; nothing: it can. */
  misfits(plan: Plan): readonly string[];
  end(): Promise<void>;
}

/** In virtual time: `openclaw@VERSION`, `openclaw:PATH` and descriptions are hosted, everything else is behind the port. */
export async function openedInVirtualTime(
  text: string,
  threads: number,
  signal: AbortSignal,
): Promise<OpenedTarget> {
  const target = await openTarget(parseTarget(text), signal);
  const { name, dialect, kind, misfits: plansMisfits = () => [] } = target;
  const about = { name, dialect, capabilities: undefined, misfits: plansMisfits };
  if (kind === 'hosted') {
    // its threads open it anew, each for itself
    closeTarget(target);
    return { ...about, world: 'hosted', parallel: threads, ...(await hostedRunner(target, threads, signal)) };
  }
  const end = (): Promise<void> => Promise.resolve(closeTarget(target));
  return { ...about, world: 'simulated', parallel: 1, run: simulatedRunner(target, signal), end };
}

export async function openedLive(
  text: string,
  options: UrlTargetOptions,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<OpenedTarget> {
  const target = await liveTarget(text, options);
  await target.prepare?.({ tell, signal });
  const { name, dialect, capabilities } = target;
  return {
    name,
    world: 'live',
    dialect,
    capabilities,
    // what runs already is one
    parallel: capabilities.lifecycle ? Infinity : 1,
    misfits: (plan) => misfits(plan, capabilities),
    ...(await liveRunner(target, signal)),
  };
}

/** Throws UsageError when this target cannot be hosted, whatever it does. */
export function assertHosted(text: string): void {
  if (parseTarget(text).type !== 'hosted')
    throw new UsageError(
      `--world hosted is for openclaw@VERSION, openclaw:PATH and descriptions that say host: node; '${text}' is none`,
    );
}
