/**
 * The tripwire: for as long as one simulated run lasts, whatever would make it differ between two machines throws
 * instead of answering: the wall clock, global chance, real timers, promises, the locale, the collector. It is the last of three walls (the
 * compiler and lint hold the wing itself) and the only one that a third party's gateway behind the port meets.
 * Owns the list of what is unreachable and its remedies. Must not know what a run is: it takes a function.
 * A synchronous run is wrapped; one that goes on in promises is driven turn by turn (drive.ts), each behind the walls.
 * What an `async` function of a gateway that does not say `awaits` does after its first `await` happens outside them.
 * The replacements are made once; entering and leaving are one assignment per wall (about a microsecond in all).
 */
import { HarnessError, invariant } from '../kernel/invariant.ts';
import { placeIn } from './place.ts';

/** Something the run reached that the seed does not decide. */
export class TripwireError extends HarnessError {
  override readonly name = 'TripwireError';
}

interface Wall {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly tripped: unknown;
  original: unknown;
}

const CLOCK = 'ask host.clock (monotonicMicros, wallMillis); in the world, loop.now';
const TIMERS = 'use host.timers; in the world, loop.after';
const CHANCE = 'draw from host.random; in the world, from a named stream of the kernel';
const CALLBACKS =
  'take a callback: the ports of the host never return promises; or, written with promises, say so (awaits: true)';
const NETWORK = 'a gateway serves whoever connects (host.listen) and calls host.provider';
const LOCALE = 'compare by code unit (< and >), format with String() and toFixed';
const COLLECTOR = 'own the value and release it yourself';

const walls: readonly Wall[] = [
  wall(globalThis, 'Date', 'Date', CLOCK),
  wall(globalThis, 'Promise', 'Promise', CALLBACKS),
  wall(globalThis, 'setTimeout', 'setTimeout', TIMERS),
  wall(globalThis, 'setInterval', 'setInterval', TIMERS),
  wall(globalThis, 'setImmediate', 'setImmediate', TIMERS),
  wall(globalThis, 'queueMicrotask', 'queueMicrotask', TIMERS),
  wall(process, 'nextTick', 'process.nextTick', TIMERS),
  wall(process, 'hrtime', 'process.hrtime', CLOCK),
  wall(performance, 'now', 'performance.now', CLOCK),
  wall(Math, 'random', 'Math.random', CHANCE),
  wall(crypto, 'randomUUID', 'crypto.randomUUID', CHANCE),
  wall(crypto, 'getRandomValues', 'crypto.getRandomValues', CHANCE),
  wall(globalThis, 'fetch', 'fetch', NETWORK),
  wall(globalThis, 'Intl', 'Intl', LOCALE),
  wall(String.prototype, 'localeCompare', 'localeCompare', LOCALE),
  wall(String.prototype, 'toLocaleLowerCase', 'toLocaleLowerCase', LOCALE),
  wall(String.prototype, 'toLocaleUpperCase', 'toLocaleUpperCase', LOCALE),
  wall(Number.prototype, 'toLocaleString', 'toLocaleString', LOCALE),
  wall(globalThis, 'WeakRef', 'WeakRef', COLLECTOR),
  wall(globalThis, 'FinalizationRegistry', 'FinalizationRegistry', COLLECTOR),
];

const allButPromise = walls.filter(({ key }) => key !== 'Promise');

let raised: readonly Wall[] = [];
let depth = 0;
let firstReached: TripwireError | undefined;

/**
 * Runs `run` with every wall up and returns what it returns. The walls come down when it is over, also when it
 * throws; inside another tripwire it changes nothing. Throws TripwireError when `run` reaches a wall, also when
 * `run` itself caught that error and went on: a run that reached a wall is not repeatable, whatever it answers.
 */
export function withTripwire<T>(run: () => T): T {
  if (depth === 0) raise(walls);
  depth++;
  let result: T;
  try {
    result = run();
  } finally {
    depth--;
    if (depth === 0) lower();
  }
  if (depth === 0 && firstReached !== undefined) throw firstReached;
  return result;
}

/**
 * For one turn of a run that goes on in promises: puts up every wall but the one before Promise. What it gives takes
 * them down again, and throws TripwireError as `withTripwire` does.
 */
export function raiseTripwire(): () => void {
  invariant(depth === 0, 'turns of a run and other runs never overlap');
  raise(allButPromise);
  depth = 1;
  return () => {
    depth = 0;
    lower();
    if (firstReached !== undefined) throw firstReached;
  };
}

function raise(which: readonly Wall[]): void {
  firstReached = undefined;
  raised = which;
  for (const each of which) {
    each.original = each.holder[each.key];
    each.holder[each.key] = each.tripped;
  }
}

function lower(): void {
  for (const each of raised) each.holder[each.key] = each.original;
}

/** The wall before `start[key]`, which may be inherited: it is built where the property lives. */
function wall(start: object, key: string, name: string, remedy: string): Wall {
  let holder: object = start;
  while (!Object.hasOwn(holder, key)) holder = Object.getPrototypeOf(holder) as object;
  const owner = holder as Record<string, unknown>;
  return { holder: owner, key, tripped: trip(owner[key] as object, name, remedy), original: undefined };
}

/** Stands in for `original`: `instanceof` still answers; calling, constructing and every static member throw. */
function trip(original: object, name: string, remedy: string): unknown {
  const refuse = (reached: string): never => {
    const place = placeIn(new Error().stack ?? '');
    const error = new TripwireError(
      `${reached} was reached${place === undefined ? '' : ` at ${place}`} during a simulated run, where only the seed decides: ${remedy}`,
    );
    firstReached ??= error;
    throw error;
  };
  return new Proxy(original, {
    apply: () => refuse(`${name}()`),
    construct: () => refuse(`new ${name}`),
    get: (target, key) =>
      typeof key === 'symbol' || key === 'prototype' || key === 'name'
        ? (Reflect.get(target, key) as unknown)
        : refuse(`${name}.${key}`),
  });
}
