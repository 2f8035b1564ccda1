/**
 * Finds points in time inside stored JSON and moves them into the past: Unix milliseconds as numbers, and instants in
 * ISO 8601. What people wrote stays as it is. Pure; does not know whose JSON it is, nor where it is stored.
 */
import { parseJson } from '../../protocol/frame.ts';

/** Numbers between are taken for Unix milliseconds: July 2017 to the end of 2099. */
const FROM = 1_500_000_000_000;
const BEFORE = 4_102_444_800_000;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Members that hold texts of people and models. */
const TEXTS: ReadonlySet<string> = new Set(['content', 'text', 'summary']);

/** The same value with every point in time `byMs` earlier. */
export function shiftTimes(value: unknown, byMs: number): unknown {
  if (typeof value === 'number') return value >= FROM && value < BEFORE ? value - byMs : value;
  if (typeof value === 'string')
    return INSTANT.test(value) ? new Date(Date.parse(value) - byMs).toISOString() : value;
  if (Array.isArray(value)) return value.map((one: unknown) => shiftTimes(one, byMs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'string' && TEXTS.has(name) ? member : shiftTimes(member, byMs),
    ]),
  );
}

/** The same for JSON text; text that is no JSON stays as it is, as does its layout where nothing had to move. */
export function shiftJson(text: string, byMs: number): string {
  const parsed = parseJson(text);
  if (!parsed.ok) return text;
  return JSON.stringify(shiftTimes(parsed.value, byMs), undefined, text.startsWith('{\n') ? 2 : undefined);
}

/** The same line by line; a line that was cut off stays as it is. */
export function shiftJsonLines(text: string, byMs: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : shiftJson(line, byMs)))
    .join('\n');
}
