/**
 * Findings: what one checker has counted and found. Collects a few violations per cause and then only counts on:
 * the first ones are the evidence, the rest would be noise.
 */
import type { Proof } from './finding.ts';
import type { Checker } from './property.ts';
import type { JudgeModel } from './model/judge-model.ts';

const KEPT_PER_CAUSE = 2;
const KEPT = 8;

/** A checker that counts its exercises and keeps its findings; a property says what it looks at and when. */
export abstract class FindingChecker implements Checker {
  exercised: number;
  readonly violations: Proof[];
  protected readonly model: JudgeModel;

  // fields are assigned here rather than defined: a class has few histories to be compiled in, and defining is slower
  constructor(model: JudgeModel) {
    this.exercised = 0;
    this.violations = [];
    this.model = model;
  }

  finish(): void {}

  /** `records` may hold negative placeholders; they are left out. */
  protected add(cause: string, sentence: string, ...records: readonly number[]): void {
    if (this.violations.length >= KEPT) return;
    if (this.violations.filter((one) => one.cause === cause).length >= KEPT_PER_CAUSE) return;
    const evidence = [...new Set(records)].filter((record) => record >= 0 && record !== Infinity);
    this.violations.push({ sentence, cause, records: evidence.sort((a, b) => a - b) });
  }
}
