/** A history, or a recording, that cannot be read, as one line: where, why, and what the file is instead. */
import type { LineProblem } from '../history/jsonl.ts';
import { kindOf, whatInstead } from '../input/file-kind.ts';
import { InputError } from '../input/problem.ts';

export function unreadableHistory(path: string, [first, ...others]: readonly LineProblem[]): InputError {
  const { line, reason } = first ?? { line: 1, reason: 'nothing is wrong with it' };
  const place = `${path}:${line}:1: `;
  const kind = kindOf(path);
  if (kind !== 'history' && kind !== 'recording')
    return new InputError(`${place}no history: ${reason}; ${whatInstead(path, 'history')}`);
  const { length } = others;
  const more = length === 1 ? ', and 1 more line that' : `, and ${length} more lines that`;
  return new InputError(`${place}${reason}${length === 0 ? '' : `${more} cannot be read`}`);
}
