/**
 * Work that somebody waits for: a line of progress, and Ctrl-C, the first of which asks for a partial
 * report while the second leaves at once.
 */
import { progressLine, type Progress } from '../report/progress.ts';
import { onInterrupt } from './interrupt.ts';

export interface Attendance {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Does the work, and hands terminal and signals back. */
export async function attended<T>(quiet: boolean, work: (attendance: Attendance) => Promise<T>): Promise<T> {
  const progress = progressLine(process.stderr, !quiet, () => performance.now());
  const { signal, release } = onInterrupt();
  try {
    return await work({ signal, onProgress: (now) => progress.show(now) });
  } finally {
    progress.clear();
    release();
  }
}
