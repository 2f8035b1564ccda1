/**
 * The runs of a certificate in the order in which they begin, and how many are under way at a time: the first ones go
 * alone until one shows that the target lives. Must not know: what is kept of a run.
 */
import type { LoadedCase } from './case-run.ts';

export interface CaseTask {
  readonly loaded: LoadedCase;
  /** Of the case, among those to run, from 0. */
  readonly at: number;
  /** From 1. */
  readonly repetition: number;
  /** Among all tasks, from 0. */
  readonly position: number;
}

/** Every case once, then every case once more. */
export function caseTasks(cases: readonly LoadedCase[], repeat: number): readonly CaseTask[] {
  return Array.from({ length: repeat }, (_, round) =>
    cases.map((loaded, at) => ({ loaded, at, repetition: round + 1, position: round * cases.length + at })),
  ).flat();
}

/** `perform` gives whether the target is known to live. Rejects with what the first of them rejects with. */
export async function performAll(
  tasks: readonly CaseTask[],
  { parallel, signal }: { readonly parallel: number; readonly signal: AbortSignal },
  perform: (task: CaseTask) => Promise<boolean>,
): Promise<void> {
  // one queue: a generator would end with the first worker that leaves its loop, an array's iterator does not
  const queue = tasks[Symbol.iterator]();
  for (let lives = false; !lives;) {
    const next = queue.next();
    if (next.done === true || signal.aborted) return;
    lives = await perform(next.value);
  }
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const task of queue) {
      if (signal.aborted || failures.length > 0) return;
      try {
        await perform(task);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (failures.length > 0) throw failures[0];
}
