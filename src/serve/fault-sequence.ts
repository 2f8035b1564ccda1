/**
 * What happens to whoever connects, and when: an endless sequence that the seed decides. Pure; must not know
 * connections, nor whether a fault finds anybody.
 */
import { createRandom, type RandomStream } from '../kernel/random.ts';

export type ServedFault = {
  /** Milliseconds since the gateway first listened. */
  readonly atMs: number;
} & (
  | { readonly type: 'cut'; readonly pick: number }
  /** Nothing moves for a while, then everything at once. */
  | { readonly type: 'stall'; readonly pick: number; readonly forMs: number }
  | { readonly type: 'restart'; readonly downMs: number }
  /** Somebody else resets the main session. */
  | { readonly type: 'reset' }
  /** The next run has a tool result this much above the largest message. */
  | { readonly type: 'large-result'; readonly overBytes: number }
);

export type ServedFaultType = ServedFault['type'];

export const SERVED_FAULTS: readonly ServedFaultType[] = ['cut', 'stall', 'restart', 'reset', 'large-result'];

/** Milliseconds between two faults, on average; one comes after 0.4 to 1.6 times as long. */
export const DEFAULT_EVERY_MS = 5_000;

/** `pick` of a fault says whom it meets: the connection of that number, modulo how many there are. */
export function* faultSequence(
  seed: string,
  everyMs: number,
  types: readonly ServedFaultType[],
): Generator<ServedFault, never> {
  const random = createRandom(`${seed}/served-faults`).stream('sequence');
  let atMs = 0;
  for (;;) {
    // each once in every round, so that nobody waits long for one of them
    for (const type of shuffled(types, random)) {
      atMs += random.int(Math.ceil(everyMs * 0.4), Math.floor(everyMs * 1.6));
      yield draw(random, type, atMs);
    }
  }
}

function shuffled<T>(items: readonly T[], random: RandomStream): readonly T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.int(0, rest.length - 1), 1)[0] as T);
}

function draw(random: RandomStream, type: ServedFaultType, atMs: number): ServedFault {
  const pick = random.int(0, 999);
  switch (type) {
    case 'cut':
      return { type, atMs, pick };
    case 'stall':
      return { type, atMs, pick, forMs: random.int(300, 3_000) };
    case 'restart':
      return { type, atMs, downMs: random.int(50, 1_500) };
    case 'reset':
      return { type, atMs };
    case 'large-result':
      return { type, atMs, overBytes: random.int(1, 4_096) };
  }
}

/** The part that the seed decides, for people: `4.215 s  stall for 1200 ms`. */
export function describeFault(fault: ServedFault): string {
  const at = `${(fault.atMs / 1000).toFixed(3)} s`;
  switch (fault.type) {
    case 'cut':
      return `${at}  cut`;
    case 'stall':
      return `${at}  stall for ${fault.forMs} ms`;
    case 'restart':
      return `${at}  restart, down for ${fault.downMs} ms`;
    case 'reset':
      return `${at}  reset of the main session`;
    case 'large-result':
      return `${at}  tool result ${fault.overBytes} bytes above the limit`;
  }
}
