/** What becomes of a history's records: their digest, and the lines of a file. */
import { digestOf } from '../../src/history/digest.ts';
import { writeHistory } from '../../src/history/jsonl.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import type { Subject } from './subject.ts';

export function digesting(history: readonly HistoryRecord[]): Subject {
  return {
    name: 'digest of a history in memory',
    unit: 'records',
    portion: () => {
      digestOf(history);
      return history.length;
    },
  };
}

export function writing(history: readonly HistoryRecord[]): Subject {
  return {
    name: 'writing a history, JSON lines',
    unit: 'records',
    portion: () => {
      writeHistory(history);
      return history.length;
    },
  };
}
