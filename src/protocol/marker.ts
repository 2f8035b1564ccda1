/**
 * Markers: every message of a plan carries one unique token, such as `[[m7]]`, by which transcripts, prompts and
 * archives can be searched for it whatever a gateway did to the text around it.
 */

/** What the name of a summary's own marker begins with, by which later prompts can be searched for it. */
export const SUMMARY_MARKER = 'summary-';

const NONE: readonly string[] = [];
const MARKER_HERE = /\[\[([A-Za-z0-9._-]+)\]\]/y;

export function markerOf(name: string): string {
  return `[[${name}]]`;
}

/** The names of all markers in a text, in order. */
export function markersIn(text: string): readonly string[] {
  let open = text.indexOf('[[');
  if (open < 0) return NONE;
  const names: string[] = [];
  while (open >= 0) {
    MARKER_HERE.lastIndex = open;
    const name = MARKER_HERE.exec(text)?.[1];
    if (name !== undefined) names.push(name);
    open = text.indexOf('[[', name === undefined ? open + 1 : MARKER_HERE.lastIndex);
  }
  return names;
}
