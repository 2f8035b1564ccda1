/**
 * Parameters of a request, checked against what a method takes. Closed, as on the measured releases: a parameter that
 * would change what is meant and that this model can not honour is refused by its name. What changes nothing here is
 * taken and left alone, whatever it holds. Must not know methods.
 */
import { isObject } from '../../protocol/frame.ts';

/**
 * What a parameter is; one with a question mark may be left out, and the others are not empty. `nothing?`: a list that
 * must be empty, since what it held would be lost.
 */
const KINDS = {
  string: 'string',
  'string?': 'string',
  'number?': 'number',
  'boolean?': 'boolean',
  'any?': undefined,
  'nothing?': undefined,
} as const;

export interface Taken {
  readonly [name: string]: keyof typeof KINDS;
}

/** What is wrong with the parameters, in words; undefined: nothing. */
export function problemOf(takes: Taken, params: unknown): string | undefined {
  if (!isObject(params)) return 'params must be an object';
  for (const name in takes) {
    const value = params[name];
    if (takes[name] === 'string' && (typeof value !== 'string' || value === ''))
      return `${name} must be a non-empty string`;
  }
  for (const name of Object.keys(params)) {
    const kind = Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (kind === undefined) return `unknown parameter ${name}`;
    const value = params[name];
    if (kind === 'nothing?' && value !== undefined && !(Array.isArray(value) && value.length === 0))
      return `${name} must be an empty list: this gateway takes none`;
    const type = KINDS[kind];
    if (type !== undefined && value !== undefined && typeof value !== type)
      return `${name} must be a ${type}`;
  }
  return undefined;
}
