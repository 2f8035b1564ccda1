/**
 * How the runs of one history ended, as its clients were told: what a verdict alone does not show, since a run that ends with
 * an error breaks no promise. Pure.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { HistoryRecord } from '../history/record.ts';

export interface RunEndings {
  /** Runs by the state of their terminal. */
  readonly final: number;
  readonly aborted: number;
  readonly error: number;
  /** What the errors say, each once, in the order of their first. */
  readonly errors: readonly string[];
}

export function runEndings(records: readonly HistoryRecord[], dialect: Dialect): RunEndings {
  const observer = dialect.createObserver();
  const ended = new Set<string>();
  const endings = { final: 0, aborted: 0, error: 0 };
  const errors = new Set<string>();
  for (const record of records) {
    const observation = observer.observe(record);
    if (observation.type !== 'event' || observation.meaning.type !== 'terminal') continue;
    const { key, runId, state, errorMessage } = observation.meaning;
    const name = JSON.stringify([key, runId]);
    if (ended.has(name)) continue;
    ended.add(name);
    endings[state]++;
    if (state === 'error') errors.add(errorMessage ?? 'no message');
  }
  return { ...endings, errors: [...errors] };
}

/** Those of several histories, added up. */
export function addedEndings(all: readonly RunEndings[]): RunEndings {
  const sum = (state: 'final' | 'aborted' | 'error'): number => all.reduce((n, one) => n + one[state], 0);
  const errors = [...new Set(all.flatMap((one) => one.errors))];
  return { final: sum('final'), aborted: sum('aborted'), error: sum('error'), errors };
}

/** No run ended as its model said that it is done. What was aborted says nothing of the model. */
export function allFailed({ final, error }: Pick<RunEndings, 'final' | 'error'>): boolean {
  return error > 0 && final === 0;
}
