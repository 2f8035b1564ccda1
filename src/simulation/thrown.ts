/**
 * What a gateway threw, as words. It may be anything: null, a frozen object, a proxy that refuses every question, an
 * error whose message is a getter that throws. Asking it must never throw; only its class says whose fault it is.
 */
import { HarnessError } from '../kernel/invariant.ts';

const LONGEST_NAME = 100;
const LONGEST_MESSAGE = 500;
const MOST_FRAMES = 12;

/** Thrown by Gauntlet itself: a broken invariant, a broken property, the tripwire of a simulated run. */
export function isOurs(thrown: unknown): boolean {
  return answer(() => thrown instanceof HarnessError) === true;
}

/** The error's name, or the type of what is no error; its message, then the first frames of its stack, a line each. */
export function describeThrown(thrown: unknown): { readonly name: string; readonly detail: string } {
  if (answer(() => thrown instanceof Error) !== true)
    return { name: typeof thrown, detail: textOf(() => thrown).slice(0, LONGEST_MESSAGE) };
  const error = thrown as Error;
  const message = textOf(() => error.message).slice(0, LONGEST_MESSAGE);
  const frames = textOf(() => error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES);
  return { name: textOf(() => error.name).slice(0, LONGEST_NAME), detail: [message, ...frames].join('\n') };
}

function textOf(question: () => unknown): string {
  return answer(() => String(question())) ?? '(it cannot be put in words)';
}

function answer<T>(question: () => T): T | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}
