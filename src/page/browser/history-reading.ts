/** A history file that the reader gives the page: read and judged. Its large bodies come as files beside it, or not at all. */
import { dialectFor } from '../../dialect/catalogue.ts';
import { digestOf } from '../../history/digest.ts';
import { readHistory } from '../../history/jsonl.ts';
import { judgeRecords } from '../../properties/judge.ts';
import { SIMULATED_PROFILE } from '../../properties/profile.ts';
import { viewOf, type HistoryView } from './history-view.ts';
import { problem, type RunProblem } from './plan-run.ts';

export interface ReadingRequest {
  readonly type: 'read';
  readonly name: string;
  readonly text: string;
  /** Bodies by the names of their files. */
  readonly blobs: Readonly<Record<string, string>>;
  /** Of the target; the header of the history may name another one. */
  readonly dialect: string;
}

export interface ReadView extends HistoryView {
  readonly type: 'read';
}

export function readView({ name, text, blobs, dialect: known }: ReadingRequest): ReadView | RunProblem {
  const { about, records, problems } = readHistory(text.split('\n'), (blob) => blobs[blob]);
  const [first] = problems;
  if (first !== undefined) return problem(`${name}, line ${first.line}: ${first.reason}`);
  const named = about['dialect'];
  const dialect = dialectFor(typeof named === 'string' ? named : known);
  if (dialect === undefined) return problem(`${name}: speaks a dialect that this page does not know`);
  const verdicts = judgeRecords(records, { dialect, profile: SIMULATED_PROFILE });
  return { type: 'read', ...viewOf(records, dialect, digestOf(records), verdicts) };
}
