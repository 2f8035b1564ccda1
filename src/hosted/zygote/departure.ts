/**
 * How an incarnation's process ends, forked or not: by the way out that it is given, once whoever listens for its exit
 * has been told. Node's own way out waits for threads that a fork does not have. What nobody caught is printed here,
 * since Node would print it on its own way; so a crash reads the same in a fork and in a process of its own.
 */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/** What Node ends with when a listener for what nobody caught throws itself. */
const LISTENER_THREW = 7;

type Leave = (code: number) => void;
type Emit = (this: unknown, event: string | symbol, ...more: unknown[]) => boolean;

const whole = process as unknown as { emit: Emit; reallyExit: Leave };
/** Node's own. */
export const leaveHere: Leave = whole.reallyExit.bind(process);
const { emit } = whole;
const write = writeSync;
let leave: Leave = leaveHere;
let uncaught: { readonly thrown: unknown } | undefined;

/** Holds for whatever ends the process from here on. `way` does not return. */
export function leaveBy(way: Leave): void {
  leave = way;
}

// before anything else is loaded: whoever keeps them has those that go either way
whole.reallyExit = (code) => leave(Number(code ?? 0));
whole.emit = function (event, ...more) {
  if (event === 'uncaughtException') return emitUncaught(this, more);
  if (event === 'exit') return emitExit(this, more);
  return emit.call(this, event, ...more);
};

function emitUncaught(emitter: unknown, more: readonly unknown[]): boolean {
  try {
    const caught = emit.call(emitter, 'uncaughtException', ...more);
    if (!caught) uncaught = { thrown: more[0] };
    return caught;
  } catch (thrown) {
    print(thrown);
    whole.reallyExit(LISTENER_THREW);
    return false;
  }
}

function emitExit(emitter: unknown, more: readonly unknown[]): boolean {
  try {
    emit.call(emitter, 'exit', ...more);
  } catch (thrown) {
    uncaught ??= { thrown };
    process.exitCode = 1;
  }
  if (uncaught !== undefined) print(uncaught.thrown);
  whole.reallyExit(Number(process.exitCode ?? more[0] ?? 0));
  return true;
}

function print(thrown: unknown): void {
  const what = thrown instanceof Error ? inspect(thrown) : `Uncaught ${inspect(thrown)}`;
  write(2, `${what}\n\nNode.js ${process.version}\n`);
}
