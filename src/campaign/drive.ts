/**
 * The driver of gateways written with promises. The world is synchronous and cannot let them run; it pauses wherever
 * they may want to (src/simulation/world.ts), and here the thread turns once before it goes on. In that turn Node
 * runs microtasks until none is left, so all that a promise sets off has happened before virtual time moves, however
 * many hops it takes; after it, nothing of the gateway can run but by a callback of its host.
 * Owns the turns and the rejections in them. Must not know what is driven: it takes a generator.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { invariant } from '../kernel/invariant.ts';
import { raiseTripwire } from './tripwire.ts';

/** A run that yields where promises may run, and goes on with the rejections that nobody handled, in order. */
export type Driven<R> = Generator<void, R, readonly unknown[]>;

const UNHANDLED = 'unhandledRejection';

let driving = false;

/**
 * Runs `run` to its end, behind every wall of the tripwire but the one before Promise. Rejects with what `run` throws,
 * and with TripwireError as `withTripwire` does. One at a time in a thread: what a gateway keeps in its module belongs
 * to one run.
 */
export async function drive<R>(run: Driven<R>): Promise<R> {
  invariant(!driving, 'one gateway at a time is driven in a thread: every execution is awaited');
  driving = true;
  try {
    let rejected: readonly unknown[] = [];
    for (;;) {
      const turn = await taken(() => run.next(rejected));
      if (turn.result.done === true) return turn.result.value;
      rejected = turn.rejected;
    }
  } finally {
    driving = false;
  }
}

interface Turn<T> {
  readonly result: T;
  readonly rejected: readonly unknown[];
}

/** Calls `step`, and is over when all that its promises set off is. */
async function taken<T>(step: () => T): Promise<Turn<T>> {
  // queued together, they come one right after the other: between them Node runs the microtasks and reports the
  // rejections of the first, and no one else's code, so nobody but the run meets the walls
  const [begin, end] = [nextTurn(), nextTurn()];
  await begin;
  const rejections = hearRejections();
  const lowerTripwire = raiseTripwire();
  try {
    return { result: step(), rejected: rejections.heard };
  } finally {
    await end;
    try {
      lowerTripwire();
    } finally {
      // behind the walls no more: where there is a channel to a parent, Node itself reaches for one at a new listener
      rejections.giveBack();
    }
  }
}

/** Takes the rejections that nobody handles from whoever listens for them, until they are given back. */
function hearRejections(): { readonly heard: readonly unknown[]; giveBack(): void } {
  const heard: unknown[] = [];
  const others = process.rawListeners(UNHANDLED) as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners(UNHANDLED);
  process.on(UNHANDLED, (reason) => heard.push(reason));
  return {
    heard,
    giveBack: () => {
      process.removeAllListeners(UNHANDLED);
      for (const other of others) process.on(UNHANDLED, other);
    },
  };
}
