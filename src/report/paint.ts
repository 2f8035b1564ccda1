/** Colour for terminals: on when the stream is one and NO_COLOR is unset; FORCE_COLOR turns it on elsewhere. */
import { styleText } from 'node:util';

export type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** Of every word that a report can end with. */
export const COLOUR = {
  pass: 'green',
  violation: 'red',
  inconclusive: 'yellow',
  'not-applicable': 'dim',
  green: 'green',
  red: 'red',
  reproduced: 'red',
  fixed: 'green',
  diverged: 'yellow',
} as const satisfies Readonly<Record<string, Colour>>;

export const plainPaint: Paint = (_colour, text) => text;

/** NO_COLOR wins over FORCE_COLOR; an empty value counts as unset (https://no-color.org). */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  if ((env['NO_COLOR'] ?? '') !== '') return plainPaint;
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true || forced
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : plainPaint;
}
