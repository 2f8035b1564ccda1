/**
 * Promises over the port's callbacks: the one file of this gateway that builds promises. A host call that a crash
 * revoked never settles, and what awaits it is never heard of again; a rejection nobody handles kills the process.
 */
import type { HostTimers } from '../../port.ts';
import type { Micros } from '../../../kernel/time.ts';

/** The value that `call` hands to its callback. */
export function promised<T>(call: (done: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve) => call(resolve));
}

/** A promise and the means to keep it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((kept, broken) => {
    resolve = kept;
    reject = broken;
  });
  return { promise, resolve, reject };
}

export function sleep(timers: HostTimers, delay: Micros): Promise<void> {
  return promised((done) => timers.set(delay, done));
}

/** Waits for all the work, but no longer than `delay`. */
export async function atMost(
  timers: HostTimers,
  delay: Micros,
  work: readonly Promise<unknown>[],
): Promise<void> {
  await Promise.race([sleep(timers, delay), Promise.all(work)]);
}
