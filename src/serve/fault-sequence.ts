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

interface Row<F extends ServedFault> {
  /** The part that the seed decides; `pick` is drawn for all. */
  draw(random: RandomStream, pick: number): Omit<F, 'type' | 'atMs'>;
  /** The same for people. */
  sentence(fault: F): string;
}

const ROWS: { readonly [T in ServedFaultType]: Row<Extract<ServedFault, { type: T }>> } = {
  cut: { draw: (_random, pick) => ({ pick }), sentence: () => 'cut' },
  stall: {
    draw: (random, pick) => ({ pick, forMs: random.int(300, 3_000) }),
    sentence: ({ forMs }) => `stall for ${forMs} ms`,
  },
  restart: {
    draw: (random) => ({ downMs: random.int(50, 1_500) }),
    sentence: ({ downMs }) => `restart, down for ${downMs} ms`,
  },
  reset: { draw: () => ({}), sentence: () => 'reset of the main session' },
  'large-result': {
    draw: (random) => ({ overBytes: random.int(1, 4_096) }),
    sentence: ({ overBytes }) => `tool result ${overBytes} bytes above the limit`,
  },
};

export const SERVED_FAULTS = Object.keys(ROWS) as readonly ServedFaultType[];

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
      yield { type, atMs, ...ROWS[type].draw(random, random.int(0, 999)) } as ServedFault;
    }
  }
}

function shuffled<T>(items: readonly T[], random: RandomStream): readonly T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.int(0, rest.length - 1), 1)[0] as T);
}

/** The part that the seed decides, for people: `4.215 s  stall for 1200 ms`. */
export function describeFault(fault: ServedFault): string {
  const { sentence }: Row<ServedFault> = ROWS[fault.type];
  return `${(fault.atMs / 1000).toFixed(3)} s  ${sentence(fault)}`;
}
