/**
 * What happens to an event that would pass the announced maxPayload (incident #7442): its long texts are cut and
 * marked, so that the number it takes is always seen by the client.
 */
import { isObject } from '../../../protocol/frame.ts';
import { measure } from '../../../protocol/measure.ts';
import { setMember } from '../../../protocol/plain-copy.ts';

export type Fitted =
  | { readonly send: object }
  /** The connection is closed with a reason instead. */
  | { readonly close: string };

export interface PayloadPolicy {
  fit(event: string, payload: object, maxPayloadBytes: number): Fitted;
}

/** Events whose payload schema takes no further member; history has the whole text. */
const CLOSED: ReadonlySet<string> = new Set(['chat']);

/** Room for the frame around a payload: type, event name, seq. */
const ENVELOPE_BYTES = 128;

export const payload: PayloadPolicy = {
  fit(event, value, maxPayloadBytes) {
    return { send: bound(value, maxPayloadBytes - ENVELOPE_BYTES, !CLOSED.has(event)) };
  },
};

/** An event with this payload is surely within the limit. */
export function fits(value: unknown, maxPayloadBytes: number): boolean {
  return measure(value).bytes <= maxPayloadBytes - ENVELOPE_BYTES;
}

/** The value itself when it fits, else a copy whose long strings are cut; with `mark` their owners say `truncated`. */
export function bound(value: object, budgetBytes: number, mark: boolean): object {
  if (measure(value).bytes <= budgetBytes) return value;
  for (let longest = Math.floor(budgetBytes * 0.75); longest > 16; longest = Math.floor(longest / 4)) {
    const cut = cutStrings(value, longest, mark) as object;
    if (measure(cut).bytes <= budgetBytes) return cut;
  }
  return { truncated: true };
}

function cutStrings(value: unknown, longest: number, mark: boolean): unknown {
  if (typeof value === 'string') return value.length > longest ? value.slice(0, longest) : value;
  if (Array.isArray(value)) return value.map((item) => cutStrings(item, longest, mark));
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  let shortened = false;
  for (const [key, member] of Object.entries(value)) {
    setMember(copy, key, cutStrings(member, longest, mark));
    if (typeof member === 'string' && member.length > longest) shortened = true;
  }
  if (shortened && mark) copy['truncated'] = true;
  return copy;
}
