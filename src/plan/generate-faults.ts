/** Faults for a generated plan: from the families its mask left on, at times or on triggers. */
import type { RandomStream } from '../kernel/random.ts';
import type { Fault, Trigger } from './fault.ts';
import { begin, boundary, moment, pickSend } from './fault-moment.ts';
import type { Draft, Feature } from './generate.ts';
import { drawFullBuffer, drawLargeFrames, drawLargeResults } from './generate-large-frames.ts';
import type { Operation } from './operation.ts';

/** One draw gives one fault, or some that belong together, or none where the plan has no place for it. */
type Draw = (draft: Draft, id: string, operations: readonly Operation[]) => readonly Fault[];

/** 26 hours: crosses any daily boundary. */
const DAY_AND_MORE = 93_600_000;

const SWAP_POINTS: readonly Trigger['on'][] = ['disk.write', 'disk.write', 'disk.rename'];

const FAMILIES: { readonly [family in Feature]?: readonly Draw[] } = {
  payload: [drawLargeResults, drawLargeFrames],
  consumer: [
    (draft, id) => [
      {
        kind: 'reader.pause',
        id,
        client: draft.random.pick(draft.clients).id,
        ...begin(draft),
        durationMs: draft.random.pick([50, 800, 6_000]),
      },
    ],
    (draft, id) => [
      {
        kind: 'reader.slow',
        id,
        client: draft.random.pick(draft.clients).id,
        ...begin(draft),
        durationMs: draft.random.pick([500, 5_000]),
        bytesPerSecond: draft.random.pick([1_000, 20_000]),
      },
    ],
  ],
  link: [
    (draft, id) => [
      {
        kind: draft.random.pick(['link.cut', 'link.cut', 'link.tear']),
        id,
        client: draft.random.pick(draft.clients).id,
        ...begin(draft),
      },
    ],
    (draft, id) => [
      {
        kind: draft.random.pick(['link.silence', 'link.stall', 'link.refuse']),
        id,
        client: draft.random.pick(draft.clients).id,
        ...begin(draft),
        durationMs: draft.random.pick([30, 700, 4_000]),
      },
    ],
    (draft, id) => [
      {
        kind: 'link.latency',
        id,
        client: draft.random.pick(draft.clients).id,
        ...begin(draft),
        durationMs: draft.random.pick([300, 3_000]),
        extraMs: draft.random.pick([20, 400]),
      },
    ],
    (draft, id) => [
      {
        kind: 'link.storm',
        id,
        ...begin(draft),
        times: draft.random.pick([1, 2, 5]),
        everyMs: draft.random.pick([20, 150, 1_200]),
      },
    ],
  ],
  process: [
    (draft, id) => [
      { kind: 'process.crash', id, ...moment(draft), downMs: draft.random.pick([1, 200, 2_000]) },
    ],
    (draft, id) => [
      { kind: 'process.crash', id, ...boundary(draft), downMs: draft.random.pick([1, 200, 2_000]) },
    ],
    (draft, id) => {
      const { atMs } = moment(draft);
      const downMs = draft.random.pick([1, 200, 2_000]);
      const stop: Fault = { kind: 'process.restart', id, atMs, downMs };
      if (draft.random.chance(0.6)) return [stop];
      const extraMs = draft.random.pick([100, 3_000]);
      return [stop, { kind: 'process.slow-boot', id: `${id}s`, atMs, durationMs: downMs + 1_000, extraMs }];
    },
    (draft, id) => [
      { kind: 'process.pause', id, ...begin(draft), durationMs: draft.random.pick([20, 500, 4_000]) },
    ],
  ],
  lifecycle: [
    ({ random }, id, operations) => {
      // one that races a reset, most often: what is late and says no generation is what incident #88538 is about
      const run = pickSend(random, operations, 0.9);
      if (run === undefined) return [];
      const kind = random.chance(0.8) ? 'lifecycle.late' : 'lifecycle.duplicate';
      const rest = { id, run: run.id, delayMs: random.pick([0, 5, 60, 900]), anonymous: random.chance(0.75) };
      return kind === 'lifecycle.late'
        ? [{ kind, ...rest, event: random.pick(['start', 'end', 'error']) }]
        : [{ kind, ...rest, event: random.pick(['end', 'error']) }];
    },
    ({ random }, id, operations) => {
      const run = pickSend(random, operations, 0.3)?.id;
      if (run === undefined) return [];
      const kind = random.pick([
        'lifecycle.afterword',
        'lifecycle.empty',
        'lifecycle.hang',
        'lifecycle.failover',
      ] as const);
      switch (kind) {
        case 'lifecycle.afterword':
          return [{ kind, id, run, delayMs: random.pick([0, 5, 60, 900]) }];
        case 'lifecycle.failover':
          return [{ kind, id, run, failures: random.pick([1, 2, 4]), recovers: random.chance(0.6) }];
        default:
          return [{ kind, id, run }];
      }
    },
  ],
  'compaction-faults': [
    ({ random, ...draft }, id, operations) => [
      {
        kind: random.pick([
          'summary.stall',
          'summary.stall',
          'summary.timeout',
          'summary.fail',
          'summary.garbage',
        ]),
        id,
        atMs: beforeCompaction(random, operations) ?? random.int(400, draft.horizonMs),
        durationMs: random.pick([1_000, 20_000, 90_000]),
      },
    ],
  ],
  storage: [
    (draft, id) => [
      {
        kind: 'disk.slow',
        id,
        ...begin(draft),
        durationMs: draft.random.pick([300, 3_000]),
        extraMs: draft.random.pick([5, 80]),
      },
    ],
    (draft, id) => [{ kind: 'disk.full', id, ...begin(draft), durationMs: draft.random.pick([100, 1_500]) }],
    (draft, id) => [
      {
        kind: draft.random.pick(['disk.torn', 'disk.lost']),
        id,
        ...begin(draft),
        downMs: draft.random.pick([1, 200, 2_000]),
      },
    ],
  ],
  clock: [
    ({ random, ...draft }, id) => [
      {
        kind: 'clock.jump',
        id,
        atMs: random.int(400, draft.horizonMs),
        byMs: random.pick([-3_600_000, -5_000, 400_000, DAY_AND_MORE, DAY_AND_MORE]),
      },
    ],
  ],
};

/** Just before a compaction that the plan asks for, mostly: at any other time a summary is seldom under way. */
function beforeCompaction(random: RandomStream, operations: readonly Operation[]): number | undefined {
  const compactions = operations.filter((operation) => operation.do === 'compact');
  if (compactions.length === 0 || random.chance(0.3)) return undefined;
  const { atMs } = random.pick(compactions);
  return atMs === undefined ? undefined : Math.max(0, atMs - 5);
}

/** A handful of faults; none when every fault family is off. */
export function generateFaults(draft: Draft, operations: readonly Operation[]): Fault[] {
  const { random, has } = draft;
  const draws = Object.entries(FAMILIES).flatMap(([family, some]) =>
    has.has(family as Feature) ? some : [],
  );
  const faults: Fault[] = [];
  if (has.has('daily-rule') && random.chance(0.7))
    faults.push({ kind: 'clock.jump', id: 'night', ...moment(draft), byMs: DAY_AND_MORE });
  if (has.has('process') && random.chance(0.45)) faults.push(crashAtWrite(draft));
  if (has.has('consumer') && random.chance(0.6)) faults.push(...drawFullBuffer(draft, 'full', operations));
  for (let k = draws.length === 0 ? 0 : random.pick([0, 1, 2, 4, 6]); k > 0; k--)
    faults.push(...random.pick(draws)(draft, `f${k}`, operations));
  return faults;
}

/** Dies where careless stores lose things: in the swap of a compacted transcript, or around a message's write. */
function crashAtWrite({ random, has }: Draft): Fault {
  const downMs = random.pick([1, 200, 2_000]);
  const edge = random.pick(['before', 'after'] as const);
  const when: Trigger =
    has.has('compactions') && random.chance(0.7)
      ? {
          on: random.pick(SWAP_POINTS),
          match: 'transcripts/',
          nth: 1,
          edge,
          // what was written and not synced is lost at any time until something syncs the file
          delayMs: random.pick([0, 0, 0.5, 6, 40]),
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
