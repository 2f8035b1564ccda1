/**
 * Stored texts: entries that were pushed, read or paged, compared with what the model said in the run, what its tools
 * gave, and what a client sent. An entry that was cut to be shown is a beginning. Gives violations to whom it is told.
 * Memory: users' texts up to a MiB, and how much is kept of each reply that was cut short.
 */
import { scalars } from '../dialect/content.ts';
import type { ObservedEntry } from '../dialect/observation.ts';
import type { FrameRecord } from '../history/record.ts';
import { isText, standsAt, type RecordedText } from '../history/recorded-text.ts';
import type { Attempt } from './model/attempts.ts';
import type { ConnectionState } from './model/connections.ts';
import type { JudgeModel } from './model/judge-model.ts';
import { SaidText } from './model/said-text.ts';
import type { Send } from './model/sends.ts';
import { difference } from './text-difference.ts';
import { mayBeCut, surelyHolds } from './text-limits.ts';

/** UTF-16 code units of users' texts that are kept. */
const KEPT_UNITS = 1024 * 1024;

type Add = (cause: string, sentence: string, ...records: readonly number[]) => void;
export type EntryPlace = 'pushed' | 'stored' | 'archived';

/** An answer that shows entries. */
export interface TextRead {
  readonly record: FrameRecord;
  readonly connection: ConnectionState;
  /** No text of it was to be longer. */
  readonly longest: number;
}

export class StoredTexts {
  readonly #model: JudgeModel;
  readonly #add: Add;
  /** What clients sent, oldest first. */
  readonly #sent = new Map<Send, string>();
  #sentUnits = 0;
  /** How many characters are stored of a reply that was cut short. */
  readonly #kept = new Map<Send, number>();
  /** The least that a read of a transcript or an archive showed of it, and where. */
  readonly #shortest = new Map<Send, { readonly length: number; readonly record: number }>();

  constructor(model: JudgeModel, add: Add) {
    this.#model = model;
    this.#add = add;
  }

  /** A send reached the gateway. A key belongs to the first text that is accepted under it. */
  sent(send: Send, text: string): void {
    if (send.accepted && this.#sent.has(send)) return;
    this.#sentUnits += text.length - (this.#sent.get(send)?.length ?? 0);
    this.#sent.set(send, text);
    for (const [oldest, { length }] of this.#sent) {
      if (this.#sentUnits <= KEPT_UNITS) return;
      this.#sent.delete(oldest);
      this.#sentUnits -= length;
    }
  }

  /** How many characters of this reply can be read, where it was cut short. */
  kept(run: Send): number {
    return this.#kept.get(run) ?? 0;
  }

  /** The shortest that was read of this reply, where it was cut short. */
  shortest(run: Send): { readonly length: number; readonly record: number } | undefined {
    return this.#shortest.get(run);
  }

  /** An entry that somebody asked for. */
  read(key: string, entry: ObservedEntry, place: EntryPlace, read: TextRead): void {
    this.entry(key, entry, place, read.record);
    this.#length(key, entry, read);
  }

  /** Where gateways change what they show of a text, how long it is says nothing. */
  #length(key: string, { id, isCut, text }: ObservedEntry, { record, connection, longest }: TextRead): void {
    const { length } = text;
    if (this.#model.dialect.content.trimsShown) return;
    const what = `entry ${id} of ${key} was asked for with up to ${longest} characters`;
    if (length > longest)
      this.#add('a text is longer than was asked for', `${what}, and has ${length}`, record.i);
    else if (isCut && 2 * length < longest && surelyHolds(longest, connection))
      this.#add('a text is cut shorter than was asked for', `${what}, and is cut after ${length}`, record.i);
  }

  entry(key: string, entry: ObservedEntry, place: EntryPlace, record: FrameRecord): void {
    const { runId, role } = entry;
    const run = runId === undefined ? undefined : this.#model.sends.ofRun(runId, key);
    if (run === undefined || entry.compaction) return;
    if (role === 'user') this.#message(run, entry, place, record);
    else if (role === 'assistant') this.#reply(run, entry, place, record);
    else if (role === 'tool') this.#result(run, entry, place, record);
  }

  /** A tool's result was streamed. */
  tool(text: string, attempt: Attempt, connection: ConnectionState, record: FrameRecord): void {
    if (attempt.tools.some((result) => isText(result, text))) return;
    const cut = attempt.tools.find((result) => standsAt(result, 0, text));
    if (cut !== undefined && mayBeCut(saying(cut), connection)) return;
    this.#wrongTool(text, attempt, 'streamed', record);
  }

  #message(
    run: Send,
    { text, isCut, sessionControl, resumes }: ObservedEntry,
    place: EntryPlace,
    record: FrameRecord,
  ): void {
    const sent = this.#sent.get(run);
    if (sent === undefined || run.control !== undefined || run.otherText || sessionControl || resumes) return;
    const { content } = this.#model.dialect;
    // where other things stand around what a client wrote, what is left of it by a cut cannot be told
    if (isCut ? content.trimsShown || scalars(sent).startsWith(scalars(text)) : content.holds(text, sent))
      return;
    const sentence = `the ${place} message of run ${run.runId} of ${run.key} has ${difference(saying(scalars(sent)), 0, scalars(text), 'its client sent')}`;
    this.#add('a message is not what its client sent', sentence, run.record, record.i);
  }

  #reply(run: Send, entry: ObservedEntry, place: EntryPlace, record: FrameRecord): void {
    const { attempts, dialect } = this.#model;
    const { stopReason, errorMessage, isAborted, isCut } = entry;
    const { terminalSays, trimsShown } = dialect.content;
    const text = trimsShown ? entry.text.trim() : entry.text;
    const last = attempts.last(run);
    // of an entry that is cut to be shown, more is stored
    if (last?.end !== 'end') this.#kept.set(run, Math.max(this.kept(run), isCut ? Infinity : text.length));
    if (stopReason === undefined) return;
    const isWhole =
      !isAborted && errorMessage === undefined && (stopReason === 'stop' || stopReason === 'length');
    // beside what was said, it holds the gateway's own words
    if (!isWhole && !isAborted && terminalSays.error === 'notice') return;
    if (!isWhole) {
      this.#kept.set(run, Math.max(this.kept(run), isCut ? Infinity : text.length));
      const { length = Infinity } = this.#shortest.get(run) ?? {};
      if (place !== 'pushed' && !isCut && text.length < length)
        this.#shortest.set(run, { length: text.length, record: record.i });
    }
    if (last === undefined) return;
    if (isReplyIn(last, text, isWhole && !isCut)) return;
    if (attempts.of(run).some((attempt) => isReplyIn(attempt, text, isWhole && !isCut))) return;
    const { lastRecord, said } = last;
    const sentence = `the ${place} reply of run ${run.runId} of ${run.key} has ${difference(said, 0, text)}`;
    this.#add(`a ${place} reply is not what the model said`, sentence, lastRecord, record.i);
  }

  #result(run: Send, { text, isCut }: ObservedEntry, place: EntryPlace, record: FrameRecord): void {
    const { attempts } = this.#model;
    const last = attempts.last(run);
    if (last === undefined || isGivenIn(last, text, isCut)) return;
    if (attempts.of(run).some((attempt) => attempt.isForgotten || isGivenIn(attempt, text, isCut))) return;
    this.#wrongTool(text, last, place, record);
  }

  #wrongTool(
    text: string,
    { send, tools, lastRecord }: Attempt,
    place: EntryPlace | 'streamed',
    record: FrameRecord,
  ): void {
    // the result that begins most like it is the one that is meant
    const [nearest] = tools
      .map((result) => ({ said: saying(result), same: saying(result).commonAt(0, text) }))
      .toSorted((one, other) => other.same - one.same);
    const what =
      nearest === undefined ? 'no tool gave any' : difference(nearest.said, 0, text, 'the tool gave');
    const sentence = `a ${place} tool result of run ${send.runId} of ${send.key}: ${what}`;
    this.#add('a tool result is not what the tool gave', sentence, lastRecord, record.i);
  }
}

/** A tool gave this result in the attempt, or one that begins like it. */
function isGivenIn({ tools }: Attempt, text: string, isCut: boolean): boolean {
  for (const result of tools) if (isCut ? standsAt(result, 0, text) : isText(result, text)) return true;
  return false;
}

/** The text is the reply of this attempt, or a block or the beginning of it. */
function isReplyIn(attempt: Attempt, text: string, isWhole: boolean): boolean {
  const { blocks, end, said } = attempt;
  if (isWhole && blocks.length === 1) return end === undefined ? attempt.shows(0, text) : said.is(text);
  return blocks.some((at) => attempt.shows(at, text));
}

function saying(text: RecordedText): SaidText {
  const said = new SaidText();
  said.add(text);
  return said;
}
