/**
 * Determinism is checked, not assumed: a share of all plans runs twice. Which plans is decided by a hash of their
 * name, so the same arguments always check the same ones. A mismatch names the first differing record.
 */
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { hashString } from '../kernel/hash.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import type { Execute, Trial } from './execute.ts';

export const DETERMINISM_CHECKS = ['all', 'sample', 'none'] as const;
export type DeterminismCheck = (typeof DETERMINISM_CHECKS)[number];

/** One in fifty plans runs twice under `sample`. */
const SAMPLE_OF = 50;

/** Two executions of one plan differed. */
export interface Mismatch {
  /** The plan, as `plan 17 of seed 'gauntlet'` or a scenario's name. */
  readonly plan: string;
  readonly gateway: string;
  /** Index of the first differing record; null when the histories agree and only the digests do not. */
  readonly at: number | null;
  /** That record in the first and in the second of the compared executions; null where a history had ended. */
  readonly first: Evidence | null;
  readonly second: Evidence | null;
}

export function isChecked(check: DeterminismCheck, plan: string): boolean {
  if (check === 'sample') return hashString(`${plan}/determinism`) % SAMPLE_OF === 0;
  return check === 'all';
}

/** Executes the trial again; undefined when it gives the expected digest. */
export function compareAgain(
  execute: Execute,
  trial: Trial,
  expected: string,
  plan: string,
): Mismatch | undefined {
  const second = execute({ ...trial, keep: true });
  if (second.digest === expected) return undefined;
  // the history that gave the expected digest was not kept: look for a difference among fresh executions
  const first = execute({ ...trial, keep: true });
  const a = first.history ?? [];
  const b = second.history ?? [];
  const at = firstDifference(a, b);
  return {
    plan,
    gateway: trial.gateway.name,
    at: at ?? null,
    first: evidenceAt(a, at),
    second: evidenceAt(b, at),
  };
}

/** Index of the first record that differs, also when one history is a prefix of the other. */
export function firstDifference(
  a: readonly HistoryRecord[],
  b: readonly HistoryRecord[],
): number | undefined {
  const longer = Math.max(a.length, b.length);
  for (let i = 0; i < longer; i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined || digestOf([x]) !== digestOf([y])) return i;
  }
  return undefined;
}

function evidenceAt(history: readonly HistoryRecord[], at: number | undefined): Evidence | null {
  const record = at === undefined ? undefined : history[at];
  return record === undefined ? null : evidenceOf(record);
}
