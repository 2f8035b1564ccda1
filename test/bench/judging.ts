/** The judge on a history that was recorded before: from memory, and from the lines of a file. */
import { execute } from '../../src/campaign/execute.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { readHistory, writeHistory } from '../../src/history/jsonl.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createJudge } from '../../src/properties/judge.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import { referenceTrial } from './reference-trial.ts';
import type { Subject } from './subject.ts';

export async function historyOf(plan: Plan): Promise<readonly HistoryRecord[]> {
  const { history = [] } = await execute({ ...referenceTrial(plan), keep: true });
  return history;
}

/** Judges records whose messages were decoded before. */
export function judgingMemory(name: string, history: readonly HistoryRecord[]): Subject {
  return { name, unit: 'records', portion: () => judge(history) };
}

/** Reads a history file's lines and judges what they say; opening the file does not count. */
export function judgingLines(name: string, history: readonly HistoryRecord[]): Subject {
  const { lines, blobs } = writeHistory(history);
  const byName = new Map(blobs.map((blob) => [blob.name, blob.text]));
  return {
    name,
    unit: 'records',
    portion: () => judge(readHistory(lines, (blob) => byName.get(blob)).records),
  };
}

function judge(history: readonly HistoryRecord[]): number {
  const one = createJudge({ dialect: REFERENCE, profile: SIMULATED_PROFILE });
  for (const record of history) one.observe(record);
  one.finish();
  return history.length;
}
