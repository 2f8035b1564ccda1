/** How a piece of streamed text adds to what was streamed before it, as the dialect says. */
import type { ContentRules } from '../dialect/content.ts';
import type { EventMeaning } from '../dialect/observation.ts';
import type { Attempt } from './model/attempts.ts';

type Streamed = Extract<EventMeaning, { type: 'run-text' }>;

/** Up to where the stream shows the attempt with this piece, which so far it showed `before` of; -1: it does not fit. */
export function shownUntil(
  { stream, delta = '', whole }: Streamed,
  attempt: Attempt,
  before: number,
  { chatShowsLast, restartsAfterTools, trimsShown }: ContentRules,
): number {
  const mayRestart = stream === 'agent' && restartsAfterTools;
  if (whole === undefined) {
    const piece = trimsShown && before === 0 ? delta.trimStart() : delta;
    if (attempt.shows(before, piece)) return before + piece.length;
    return mayRestart ? fitting(attempt, attempt.blocks, piece) : -1;
  }
  const all = trimsShown ? whole.trim() : whole;
  if (!all.endsWith(delta.trim()) && !whole.endsWith(delta)) return -1;
  // of a long one only the end is shown, and what was said may be ahead of it
  if (stream === 'chat' && all.length >= chatShowsLast) return attempt.said.length;
  if (mayRestart) return fitting(attempt, attempt.blocks, all);
  return attempt.shows(0, all) ? all.length : -1;
}

/** Of who came later and is shown this piece first, up to where it has seen the attempt; -1: it stands in it nowhere. */
export function joinedUntil(
  { delta = '', whole }: Streamed,
  { said }: Attempt,
  trims: boolean,
): number | undefined {
  const all = whole === undefined && !trims && delta !== '' ? said.slice(0, said.length) : undefined;
  if (all === undefined) return undefined;
  const at = all.indexOf(delta);
  if (at >= 0 && all.includes(delta, at + 1)) return undefined;
  return at < 0 ? -1 : at + delta.length;
}

/** Where this piece ends if it begins at one of these places; -1: it stands at none. */
function fitting(attempt: Attempt, places: readonly number[], piece: string): number {
  const at = places.findLast((place) => attempt.shows(place, piece));
  return at === undefined ? -1 : at + piece.length;
}
