/**
 * Findings: what one checker has counted and found. Collects a few violations per cause and then only counts on:
 * the first ones are the evidence, the rest would be noise.
 */
import type { Observation } from '../dialect/observation.ts';
import type { Checker, Violation } from './property.ts';

const KEPT_PER_CAUSE = 2;
const KEPT = 8;

export class Findings {
  exercised = 0;
  readonly violations: Violation[] = [];

  /** `records` may hold negative placeholders; they are left out. */
  add(cause: string, sentence: string, ...records: readonly number[]): void {
    if (this.violations.length >= KEPT) return;
    if (this.violations.filter((one) => one.cause === cause).length >= KEPT_PER_CAUSE) return;
    const evidence = [...new Set(records)].filter((record) => record >= 0 && record !== Infinity);
    this.violations.push({ sentence, cause, records: evidence.sort((a, b) => a - b) });
  }
}

/** A checker that keeps its count and its violations in `findings`. */
export function checking(
  findings: Findings,
  observe: (observation: Observation) => void,
  finish: () => void = () => {},
): Checker {
  return {
    observe,
    finish,
    get exercised(): number {
      return findings.exercised;
    },
    violations: findings.violations,
  };
}
