/** Whose fault it is when executing a plan threw. */
import { planName, type Breakage } from './chunk.ts';
import { InputError, PlanError, TargetError } from '../input/problem.ts';
import type { Target } from './target.ts';

/**
 * A gateway of the caller's own that reaches the clock, chance or a timer is bad input: it cannot be judged here.
 * Anything else that throws is a bug in Gauntlet, the catalogue's gateways included.
 */
export function planError(where: string, target: Target, broken: Omit<Breakage, 'index'>): Error {
  if (broken.kind === 'unrepeatable' && target.reference.type === 'file')
    return new InputError(
      `${target.reference.path}: gateway '${target.name}' is not repeatable: ${broken.message}`,
    );
  // what a hosted program does is told as it stands: it is the caller's, or its machine's
  if (target.reference.type === 'hosted') {
    if (broken.kind === 'input') return new InputError(broken.message);
    if (broken.kind === 'dead') return new TargetError(broken.message);
  }
  return new PlanError(where, broken);
}

/** The error that a chunk of a seed's plans ended with. */
export function chunkError(seed: string, target: Target, broken: Breakage): Error {
  return planError(planName(seed, broken.index), target, broken);
}
