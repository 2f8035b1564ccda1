/**
 * Rows as the end of runs: where a reply that was cut short need not be stored, nobody may have been told the end of a
 * run that a stop or a crash cut short, and the row of its session is all that says it. Read after quiet, or, where that was
 * never reached, last in the life of the process that the execution ended in, it settles such runs of earlier lives: it
 * says that none is active, and that the last turn ended badly. So does a turn that began after them, and what may have
 * ended them on request. The same holds of a run whose model failed, or said nothing, while nobody was connected whom
 * that concerns; the last turn may then have ended well, too.
 * Keeps nothing of its own.
 */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Answer, ObservedRow } from '../../dialect/observation.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Aborts } from './aborts.ts';
import type { Attempts } from './attempts.ts';
import type { Position } from './connections.ts';
import type { Generations } from './generations.ts';
import type { Send, Sends } from './sends.ts';

type RowsAnswer = Extract<Answer, { readonly type: 'rows' }>;

interface Machines {
  readonly aborts: Aborts;
  readonly attempts: Attempts;
  readonly dialect: Dialect;
  readonly generations: Generations;
  readonly sends: Sends;
}

/** It has no row of a session that was deleted. */
export function settleByRows(
  machines: Machines,
  { rows, whole }: RowsAnswer,
  at: Position,
  now: Micros,
): void {
  const { dialect, sends } = machines;
  if (dialect.content.keepsCutReplies) return;
  const over = [...sends.unsettled].filter((send) => {
    const row = rows.find(({ key }) => key === send.key);
    if (row === undefined) return whole && isOver(machines, send, '');
    // one that is run names what is active: this is not
    const { activeRunIds = [] } = row;
    const isActive = !isIdle(row) && (activeRunIds.length === 0 || activeRunIds.includes(send.runId));
    return !isActive && isOver(machines, send, isIdle(row) ? (row.status ?? '') : '');
  });
  for (const send of over) sends.settle(send, 'row', at, now);
}

function isOver(
  { aborts, attempts, dialect, generations, sends }: Machines,
  send: Send,
  status: string,
): boolean {
  const { acceptedBy, calledRecord, from, key, sharesMarker } = send;
  const { bornAt, incarnation } = generations.log;
  const made = attempts.of(send);
  const endedUntold = made.at(-1)?.isUntold === true;
  if (acceptedBy >= bornAt && !endedUntold) return false;
  if (generations.mayHaveRotated(key, from) || aborts.mayHaveEnded(send, from)) return true;
  // one that waited is owed its run; of two messages with one text, which one a later call is for is a guess
  const isCut = sharesMarker
    ? calledRecord < bornAt
    : endedUntold || made.every((attempt) => attempt.incarnation < incarnation);
  const { aborted, error, final } = dialect.statusAfter;
  const saysSo =
    aborted.includes(status) || error.includes(status) || (endedUntold && final.includes(status));
  return (
    send.isCalled &&
    isCut &&
    (saysSo || sends.ofSession(key).some((other) => other.calledRecord > calledRecord))
  );
}

function isIdle({ activeRunIds = [], hasActiveRun, status }: ObservedRow): boolean {
  return hasActiveRun !== true && status !== 'running' && activeRunIds.length === 0;
}
