/** Watches one execution for what its gateway did not catch: the finding `target/alive`. */
import type { LogRecord } from '../history/record.ts';
import { livelockWords, type ExecutionLivelock } from '../execution/world-context.ts';
import type { Proof, StatesAt } from '../properties/finding.ts';
import type { Verdict } from '../properties/property.ts';
import { notAlive } from '../properties/target-alive.ts';

interface Crash {
  readonly name: string;
  readonly message: string;
  readonly place: string | undefined;
  /** The first record that says so. */
  readonly record: number;
  times: number;
}

/** Where in a gateway's source something happened, such as `gateways/mine.ts:12:7`, told by a stack; undefined: nowhere. */
export type PlaceInStack = (stack: string) => string | undefined;

export class CrashWatch {
  readonly #crashes = new Map<string, Crash>();
  readonly #placeIn: PlaceInStack;

  constructor(placeIn: PlaceInStack) {
    this.#placeIn = placeIn;
  }

  /** Only the supervisor gives a log record details: what the gateway threw. */
  observe({ i, text, detail = '' }: LogRecord): void {
    this.add(text.replace(/^uncaught /, ''), detail, i);
  }

  /** `detail`: the message, then the frames of a stack. */
  add(name: string, detail: string, record: number): void {
    const place = this.#placeIn(detail);
    const message = detail.replace(/\n\s+at [^]*$/, '').trim();
    const key = `${name}\n${place ?? message}`;
    const crash = this.#crashes.get(key);
    if (crash === undefined) this.#crashes.set(key, { name, message, place, record, times: 1 });
    else crash.times++;
  }

  /** None: nothing was thrown, and the execution came to its end. */
  verdicts(states: StatesAt, livelock: ExecutionLivelock | null = null): readonly Verdict[] {
    const proofs = [...this.#crashes.values()].map(proofOf);
    if (livelock !== null) proofs.push(proofOfLivelock(livelock));
    return proofs.length === 0 ? [] : [notAlive(proofs, states)];
  }
}

function proofOf({ name, message, place, record, times }: Crash): Proof {
  const at = place === undefined ? '' : ` at ${place}`;
  const often = times === 1 ? '' : `, ${times} times in this plan`;
  const line = place === undefined ? '' : ` at ${place.replace(/^.*[\\/]/, '').replace(/:\d+$/, '')}`;
  return {
    sentence: `the gateway threw ${name}${message === '' ? '' : `: ${message}`}${at}${often}`,
    cause: `threw ${name}${line}`,
    // what it was given just before, and that it threw
    records: record === 0 ? [record] : [record - 1, record],
  };
}

function proofOfLivelock(livelock: ExecutionLivelock): Proof {
  const { bound, record } = livelock;
  return {
    sentence: `the gateway keeps the execution from its end: ${livelockWords(livelock)}`,
    cause: `livelock: ${bound}`,
    records: [record],
  };
}
