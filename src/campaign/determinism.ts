/**
 * Determinism is checked, not assumed: a share of all plans runs twice. Which plans is decided by a hash of their
 * name, so the same arguments always check the same ones. A mismatch names the first differing record, and the
 * first differing draw.
 */
import { digestOf } from '../history/digest.ts';
import type { HistoryRecord } from '../history/record.ts';
import { hashString } from '../kernel/hash.ts';
import type { Evidence } from '../properties/finding.ts';
import type { Mismatch } from '../report/published.ts';
import { evidenceOf } from '../trace/evidence.ts';
import { DrawLog, firstDifferentDraw } from './draws.ts';
import type { Execute, Outcome, Trial } from './execute.ts';

/** Which plans run twice: all, one in fifty, or none. */
export type DeterminismCheck = 'all' | 'sample' | 'none';

const SAMPLE_OF = 50;

export function isChecked(check: DeterminismCheck, plan: string): boolean {
  if (check === 'sample') return hashString(`${plan}/determinism`) % SAMPLE_OF === 0;
  return check === 'all';
}

/** Executes the trial again; undefined when it gives the expected digest. */
export async function compareAgain(
  execute: Execute,
  trial: Trial,
  expected: string,
  plan: string,
): Promise<Mismatch | undefined> {
  const second = await remembered(execute, trial);
  if (second.digest === expected) return undefined;
  // the history that gave the expected digest was not kept: look for a difference among fresh executions
  const first = await remembered(execute, trial);
  const { history: a = [] } = first;
  const { history: b = [] } = second;
  const at = firstDifference(a, b);
  return {
    plan,
    gateway: trial.gateway.name,
    at: at ?? null,
    first: evidenceAt(a, at),
    second: evidenceAt(b, at),
    draw: firstDifferentDraw(first.draws, second.draws),
    digests: { first: expected, second: second.digest },
    lost: [],
  };
}

/** An execution that keeps its history and its draws. */
async function remembered(execute: Execute, trial: Trial): Promise<Outcome & { readonly draws: DrawLog }> {
  const draws = new DrawLog();
  const outcome = await execute({ ...trial, keep: true, onDraw: draws.add });
  return { ...outcome, draws };
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
