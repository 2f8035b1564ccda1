/**
 * What a verdict depends on: the history is judged again with one field of a frame of the evidence altered, on both
 * sides of the wire, and where the finding is gone that field is one of those it depends on. So it is known of every
 * property, without a word in any. Bounded, since a frame may have thousands of fields: those that the sentence names
 * come first. Deterministic: a pure function of history, dialect, profile and finding.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { FrameRecord, HistoryRecord } from '../history/record.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Message } from '../protocol/message.ts';
import type { EvidenceField, Finding } from '../properties/finding.ts';
import { judgeRecords } from '../properties/judge.ts';
import type { Profile } from '../properties/profile.ts';
import type { Property } from '../properties/property.ts';
import { altered, fieldsOf, otherThan, pathText, sameField, type Field, type Leaf } from './frame-fields.ts';

/** Judgements of one finding, and records judged in all of them. */
const MOST_JUDGEMENTS = 200;
const MOST_RECORDS = 200_000;
/** Frames of the evidence that are looked at, from the last one back. */
const MOST_FRAMES = 6;
const LONGEST_VALUE = 120;

export interface JudgedBy {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** The finding's, in the version that convicted. */
  readonly property: Property;
}

export interface Dependence {
  /** By the index of the record: what the verdict depends on there, in the order of the frame. */
  readonly fields: ReadonlyMap<number, readonly EvidenceField[]>;
  /** Fields that were not tried, since there were too many or the history is too long. */
  readonly untried: number;
}

/** The frame before one, of its kind and for the same client. */
export type FrameBefore = (record: number) => FrameRecord | undefined;

interface Candidate {
  readonly record: FrameRecord;
  readonly frame: Frame;
  readonly field: Field;
  /** Position in the frame. */
  readonly at: number;
  readonly isNamed: boolean;
}

interface Found {
  readonly at: number;
  readonly field: EvidenceField;
}

export function dependenceOf(
  history: readonly HistoryRecord[],
  finding: Finding,
  judgedBy: JudgedBy,
  before: FrameBefore,
): Dependence {
  const trials = new Trials(history, finding, judgedBy);
  const found = new Map<number, Found[]>();
  let untried = 0;
  const candidates = candidatesOf(history, finding);
  for (const { record, frame, field, at, isNamed } of candidates) {
    const earlier = before(record.i);
    const was =
      earlier?.message.frame === undefined ? undefined : sameField(frame, earlier.message.frame, field.path);
    const known = trials.isOfNoUse(record, frame, field) ? false : trials.vanishes(record, frame, field, was);
    if (known === undefined) untried++;
    if (known === false || (known === undefined && !isNamed)) continue;
    const said: EvidenceField = {
      path: pathText(field.path),
      value: clipped(field.value),
      was: was === undefined || earlier === undefined ? null : { value: clipped(was), i: earlier.i },
      tried: known === true,
    };
    found.set(record.i, [...(found.get(record.i) ?? []), { at, field: said }]);
  }
  const inOrder = (list: readonly Found[]): readonly EvidenceField[] =>
    list.toSorted((one, other) => one.at - other.at).map(({ field }) => field);
  return { fields: new Map(Array.from(found, ([i, list]) => [i, inOrder(list)])), untried };
}

/** Each frame once: where it was delivered, for that is what its reader saw. Those that the sentence names first. */
function candidatesOf(
  history: readonly HistoryRecord[],
  { records, sentence }: Finding,
): readonly Candidate[] {
  const frames = new Map<number, FrameRecord>();
  for (const i of records) {
    const record = history[i];
    if (record?.kind === 'frame') frames.set(record.frameId, record);
  }
  const all = [...frames.values()].slice(-MOST_FRAMES).flatMap((record): readonly Candidate[] => {
    const { frame } = record.message;
    if (frame === undefined) return [];
    return Array.from(fieldsOf(frame), (field, at) => ({
      record,
      frame,
      field,
      at,
      isNamed: isNamed(field, sentence),
    }));
  });
  return [...all.filter((one) => one.isNamed), ...all.filter((one) => !one.isNamed)];
}

function isNamed({ value }: Field, sentence: string): boolean {
  const text = String(value);
  const at = text === '' ? -1 : sentence.indexOf(text);
  if (at < 0) return false;
  const isWord = (character: string | undefined): boolean => character !== undefined && /\w/.test(character);
  return !isWord(sentence[at - 1]) && !isWord(sentence[at + text.length]);
}

function clipped(value: Leaf): Leaf {
  if (typeof value !== 'string' || value.length <= LONGEST_VALUE) return value;
  return `${value.slice(0, LONGEST_VALUE)}…+${value.length - LONGEST_VALUE}`;
}

/** Judges a history again and again, as long as that is affordable. */
class Trials {
  readonly #history: readonly HistoryRecord[];
  readonly #finding: Finding;
  readonly #judgedBy: JudgedBy;
  /** The records of each frame, for what is altered is altered on both legs. */
  readonly #ofFrame = new Map<number, number[]>();
  /** Elements of lists, and whether the finding is there without them. */
  readonly #elements = new Map<string, boolean>();
  /** Judging further changes nothing about the finding. */
  #until: number;
  #left: number;

  constructor(history: readonly HistoryRecord[], finding: Finding, judgedBy: JudgedBy) {
    this.#history = history;
    this.#finding = finding;
    this.#judgedBy = judgedBy;
    this.#until = history.length;
    this.#left = MOST_RECORDS < history.length ? 0 : Infinity;
    if (this.#left === 0) return;
    const frames = new Set(
      finding.records.map((i) => history[i]).map((one) => (one?.kind === 'frame' ? one.frameId : -1)),
    );
    for (const record of history)
      if (record.kind === 'frame' && frames.has(record.frameId))
        this.#ofFrame.set(record.frameId, [...(this.#ofFrame.get(record.frameId) ?? []), record.i]);
    const last = finding.records.at(-1) ?? history.length;
    if (this.#isThere(new Map()) !== true) this.#left = 0;
    else {
      this.#until = last + 1;
      if (this.#isThere(new Map()) !== true) this.#until = history.length;
      this.#left = Math.min(MOST_JUDGEMENTS, Math.floor(MOST_RECORDS / this.#until));
    }
  }

  /** It is in an element of a list without which the finding is still there. */
  isOfNoUse(record: FrameRecord, frame: Frame, { path }: Field): boolean {
    const at = path.findIndex((step) => typeof step === 'number');
    if (at < 0 || at === path.length - 1) return false;
    const element = path.slice(0, at + 1);
    const name = `${record.frameId} ${pathText(element)}`;
    let isOfNoUse = this.#elements.get(name);
    if (isOfNoUse === undefined && this.#left >= 1) {
      this.#left--;
      const without = altered(frame, element, undefined);
      isOfNoUse = without !== undefined && this.#isThere(this.#instead(record, without)) === true;
      this.#elements.set(name, isOfNoUse);
    }
    return isOfNoUse === true;
  }

  /** Without this field, or with another value, the finding is gone; undefined: it could not be tried. */
  vanishes(
    record: FrameRecord,
    frame: Frame,
    { path, value }: Field,
    was: Leaf | undefined,
  ): boolean | undefined {
    const others: readonly (Leaf | undefined)[] = [
      ...(was === undefined || was === value ? [] : [was]),
      otherThan(value),
      undefined,
    ];
    for (const other of others) {
      if (this.#left < 1) return undefined;
      // what is no frame any more says nothing of one field
      const message = altered(frame, path, other);
      if (message === undefined) continue;
      this.#left--;
      if (this.#isThere(this.#instead(record, message)) === false) return true;
    }
    return false;
  }

  #instead({ frameId }: FrameRecord, message: Message): ReadonlyMap<number, Message> {
    return new Map((this.#ofFrame.get(frameId) ?? []).map((i) => [i, message]));
  }

  /** Undefined: so much was found for the same reason that it may have been crowded out. */
  #isThere(instead: ReadonlyMap<number, Message>): boolean | undefined {
    const { dialect, profile, property } = this.#judgedBy;
    const { cause, records } = this.#finding;
    const shown = this.#shown(instead);
    const [verdict] = judgeRecords(shown, { dialect, profile, properties: [property] });
    const alike = (verdict?.violations ?? []).filter((one) => one.cause === cause);
    if (alike.some((one) => one.records.at(-1) === records.at(-1))) return true;
    return alike.length > 1 ? undefined : false;
  }

  *#shown(instead: ReadonlyMap<number, Message>): Iterable<HistoryRecord> {
    for (let i = 0; i < this.#until; i++) {
      const record = this.#history[i] as HistoryRecord;
      const message = instead.get(i);
      yield message === undefined ? record : ({ ...record, message } as FrameRecord);
    }
  }
}
