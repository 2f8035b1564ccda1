/** Faults for a generated plan: from the families its mask left on, at times or on triggers. */
import type { Fault, Trigger } from './fault.ts';
import type { Draft, Feature } from './generate.ts';
import type { Operation } from './operation.ts';

type Draw = (draft: Draft, id: string, operations: readonly Operation[]) => Fault | undefined;

/** 26 hours: crosses any daily boundary. */
const DAY_AND_MORE = 93_600_000;

/** Damages to the process and the disk at a time, or at one of the crash points every gateway has. */
const CRASH_POINTS: readonly Trigger['on'][] = [
  'disk.append',
  'disk.append',
  'disk.sync',
  'disk.write',
  'disk.rename',
  'frame.sent',
  'frame.received',
  'provider.call',
];

const SWAP_POINTS: readonly Trigger['on'][] = ['disk.write', 'disk.write', 'disk.rename'];

const FAMILIES: { readonly [family in Feature]?: readonly Draw[] } = {
  consumer: [
    ({ random, ...draft }, id) => ({
      kind: 'reader.pause',
      id,
      client: random.pick(draft.clients).id,
      atMs: random.int(400, draft.horizonMs),
      durationMs: random.pick([50, 800, 6_000]),
    }),
    ({ random, ...draft }, id) => ({
      kind: 'reader.slow',
      id,
      client: random.pick(draft.clients).id,
      atMs: random.int(400, draft.horizonMs),
      durationMs: random.pick([500, 5_000]),
      bytesPerSecond: random.pick([1_000, 20_000]),
    }),
  ],
  link: [
    ({ random, ...draft }, id) => ({
      kind: 'link.cut',
      id,
      client: random.pick(draft.clients).id,
      atMs: random.int(100, draft.horizonMs),
    }),
    ({ random, ...draft }, id) => ({
      kind: random.pick(['link.silence', 'link.stall', 'link.refuse']),
      id,
      client: random.pick(draft.clients).id,
      atMs: random.int(100, draft.horizonMs),
      durationMs: random.pick([30, 700, 4_000]),
    }),
    ({ random, ...draft }, id) => ({
      kind: 'link.latency',
      id,
      client: random.pick(draft.clients).id,
      atMs: random.int(100, draft.horizonMs),
      durationMs: random.pick([300, 3_000]),
      extraMs: random.pick([20, 400]),
    }),
  ],
  process: [
    (draft, id) => ({
      kind: 'process.crash',
      id,
      ...moment(draft),
      downMs: draft.random.pick([1, 200, 2_000]),
    }),
    (draft, id) => ({
      kind: 'process.crash',
      id,
      ...crashPoint(draft),
      downMs: draft.random.pick([1, 200, 2_000]),
    }),
    (draft, id) => ({
      kind: 'process.restart',
      id,
      ...moment(draft),
      downMs: draft.random.pick([1, 200, 2_000]),
    }),
    (draft, id) => ({
      kind: 'process.pause',
      id,
      ...moment(draft),
      durationMs: draft.random.pick([20, 500, 4_000]),
    }),
  ],
  lifecycle: [
    ({ random }, id, operations) => {
      const sends = operations.filter(
        (operation) => operation.do === 'send' && operation.replayOf === undefined,
      );
      if (sends.length === 0) return undefined;
      const ids = new Set(operations.map((operation) => operation.id));
      const raced = sends.filter((send) => ids.has(`${send.id}r`));
      return {
        kind: 'lifecycle.late',
        id,
        run: random.pick(raced.length > 0 && random.chance(0.7) ? raced : sends).id,
        event: random.pick(['start', 'end', 'error']),
        delayMs: random.pick([0, 5, 60, 900]),
        anonymous: random.chance(0.6),
      };
    },
  ],
  'compaction-faults': [
    ({ random, ...draft }, id) => ({
      kind: random.pick(['summary.stall', 'summary.stall', 'summary.fail', 'summary.garbage']),
      id,
      atMs: random.int(400, draft.horizonMs),
      durationMs: random.pick([1_000, 20_000, 90_000]),
    }),
  ],
  storage: [
    (draft, id) => ({
      kind: 'disk.slow',
      id,
      ...moment(draft),
      durationMs: draft.random.pick([300, 3_000]),
      extraMs: draft.random.pick([5, 80]),
    }),
    (draft, id) => ({ kind: 'disk.full', id, ...moment(draft), durationMs: draft.random.pick([100, 1_500]) }),
  ],
  clock: [
    ({ random, ...draft }, id) => ({
      kind: 'clock.jump',
      id,
      atMs: random.int(400, draft.horizonMs),
      byMs: random.pick([-3_600_000, -5_000, 400_000, DAY_AND_MORE, DAY_AND_MORE]),
    }),
  ],
};

/** Up to five faults; none when every fault family is off. */
export function generateFaults(draft: Draft, operations: readonly Operation[]): Fault[] {
  const { random, has } = draft;
  const draws = Object.entries(FAMILIES).flatMap(([family, some]) =>
    has.has(family as Feature) ? some : [],
  );
  const faults: Fault[] = [];
  if (has.has('daily-rule') && random.chance(0.7))
    faults.push({ kind: 'clock.jump', id: 'night', ...moment(draft), byMs: DAY_AND_MORE });
  if (has.has('process') && random.chance(0.35)) faults.push(crashAtWrite(draft));
  if (has.has('consumer')) faults.push(...sleepingReaders(draft, operations));
  for (let k = draws.length === 0 ? 0 : random.pick([0, 1, 2, 3, 5]); k > 0; k--) {
    const fault = random.pick(draws)(draft, `f${k}`, operations);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

/** Clients that ask for much and then do not read it: they fill their own buffers (incident #7442). */
function sleepingReaders({ random }: Draft, operations: readonly Operation[]): Fault[] {
  return operations.flatMap((operation): Fault[] => {
    if (operation.do !== 'history' || operation.times < 12 || operation.atMs === undefined) return [];
    if (random.chance(0.3)) return [];
    const { client, id, atMs } = operation;
    const durationMs = random.pick([60, 400, 3_000]);
    return [{ kind: 'reader.pause', id: `${id}-asleep`, client, atMs: Math.max(0, atMs - 5), durationMs }];
  });
}

function moment({ random, horizonMs }: Draft): { atMs: number } {
  return { atMs: random.int(100, horizonMs) };
}

function crashPoint({ random }: Draft): { when: Trigger } {
  return {
    when: {
      on: random.pick(CRASH_POINTS),
      nth: random.pick([1, 2, 3, 5, 9, 17]),
      edge: random.pick(['before', 'after']),
      delayMs: random.pick([0, 0, 0.5, 3]),
    },
  };
}

/** Dies where careless stores lose things: in the swap of a compacted transcript, or around a message's write. */
function crashAtWrite({ random, has }: Draft): Fault {
  const downMs = random.pick([1, 200, 2_000]);
  const edge = random.pick(['before', 'after'] as const);
  const when: Trigger =
    has.has('compactions') && random.chance(0.6)
      ? {
          on: random.pick(SWAP_POINTS),
          match: 'transcripts/',
          nth: 1,
          edge,
          delayMs: random.pick([0, 0, 0.5]),
        }
      : {
          on: 'disk.append',
          match: 'transcripts/',
          nth: random.pick([1, 2, 4, 7]),
          edge,
          delayMs: random.pick([0.3, 0.8, 2]),
        };
  return { kind: 'process.crash', id: 'writing', when, downMs };
}
