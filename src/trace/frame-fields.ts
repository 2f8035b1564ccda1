/**
 * The fields of a frame: every leaf of what it carries, with its path, and the frame with one of them altered. What makes
 * it this frame and no other (its type, event, method and id) is no field.
 */
import { decodeFrame, isObject, type Frame } from '../protocol/frame.ts';
import { Message } from '../protocol/message.ts';

export type FieldPath = readonly (string | number)[];
export type Leaf = string | number | boolean | null;

export interface Field {
  readonly path: FieldPath;
  readonly value: Leaf;
}

/** The members of an envelope that say something. */
const CARRIES = ['seq', 'payload', 'params', 'error'] as const;
/** What tells the elements of a list apart, where they have it. */
const NAMES = ['key', 'sessionKey', 'id', 'runId', 'sessionId'] as const;
const DEEPEST = 24;

/** Leaves in the order of the frame; empty objects and lists have none. */
export function* fieldsOf(frame: Frame): Iterable<Field> {
  const members = frame as unknown as Readonly<Record<string, unknown>>;
  for (const name of CARRIES) yield* leavesOf(members[name], [name]);
}

function* leavesOf(value: unknown, path: FieldPath): Iterable<Field> {
  if (isLeaf(value)) yield { path, value };
  else if (path.length > DEEPEST) return;
  else if (Array.isArray(value))
    for (const [at, item] of (value as readonly unknown[]).entries()) yield* leavesOf(item, [...path, at]);
  else if (isObject(value))
    for (const [key, member] of Object.entries(value)) yield* leavesOf(member, [...path, key]);
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** `payload.sessions[3].status`. */
export function pathText(path: FieldPath): string {
  return path
    .map((step, at) =>
      typeof step === 'number'
        ? `[${step}]`
        : /^[A-Za-z_$][\w$]*$/.test(step)
          ? `${at === 0 ? '' : '.'}${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join('');
}

/** The value there in another frame of the kind; an element of a list is the one with the same name. Undefined: none. */
export function sameField(frame: Frame, other: Frame, path: FieldPath): Leaf | undefined {
  let [here, there]: [unknown, unknown] = [frame, other];
  for (const step of path) {
    if (Array.isArray(here) && Array.isArray(there)) {
      here = here[step as number] as unknown;
      there = namesake(here, there as readonly unknown[], step as number);
    } else if (isObject(here) && isObject(there)) {
      here = here[step];
      there = there[step];
    } else return undefined;
  }
  return isLeaf(there) ? there : undefined;
}

function namesake(element: unknown, others: readonly unknown[], at: number): unknown {
  if (!isObject(element)) return others[at];
  const name = NAMES.find((one) => element[one] !== undefined);
  if (name === undefined) return others[at];
  return others.find((one) => isObject(one) && one[name] === element[name]);
}

/** The frame with another value there; undefined takes the field away. Undefined: then it is no frame. */
export function altered(frame: Frame, path: FieldPath, value: Leaf | undefined): Message | undefined {
  const decoded = decodeFrame(replaced(frame, path, value));
  return decoded.ok ? Message.of(decoded.value) : undefined;
}

function replaced(inside: unknown, [step, ...rest]: FieldPath, value: Leaf | undefined): unknown {
  if (step === undefined) return value;
  if (Array.isArray(inside)) {
    const items = inside as readonly unknown[];
    const at = step as number;
    return rest.length === 0 && value === undefined
      ? items.toSpliced(at, 1)
      : items.with(at, replaced(items[at], rest, value));
  }
  const { [step]: member, ...others } = inside as Readonly<Record<string, unknown>>;
  const next = replaced(member, rest, value);
  // the place of a member in its object says nothing
  return next === undefined ? others : { ...others, [step]: next };
}

/** Another value of its type, which nothing in a history has. */
export function otherThan(value: Leaf): Leaf {
  switch (typeof value) {
    case 'string':
      return `${value}~`;
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    default:
      return '~';
  }
}
