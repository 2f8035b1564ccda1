/** Session control commands inside an ordinary message (incident #70330): `/new` and `/reset`, with or without text. */

const COMMAND = /^\s*\/(new|reset)(?:\s+([\s\S]*))?$/i;

/** A message that begins with `/new` or `/reset`. */
export interface SessionControl {
  readonly command: 'new' | 'reset';
  /** What follows the command; empty when nothing does. */
  readonly rest: string;
}

/** The command at the beginning of a text, in upper or lower case; undefined: there is none. */
export function parseSessionControl(text: string): SessionControl | undefined {
  const match = COMMAND.exec(text);
  if (match === null) return undefined;
  const word = (match[1] as string).toLowerCase();
  return { command: word === 'new' ? 'new' : 'reset', rest: (match[2] ?? '').trim() };
}
