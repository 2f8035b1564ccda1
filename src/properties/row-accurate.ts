/**
 * row/accurate. Judged on listed rows of sessions in which nothing can be under way, whose last turn was seen to end by
 * its terminal before the list was asked for, and certainly after every other one (where a release writes its rows later, a while before), and whose
 * generation cannot have changed since that turn was sent. Wall time is that of the list's own answer, reckoned back from
 * the instants between which it was given: where a wall clock has jumped since the turn was sent, times are not judged. Nor are they where a run went to the model more than once. What all runs
 * of a generation took is summed up after quiet, where the dialect says that a row counts so, and where each of them was
 * seen to end by its terminal and the plan falsified none of their events; a model that the history does not show took
 * nobody knows what. Version 2 added rows of sessions in which a turn goes on, and
 * that how long a turn took is what passed between its beginning and its end, unless the wall clock jumped, and never
 * less than nothing, wherever that jumped.
 */
import type { Answer, ObservedRow } from '../dialect/observation.ts';
import type { ProviderRecord } from '../history/record.ts';
import { ms, seconds, type Micros } from '../kernel/time.ts';
import type { EventAbout, Of, ProviderAbout, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';
import { NEVER, type PendingRequest, type Position } from './model/connections.ts';
import { isNewer } from './model/rotations.ts';
import type { Send } from './model/sends.ts';
import { inSeconds, isOutside, timeIn, type Span, type WallReading } from './wall-reading.ts';

/** A release may write a row so long after the terminal. */
const WRITE_GRACE = seconds(5);
/** What a gateway that counts by another clock may be off by. */
const LEAST_MS = 50;

const DECIDES: ReadonlySet<ProviderRecord['event']> = new Set(['call', 'start', 'end', 'error', 'cancel']);

const ENDS: ReadonlySet<ProviderRecord['event']> = new Set(['end', 'error']);

/** What a row says was so long before or after its list's own time is in another unit: seconds, say. */
const ANOTHER_UNIT_MS = 10 * 365 * 86_400_000;

/** What the model did for a run. */
interface Work {
  calls: number;
  endedAt: Micros | undefined;
  endRecord: number;
  endedWell: boolean;
  /** The process was told to stop before, and may never have heard of the end. */
  whileStopping: boolean;
  /** So was it before its terminal, or another life of the process told that: it may have heard of the end, or not. */
  cutShort: boolean;
  /** The last record before its terminal that shows the model at work on it. */
  lastRecord: number;
  tokens: number | undefined;
  tampered: boolean;
}

export const rowAccurate: Property = {
  id: 'row/accurate',
  version: 2,
  later: {
    2: [
      'a row says that it runs, and that it ended before it began',
      'a row says that its last turn took another time than it did',
      'a row says that its last turn took less than no time',
    ],
  },
  family: 'generation',
  statement:
    'Read after the last terminal, a row says how the last turn ended and whether it was aborted, when it began (between its request and its first call to the model) and when it ended (between the end of that call and the terminal), and counts tokens as its dialect declares; while a turn goes on, it names no end from before that began, and it says that a turn took as long as passed between the two, and never less than no time.',
  why: 'incident #88538; OpenClaw issues 63819, 82382, 100058',
  exercise: 'a row read after the last turn of its session ended',
  watches: [
    { type: 'event', says: ['terminal', 'row'] },
    { type: 'response', says: ['rows'], leg: 'client' },
    { type: 'provider', says: ['call', 'start', 'end', 'error', 'cancel'] },
  ],
  start: (model) => new RowAccurate(model),
};

class RowAccurate extends FindingChecker {
  readonly #works = new WeakMap<Send, Work>();
  /** The send of each session that was seen to end last by its terminal, and when the one before it was. */
  readonly #last = new Map<string, { readonly send: Send; readonly before: Position }>();

  event({ record, meaning }: Of<'event'>, { isNews, run }: EventAbout): void {
    if (meaning.type === 'row' && meaning.row !== undefined && isNews)
      this.#judgeAlone(meaning.row, 'was pushed', record.i);
    if (meaning.type !== 'terminal' || run === undefined) return;
    // one that seemed merged into another has an end of its own after all
    if (run.settledBy !== record.i && run.settledAs !== 'merged') return;
    const work = this.#works.get(run);
    if (
      work !== undefined &&
      (!this.model.fair.listening || work.endRecord < this.model.generations.log.bornAt)
    )
      work.cutShort = true;
    const last = this.#last.get(run.key);
    const before = last?.send === run ? last.before : (last?.send.settledBy ?? NEVER);
    this.#last.set(run.key, { send: run, before });
  }

  provider({ record }: Of<'provider'>, { call }: ProviderAbout): void {
    const send = call?.send;
    // what is said neither begins nor ends anything
    if (send === undefined || !DECIDES.has(record.event)) return;
    let work = this.#works.get(send);
    if (work === undefined) {
      work = {
        calls: 0,
        endedAt: undefined,
        endRecord: NEVER,
        endedWell: false,
        whileStopping: false,
        cutShort: false,
        lastRecord: NEVER,
        tokens: undefined,
        tampered: false,
      };
      this.#works.set(send, work);
    }
    if (record.injected !== true && !send.settled) work.lastRecord = record.i;
    if (record.injected === true) work.tampered = true;
    else if (record.event === 'call') work.calls++;
    // what goes on although the run is over ended nothing
    else if (ENDS.has(record.event) && !send.settled) {
      work.endedAt = record.atMicros;
      work.endRecord = record.i;
      work.endedWell = record.event === 'end';
      work.whileStopping = !this.model.fair.listening;
      work.tokens = record.tokens;
    }
  }

  response({ record, answer }: Of<'response'>, { pending }: RequestAbout): void {
    if (record.leg !== 'client' || answer?.type !== 'rows') return;
    for (const row of answer.rows) {
      this.#judgeAlone(row, 'is listed', record.i);
      const last = this.#last.get(row.key);
      if (last !== undefined && this.#isLast(last.send, last.before, pending))
        this.#judge(row, last.send, answer, pending, record.i);
    }
  }

  /** What it shows of the turn before is no end of this one, and how long a turn took is no matter of units. */
  #judgeAlone(row: ObservedRow, shown: 'is listed' | 'was pushed', record: number): void {
    const { key, status, startedAt, endedAt, runtimeMs } = row;
    if (typeof runtimeMs === 'number' && runtimeMs < 0) {
      const sentence = `the row of ${key} ${shown} with a runtime of ${runtimeMs} ms: a duration is never below 0`;
      this.add('a row says that its last turn took less than no time', sentence, record);
      return;
    }
    if (typeof startedAt !== 'number' || typeof endedAt !== 'number') return;
    if (endedAt >= startedAt) {
      const took = endedAt - startedAt;
      // a turn that ended before it began took no time, and the beginning may be that of the one before
      if (typeof runtimeMs !== 'number' || runtimeMs === 0 || Math.abs(runtimeMs - took) <= LEAST_MS) return;
      if (this.model.fair.wallJumpedSince(0)) return this.excuse('row', 'the wall clock jumped', row);
      const sentence = `the row of ${key} ${shown} with a runtime of ${runtimeMs} ms, and with an end ${took} ms behind its beginning`;
      this.add('a row says that its last turn took another time than it did', sentence, record);
      return;
    }
    if (status !== 'running') return;
    const sentence = `the row of ${key} ${shown} with status running, and with an end ${startedAt - endedAt} ms before its beginning`;
    this.add('a row says that it runs, and that it ended before it began', sentence, record);
  }

  /** Its end was the last thing that happened in its session, and the row shows it. */
  #isLast(send: Send, before: Position, { from, sentAt }: PendingRequest): boolean {
    const { dialect, generations, sends } = this.model;
    if (send.control !== undefined || send.reaccepted || sends.possiblyActive(send.key)) return false;
    if (send.settledBy >= from || sends.lastSettlement(send.key) !== send.settledAt) return false;
    // a terminal may be recorded long after it was sent: only what the model did shows which of two came last
    if (before > Math.max(send.from, this.#works.get(send)?.lastRecord ?? NEVER)) return false;
    if (dialect.rowsRun !== 'status' && sentAt - send.settledAt <= WRITE_GRACE) return false;
    // a message that seemed merged into it may have had a run of its own, with which the process ended
    if (dialect.mergesSends && generations.log.bornAt > send.settledBy) return false;
    return !generations.mayHaveRotated(send.key, send.from);
  }

  #judge(
    row: ObservedRow,
    send: Send,
    { at }: Extract<Answer, { type: 'rows' }>,
    pending: PendingRequest,
    record: number,
  ): void {
    const { dialect, phases, runs } = this.model;
    const { key, runId, settledBy, terminal } = send;
    if (terminal === undefined || row.status === 'running') return;
    const work = this.#works.get(send);
    // the final of a message that was merged into a run comes before that has ended, and says nothing of it
    const isEarly = work === undefined || work.endRecord < 0 || work.endRecord > settledBy;
    if (dialect.mergesSends && terminal === 'final' && isEarly) return;
    this.exercised++;
    const ends = dialect.statusAfter[terminal];
    if (!ends.includes(row.status ?? 'null')) {
      const sentence = `${key} says status ${row.status ?? 'null'}, and its last turn, ${runId}, ended with ${terminal} (${ends.join(' or ')})`;
      this.add('a row says wrongly how the last turn ended', sentence, settledBy, record);
    }
    if (dialect.flagsAborts) this.#judgeFlag(row, terminal, send, record);
    // which run a call was for is a guess where sends may share one
    if (dialect.mergesSends) return;
    if (at !== undefined && work?.calls === 1 && !work.tampered) {
      const excuse = this.model.clockExcuse('rows', send.record);
      if (excuse === undefined) this.#judgeTimes(row, send, work, { at: ms(at), pending }, record);
      else this.excuse('row', excuse, row);
    }
    if (pending.record <= phases.quietFrom || dialect.totalTokens !== 'sum') return;
    if (runs.prompts.whyNoCalls === undefined) this.#judgeTokens(row, record);
    else this.excuse('count of tokens', 'the history does not show what the model took', send);
  }

  #judgeFlag(
    { abortedLastRun, key, status }: ObservedRow,
    terminal: NonNullable<Send['terminal']>,
    { runId, settledBy }: Send,
    record: number,
  ): void {
    // a run that the gateway's own stop cut short may count as aborted
    const isOpen = terminal === 'error' && status === 'killed';
    if (abortedLastRun === undefined || isOpen || abortedLastRun === (terminal === 'aborted')) return;
    const sentence = `${key} says abortedLastRun ${abortedLastRun}, and its last turn, ${runId}, ended with ${terminal}`;
    this.add('a row says wrongly whether the last turn was aborted', sentence, settledBy, record);
  }

  #judgeTimes(row: ObservedRow, send: Send, { endedAt }: Work, reading: WallReading, record: number): void {
    const { key, firstSentAt, calledAt, runId, settledAt, settledBy } = send;
    const began = timeIn(row.startedAt, reading);
    if (isOutside(began, firstSentAt, calledAt)) {
      const sentence = `${key} says that its last turn, ${runId}, began at ${shownTime(row.startedAt, began, reading)}, and it was sent at ${inSeconds(firstSentAt)} and called the model at ${inSeconds(calledAt)}`;
      this.add('a row says wrongly when the last turn began', sentence, send.record, record);
    }
    const ended = timeIn(row.endedAt, reading);
    const from = endedAt ?? calledAt;
    if (isOutside(ended, from, settledAt)) {
      const what = endedAt === undefined ? 'it called the model' : 'the model was done';
      const sentence = `${key} says that its last turn, ${runId}, ended at ${shownTime(row.endedAt, ended, reading)}; ${what} at ${inSeconds(from)}, and its terminal came at ${inSeconds(settledAt)}`;
      this.add('a row says wrongly when the last turn ended', sentence, settledBy, record);
    }
  }

  /** The sum of what all runs took that ended well or failed. */
  #judgeTokens({ key, totalTokens }: ObservedRow, record: number): void {
    const { generations, sends } = this.model;
    const last = generations.lastEnding(key);
    let sum = 0;
    const ends: number[] = [];
    for (const send of sends.ofSession(key)) {
      if (!send.accepted || (last !== undefined && send.acceptedBy <= last.earliest)) continue;
      const work = this.#works.get(send);
      if (last !== undefined && !isNewer(send, last)) return;
      if (send.terminal === undefined || send.reaccepted || work?.tampered === true) return;
      // and where two of them have one text
      if (send.marker === undefined || send.sharesMarker) return;
      if (send.terminal === 'aborted' || work?.endedAt === undefined) continue;
      if (work.calls > 1 || work.tokens === undefined) return;
      // a stop came before the model was done or failed, and its terminal is still on its way
      if (send.terminal === 'error' && (work.endedWell || work.whileStopping || work.cutShort)) return;
      sum += work.tokens;
      ends.push(work.endRecord);
    }
    if (typeof totalTokens !== 'number' || totalTokens === sum) return;
    const sentence = `${key} counts ${totalTokens} tokens, and the ${ends.length} runs of its generation that the model ended took ${sum}`;
    this.add('a row counts wrong tokens', sentence, ...ends, record);
  }
}

/** As a row says it, where it is another unit than its list's, which nothing can be reckoned from. */
function shownTime(wall: number | null | undefined, span: Span | undefined, { at }: WallReading): string {
  if (span === undefined || typeof wall !== 'number') return 'no time';
  const listedAt = at / 1_000;
  if (Math.abs(wall - listedAt) < ANOTHER_UNIT_MS) return inSeconds(span.latest);
  return `${wall}, which is no Unix time in milliseconds as the list's own ts ${listedAt} is`;
}
