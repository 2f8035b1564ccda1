/**
 * The finding `target/alive`: the gateway threw what it did not catch, ended its own process, or hung. Not a property of
 * the catalogue: it is about the execution, not about what the gateway told anybody, and comes first wherever it is shown.
 */
import { findingOf, type Proof, type StatesAt } from './finding.ts';
import type { Verdict } from './property.ts';

export const TARGET_ALIVE = 'target/alive';

export function notAlive(proofs: readonly Proof[], states: StatesAt): Verdict {
  const violations = proofs.map((proof) => findingOf(TARGET_ALIVE, proof, states));
  return { property: TARGET_ALIVE, verdict: 'violation', exercised: violations.length, violations };
}

/** Of an execution in which nothing was thrown: every connection that was answered shows that the target lived. */
export function stillAlive({ answered }: { readonly answered: number }): Verdict {
  const shown = { property: TARGET_ALIVE, exercised: answered, violations: [] };
  return answered > 0
    ? { ...shown, verdict: 'pass' }
    : { ...shown, verdict: 'inconclusive', reason: 'the gateway answered nobody' };
}

export function isNotAlive({ property }: { readonly property: string }): boolean {
  return property === TARGET_ALIVE;
}

/** What is about the target being alive, and the rest, each in its order. */
export function splitAlive<T extends { readonly property: string }>(
  findings: readonly T[],
): readonly [T[], T[]] {
  return [findings.filter(isNotAlive), findings.filter((one) => !isNotAlive(one))];
}

export function aliveFirst<T extends { readonly property: string }>(findings: readonly T[]): readonly T[] {
  return splitAlive(findings).flat();
}
