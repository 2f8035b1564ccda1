/**
 * Chance. Every stream is derived from (seed, name), so a new draw in one room moves no other, and a draw that
 * belongs to an operation is keyed by the operation's id, so that removing one while shrinking shifts nobody
 * else's luck. The only file that imports seedrandom (algorithm alea, always with a string seed).
 */
import seedrandom from 'seedrandom';

/** One named source of chance. Not shared between rooms. */
export interface RandomStream {
  /** A float in [0, 1) with 32 bits of randomness. */
  next(): number;
  /** A whole number in [min, max], both ends included. */
  int(min: number, max: number): number;
  /** True with the given probability (0 never, 1 always). */
  chance(probability: number): boolean;
  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
}

/** The family of streams of one seed. */
export interface RandomSource {
  stream(name: string): RandomStream;
}

/** Told of every draw: the name of the stream, which draw of that stream it is (from 0), and what it gives. */
export type DrawObserver = (stream: string, ordinal: number, value: number) => void;

/** Nobody is told of the draws unless `onDraw` is given, which changes none of them. */
export function createRandom(seed: string, onDraw?: DrawObserver): RandomSource {
  return {
    stream: (name) => {
      const stream = createStream(`${seed}/${name}`);
      return onDraw === undefined ? stream : watched(stream, name, onDraw);
    },
  };
}

function watched(stream: RandomStream, name: string, onDraw: DrawObserver): RandomStream {
  let drawn = 0;
  return streamOf(() => {
    const value = stream.next();
    onDraw(name, drawn++, value);
    return value;
  });
}

/** A single stream from a string seed. */
export function createStream(seed: string): RandomStream {
  return new Draws(seed, undefined);
}

/** A stream from any source of floats in [0, 1). */
export function streamOf(next: () => number): RandomStream {
  return new Draws('', next);
}

/** A class, since every connection of a world has streams of its own; a third of them are never drawn from. */
class Draws implements RandomStream {
  readonly #seed: string;
  #source: (() => number) | undefined;

  /** `source`: what it draws from in place of its seed. */
  constructor(seed: string, source: (() => number) | undefined) {
    this.#seed = seed;
    this.#source = source;
  }

  next(): number {
    return (this.#source ??= seedrandom.alea(this.#seed))();
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  hex(length: number): string {
    let text = '';
    while (text.length < length)
      text += Math.floor(this.next() * 0x10000)
        .toString(16)
        .padStart(4, '0');
    return text.slice(0, length);
  }
}
