/**
 * What is stored beside the same thing computed anew, member by member: each difference by its path, with both values.
 * Pure. Must not know: files, or what computed it.
 */
import { canonicalJson } from '../input/canonical.ts';
import { isObject } from '../protocol/frame.ts';
import type { VerifyReport } from '../report/verify-report.ts';

export type Difference = VerifyReport['differences'][number];

/** Members that the judge decides; every other one follows from facts. */
const JUDGED: ReadonlySet<string> = new Set([
  'verdict',
  'reason',
  'evidence',
  'repetitions',
  'violated',
  'waived',
  'excused',
  'judgedBy',
  'notJudged',
]);
/** Whether a run failed, and so left a plan and a log, is the judge's finding too. */
const JUDGED_FILE = /^(?:plans|logs)\//;
/** How a finding is put, and how a plan is written down: versions do that in their own words. */
const WORDS = /\.evidence\[\d+\]\.sentence$|^certificate\.files\[plans\/[^\]]*\]\.sha256$/;
/** Characters of a value that a sentence shows. */
const SHOWN = 200;

/** `path`: of both values; elements of lists are called by their `id` or `path`, else by their number. */
export function differencesOf(file: string, path: string, stored: unknown, again: unknown): Difference[] {
  return [...walk(path, stored, again, false)].map(({ judged, ...one }) => ({
    file,
    sentence: `${one.path} is ${shown(one.stored)}, recomputed ${shown(one.again)}`,
    ...(judged ? { judge: 'other' as const } : {}),
  }));
}

interface Pair {
  readonly path: string;
  readonly stored: unknown;
  readonly again: unknown;
  readonly judged: boolean;
}

/** Only its words differ: what was found and the plan that showed it are the same. */
export function isWording({ sentence }: Difference): boolean {
  return WORDS.test(sentence.split(' is ', 1)[0] ?? '');
}

function* walk(path: string, stored: unknown, again: unknown, judged: boolean): Generator<Pair> {
  if (Array.isArray(stored) && Array.isArray(again)) {
    const [mine, theirs] = [keyed(stored), keyed(again)];
    for (const key of new Set([...theirs.keys(), ...mine.keys()]))
      yield* walk(`${path}[${key}]`, mine.get(key), theirs.get(key), judged || JUDGED_FILE.test(key));
    const order = stored.map(keyOf).filter((key) => theirs.has(key));
    const expected = again.map(keyOf).filter((key) => mine.has(key));
    const at = order.findIndex((key, i) => key !== expected[i]);
    if (at >= 0) yield { path: `${path}[${at}]`, stored: order[at], again: expected[at], judged };
  } else if (isObject(stored) && isObject(again)) {
    for (const name of Object.keys({ ...again, ...stored }))
      yield* walk(
        path === '' ? name : `${path}.${name}`,
        stored[name],
        again[name],
        judged || JUDGED.has(name),
      );
  } else if (shown(stored, Infinity) !== shown(again, Infinity)) yield { path, stored, again, judged };
}

function keyed(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(list.map((one, at) => [keyOf(one, at), one]));
}

function keyOf(one: unknown, at: number): string {
  const key = isObject(one) ? (one['id'] ?? one['path']) : undefined;
  return typeof key === 'string' ? key : String(at);
}

function shown(value: unknown, most = SHOWN): string {
  if (value === undefined) return 'missing';
  const text = canonicalJson(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
