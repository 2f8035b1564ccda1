/**
 * Placeholders in what a description says: `{port}` and its like, put in when the target is launched. Pure. Braces
 * around anything but small letters are left alone, so that JSON can stand in an argument.
 */
import { nearest } from '../../input/nearest.ts';

/** What each stands for, in the words of messages and of the published schema. */
export const PLACEHOLDERS = {
  port: 'the port to listen on, on 127.0.0.1',
  token: 'the credential its clients will present',
  folder: 'an empty folder for its state, the same for every incarnation of an execution',
  provider: 'the base address of the model provider, http://127.0.0.1:PORT; chat completions lie under /v1',
  settings: 'a JSON file with the limits and rules of the plan',
  agedms:
    'how much older everything stored so far has to look, in milliseconds: a total, counted from the first start',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

const NAMES = Object.keys(PLACEHOLDERS) as readonly Placeholder[];
const IN_BRACES = /\{([a-z]+)\}/g;

/** The names in braces, known or not, in order. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(IN_BRACES)].map((match) => match[1] ?? '');
}

/** What is wrong with the first unknown name in braces; undefined when there is none. */
export function unknownPlaceholder(text: string): string | undefined {
  const unknown = placeholdersIn(text).find((name) => !isPlaceholder(name));
  if (unknown === undefined) return undefined;
  const known = NAMES.map((name) => `{${name}}`).join(' ');
  return `unknown placeholder {${unknown}}${nearest(unknown, NAMES)}; there are ${known}`;
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(PLACEHOLDERS, name);
}

/** The text with each placeholder replaced by its value. */
export function fillIn(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replace(IN_BRACES, (braces, name: string) => (isPlaceholder(name) ? values[name] : braces));
}
