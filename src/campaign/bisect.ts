/**
 * Bisection: of targets in order, between one that fails as a stored failure does and one that does not, the two
 * neighbours where that changes. What cannot be tried is stepped around. Must not know which targets there are.
 */
import type { BisectedTarget } from '../report/published-bisection.ts';
import { stillAlive, TARGET_ALIVE } from '../properties/target-alive.ts';
import { InputError, TargetError } from '../input/problem.ts';
import { findingsOf } from './chunk.ts';
import type { Execute } from './execute.ts';
import type { Failure } from './failure.ts';
import type { Profile } from '../properties/profile.ts';
import { closeTarget, type Target } from './target.ts';

/** Where it changes, and all that was tried, in the order in which it was. */
export interface Bisection {
  readonly attempts: readonly BisectedTarget[];
  /** The last that is as the good end, and the first that is as the bad one; null: an end is not what it is said to be. */
  readonly change: { readonly good: string; readonly bad: string } | null;
  /** Between those two: none of them could be tried. */
  readonly between: readonly string[];
  readonly interrupted: boolean;
}

/** Targets in order: the first is said not to fail, the last to fail. `attempt` is asked once for each that is tried. */
export async function bisect(
  targets: readonly string[],
  attempt: (target: string) => Promise<BisectedTarget>,
  signal?: AbortSignal,
): Promise<Bisection> {
  const tried = new Map<number, BisectedTarget>();
  const tryAt = async (at: number): Promise<BisectedTarget['result']> => {
    const made = tried.get(at) ?? (await attempt(targets[at] ?? ''));
    tried.set(at, made);
    return made.result;
  };
  let [good, bad] = [0, targets.length - 1];
  const end = (change: Bisection['change']): Bisection => ({
    attempts: [...tried.values()],
    change,
    between: change === null ? [] : targets.slice(good + 1, bad),
    interrupted: signal?.aborted ?? false,
  });
  if ((await tryAt(good)) !== 'passes' || signal?.aborted) return end(null);
  if ((await tryAt(bad)) !== 'fails') return end(null);
  for (;;) {
    if (signal?.aborted) return end(null);
    const next = nearestTo((good + bad) / 2, good, bad, tried);
    if (next === undefined) return end({ good: targets[good] ?? '', bad: targets[bad] ?? '' });
    const result = await tryAt(next);
    if (result === 'passes') good = next;
    if (result === 'fails') bad = next;
  }
}

/** Of what lies between and was not tried, the nearest to the middle. */
function nearestTo(
  middle: number,
  good: number,
  bad: number,
  tried: ReadonlyMap<number, unknown>,
): number | undefined {
  let nearest: number | undefined;
  for (let at = good + 1; at < bad; at++)
    if (!tried.has(at) && (nearest === undefined || Math.abs(at - middle) < Math.abs(nearest - middle)))
      nearest = at;
  return nearest;
}

export interface AttemptPorts {
  readonly execute: Execute;
  readonly profile: Profile;
  readonly open: (target: string) => Promise<Target>;
}

/**
 * Does a target fail as the stored failure does? It does when the same property is violated for the same reason; it
 * does not when that property is exercised and holds, whatever else is violated; else nobody can tell.
 */
export async function attemptOn(
  failure: Failure,
  text: string,
  ports: AttemptPorts,
): Promise<BisectedTarget> {
  let target: Target | undefined;
  try {
    target = await ports.open(text);
    const [misfit] = target.misfits?.(failure.plan) ?? [];
    if (misfit !== undefined)
      return { target: target.name, result: 'untried', sentence: `it cannot execute this plan: ${misfit}` };
    return { target: target.name, ...(await judged(failure, target, ports)) };
  } catch (thrown) {
    if (!(thrown instanceof TargetError || thrown instanceof InputError)) throw thrown;
    return { target: text, result: 'untried', sentence: thrown.message };
  } finally {
    if (target !== undefined) closeTarget(target);
  }
}

async function judged(
  { plan, verdict: { property, cause } }: Failure,
  { gateway, dialect }: Target,
  { execute, profile }: AttemptPorts,
): Promise<Omit<BisectedTarget, 'target'>> {
  const outcome = await execute({ plan, gateway, dialect, profile });
  const findings = findingsOf(outcome);
  const same = findings.find((one) => one.property === property && one.cause === cause);
  if (same !== undefined) return { result: 'fails', sentence: same.sentence };
  const other = findings.find((one) => one.property === property);
  if (other !== undefined)
    return { result: 'untried', sentence: `${property} is violated for another reason: ${other.sentence}` };
  const verdict =
    property === TARGET_ALIVE
      ? stillAlive(outcome)
      : outcome.verdicts.find((one) => one.property === property);
  return verdict?.verdict === 'pass'
    ? {
        result: 'passes',
        sentence: `${property} holds (exercised ${verdict.exercised === 1 ? 'once' : `${verdict.exercised} times`})`,
      }
    : {
        result: 'untried',
        sentence: `${property} cannot be judged: ${verdict?.reason ?? 'this version does not know it'}`,
      };
}
