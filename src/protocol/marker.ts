/**
 * Markers: every message of a plan carries one unique token, such as `[[m7]]`, by which transcripts, prompts and
 * archives can be searched for it whatever a gateway did to the text around it.
 */

const MARKER = /\[\[([A-Za-z0-9._-]+)\]\]/g;

const NONE: readonly string[] = [];

export function markerOf(name: string): string {
  return `[[${name}]]`;
}

/** The names of all markers in a text, in order. */
export function markersIn(text: string): readonly string[] {
  if (!text.includes('[[')) return NONE;
  return Array.from(text.matchAll(MARKER), (match) => match[1] as string);
}

/** The name of the last marker in a text, or undefined. */
export function lastMarkerIn(text: string): string | undefined {
  return markersIn(text).at(-1);
}
