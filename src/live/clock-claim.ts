/**
 * Whether a target that says it can be made to look older was: what it dates itself, or what it had stored, must have moved
 * with the life that was told so. A claim that nothing bears out would make cases pass that never happened. Pure; what a
 * history does not show refutes nothing.
 */
import type { FrameRecord, HistoryRecord } from '../history/record.ts';
import { isObject } from '../protocol/frame.ts';

/** How much older everything had to look, by the incarnation that was told so. */
export type AgedLives = ReadonlyMap<number, number>;

/** So much of it has to show: a gateway may round, and may have been slow. */
const ENOUGH = 0.5;
/** Members by which a gateway dates what it says. */
const SAID_AT = 'ts';

/** A sentence that refutes the claim; undefined: it holds, or cannot be told. */
export function refutedClock(records: readonly HistoryRecord[], aged: AgedLives): string | undefined {
  for (const [incarnation, agedMs] of aged) {
    if (agedMs <= 0) continue;
    const before = datesOf(records, (one) => one.incarnation < incarnation && !aged.has(one.incarnation));
    const after = datesOf(records, (one) => one.incarnation === incarnation);
    const moved = [...entryMoves(before, after), ...clockMove(before, after)];
    if (moved.length > 0 && moved.every((byMs) => byMs < agedMs * ENOUGH))
      return `told to look ${agedMs} ms older, it dates nothing otherwise than before: neither what it says ('${SAID_AT}') nor what it had stored ('timestamp')`;
  }
  return undefined;
}

interface Dates {
  /** Of stored entries, by their id, Unix milliseconds. */
  readonly entries: ReadonlyMap<string, number>;
  /** How much the gateway's clock is ahead of the time of the history, in milliseconds; undefined: it never said. */
  readonly aheadMs: number | undefined;
}

function datesOf(records: readonly HistoryRecord[], isMeant: (one: FrameRecord) => boolean): Dates {
  const entries = new Map<string, number>();
  let aheadMs: number | undefined;
  for (const record of records) {
    if (record.kind !== 'frame' || record.from !== 'gateway' || !isMeant(record)) continue;
    const { frame } = record.message;
    const payload = frame === undefined || frame.type === 'req' ? undefined : frame.payload;
    if (!isObject(payload)) continue;
    const saidAt = payload[SAID_AT];
    if (typeof saidAt === 'number') aheadMs = saidAt - record.atMicros / 1_000;
    const { messages } = payload;
    for (const message of Array.isArray(messages) ? (messages as readonly unknown[]) : []) {
      if (!isObject(message)) continue;
      const { timestamp, __openclaw: about } = message;
      const id = isObject(about) ? about['id'] : undefined;
      if (typeof id === 'string' && typeof timestamp === 'number') entries.set(id, timestamp);
    }
  }
  return { entries, aheadMs };
}

/** By how much each entry that both show looks older. */
function* entryMoves(before: Dates, after: Dates): Iterable<number> {
  for (const [id, timestamp] of before.entries) {
    const now = after.entries.get(id);
    if (now !== undefined) yield timestamp - now;
  }
}

/** By how much the clock went ahead. */
function* clockMove(before: Dates, after: Dates): Iterable<number> {
  if (before.aheadMs !== undefined && after.aheadMs !== undefined) yield after.aheadMs - before.aheadMs;
}
