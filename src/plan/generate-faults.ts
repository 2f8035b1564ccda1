/**
 * Faults for a generated plan: from the families its mask left on, at times or on triggers. Owns how each kind is drawn.
 * The order of the rows is the order of the draws: moving one changes what every seed gives.
 */
import type { RandomStream } from '../kernel/random.ts';
import type { Fault, FaultKind } from './fault.ts';
import { FAULTS } from './fault-kinds.ts';
import { begin, boundary, down, midReply, moment, pickSend } from './fault-moment.ts';
import type { PlanDraft, Feature } from './generate.ts';
import {
  drawCrashAtWrite,
  drawCrashOnSlowDisk,
  drawRefusedWrite,
  drawStopMidReply,
} from './generate-deaths.ts';
import { drawFullBuffer, drawLargeFrames, drawLargeResults } from './generate-large-frames.ts';
import type { Operation } from './operation.ts';

/** One draw gives one fault, or some that belong together, or none where the plan has no place for it. */
type Draw = (draft: PlanDraft, id: string, operations: readonly Operation[]) => Fault | readonly Fault[];

interface DrawRow {
  /** What draws it; one draw may give several kinds. */
  readonly by: readonly Draw[];
  /** It means the same at any time, and may be moved; others go with an operation or with another fault. */
  readonly movable: boolean;
}

/** 26 hours: crosses any daily boundary. */
const DAY_AND_MORE = 93_600_000;

const HANDSHAKES = [
  'handshake.no-token',
  'handshake.wrong-token',
  'handshake.wrong-token',
  'handshake.protocol',
  'handshake.unconnected',
  'handshake.silence',
] as const satisfies readonly FaultKind[];

const drawPause: Draw = (draft, id) => ({
  kind: 'reader.pause',
  ...onClient(draft, id),
  durationMs: draft.random.pick([50, 800, 6_000]),
});

const drawSlowReader: Draw = (draft, id) => ({
  kind: 'reader.slow',
  ...onClient(draft, id),
  durationMs: draft.random.pick([500, 5_000]),
  bytesPerSecond: draft.random.pick([1_000, 20_000]),
});

const drawCut: Draw = (draft, id) => ({
  kind: draft.random.pick(['link.cut', 'link.cut', 'link.tear', 'link.broken']),
  ...onClient(draft, id),
});

const drawHold: Draw = (draft, id) => ({
  kind: draft.random.pick(['link.silence', 'link.stall', 'link.refuse']),
  ...onClient(draft, id),
  durationMs: draft.random.pick([30, 700, 4_000]),
});

const drawLatency: Draw = (draft, id) => ({
  kind: 'link.latency',
  ...onClient(draft, id),
  durationMs: draft.random.pick([300, 3_000]),
  extraMs: draft.random.pick([20, 400]),
});

const drawStorm: Draw = (draft, id) => ({
  kind: 'link.storm',
  id,
  ...begin(draft),
  times: draft.random.pick([1, 2, 5]),
  everyMs: draft.random.pick([20, 150, 1_200]),
});

const drawCrash: Draw = (draft, id) => ({ kind: 'process.crash', id, ...moment(draft), ...down(draft) });

const drawCrashAtBoundary: Draw = (draft, id) => ({
  kind: 'process.crash',
  id,
  ...boundary(draft),
  ...down(draft),
});

/** Now and then the next start is slow, or a model is in the middle of its reply. */
const drawRestart: Draw = (draft, id) => {
  const { atMs } = moment(draft);
  const { downMs } = down(draft);
  if (draft.random.chance(0.3)) return [{ kind: 'process.restart', id, ...midReply(draft), downMs }];
  const stop: Fault = { kind: 'process.restart', id, atMs, downMs };
  if (draft.random.chance(0.6)) return [stop];
  const extraMs = draft.random.pick([100, 3_000]);
  return [stop, { kind: 'process.slow-boot', id: `${id}s`, atMs, durationMs: downMs + 1_000, extraMs }];
};

const drawFreeze: Draw = (draft, id) => ({
  kind: 'process.pause',
  id,
  ...begin(draft),
  durationMs: draft.random.pick([20, 500, 4_000]),
});

const drawLateEvent: Draw = ({ random }, id, operations) => {
  // one that races a reset, most often: what is late and says no generation is what incident #88538 is about
  const run = pickSend(random, operations, 0.9);
  if (run === undefined) return [];
  const kind = random.chance(0.8) ? 'lifecycle.late' : 'lifecycle.duplicate';
  const rest = { id, run: run.id, delayMs: random.pick([0, 5, 60, 900]), anonymous: random.chance(0.75) };
  return kind === 'lifecycle.late'
    ? [{ kind, ...rest, event: random.pick(['start', 'end', 'error']) }]
    : [{ kind, ...rest, event: random.pick(['end', 'error']) }];
};

const drawOddRun: Draw = ({ random }, id, operations) => {
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
    case 'lifecycle.empty':
    case 'lifecycle.hang':
      return [{ kind, id, run }];
  }
};

const drawSummary: Draw = ({ random, ...draft }, id, operations) => ({
  kind: random.pick([
    'summary.stall',
    'summary.stall',
    'summary.timeout',
    'summary.fail',
    'summary.garbage',
    'summary.gibberish',
  ]),
  id,
  atMs:
    (random.chance(0.3) ? undefined : beforeCompaction(random, operations)) ??
    random.int(400, draft.horizonMs),
  durationMs: random.pick([1_000, 20_000, 90_000]),
});

const drawSlowDisk: Draw = (draft, id) => ({
  kind: 'disk.slow',
  id,
  ...begin(draft),
  durationMs: draft.random.pick([300, 3_000]),
  extraMs: draft.random.pick([5, 80]),
});

const drawFullDisk: Draw = (draft, id) => ({
  kind: draft.random.pick(['disk.full', 'disk.short']),
  id,
  ...begin(draft),
  durationMs: draft.random.pick([100, 1_500]),
});

const drawDiskDeath: Draw = (draft, id) => ({
  kind: draft.random.pick(['disk.torn', 'disk.lost']),
  id,
  ...begin(draft),
  ...down(draft),
});

const drawJump: Draw = ({ random, horizonMs }, id) => ({
  kind: 'clock.jump',
  id,
  atMs: random.int(400, horizonMs),
  byMs: random.pick([-3_600_000, -5_000, 400_000, DAY_AND_MORE, DAY_AND_MORE]),
});

/** Somebody comes who gets the handshake wrong. */
const drawStranger: Draw = (draft, id) => {
  const { random, has } = draft;
  if (!has.has('handshake') || !random.chance(0.7)) return [];
  const at = { id, ...begin(draft) };
  const kind = random.pick(HANDSHAKES);
  switch (kind) {
    case 'handshake.wrong-token':
      return [{ kind, ...at, token: random.pick(['empty', 'cut', 'longer', 'other']) }];
    case 'handshake.protocol':
      return [
        {
          kind,
          ...at,
          protocols: random.pick<[number, number]>([
            [1, 2],
            [3, 3],
            [5, 9],
          ]),
        },
      ];
    case 'handshake.unconnected':
      return [{ kind, ...at, first: random.pick(['request', 'request', 'event', 'text']) }];
    default:
      return [{ kind, ...at }];
  }
};

/** How each kind comes into plans. */
export const DRAWS: { readonly [K in FaultKind]: DrawRow } = {
  'payload.event': { movable: false, by: [drawLargeResults, drawFullBuffer] },
  'payload.burst': { movable: false, by: [drawLargeResults] },
  'payload.response': { movable: false, by: [drawLargeFrames] },
  'payload.request': { movable: false, by: [drawLargeFrames] },
  'reader.pause': { movable: false, by: [drawPause] },
  'reader.slow': { movable: true, by: [drawSlowReader] },
  'reader.brink': { movable: false, by: [drawFullBuffer] },
  'reader.hoard': { movable: false, by: [drawFullBuffer] },
  'link.cut': { movable: true, by: [drawCut, drawFullBuffer] },
  'link.tear': { movable: true, by: [drawCut] },
  'link.silence': { movable: true, by: [drawHold] },
  'link.stall': { movable: true, by: [drawHold] },
  'link.refuse': { movable: true, by: [drawHold] },
  'link.latency': { movable: true, by: [drawLatency] },
  'link.broken': { movable: true, by: [drawCut] },
  'link.storm': { movable: true, by: [drawStorm] },
  'process.crash': {
    movable: false,
    by: [drawCrash, drawCrashAtBoundary, drawCrashAtWrite, drawRefusedWrite, drawCrashOnSlowDisk],
  },
  'process.restart': { movable: false, by: [drawRestart, drawStopMidReply] },
  'process.slow-boot': { movable: false, by: [drawRestart] },
  'process.pause': { movable: true, by: [drawFreeze] },
  'lifecycle.late': { movable: false, by: [drawLateEvent] },
  'lifecycle.duplicate': { movable: false, by: [drawLateEvent] },
  'lifecycle.afterword': { movable: false, by: [drawOddRun] },
  'lifecycle.empty': { movable: false, by: [drawOddRun] },
  'lifecycle.hang': { movable: false, by: [drawOddRun] },
  'lifecycle.failover': { movable: false, by: [drawOddRun] },
  'summary.stall': { movable: false, by: [drawSummary] },
  'summary.timeout': { movable: false, by: [drawSummary] },
  'summary.fail': { movable: false, by: [drawSummary] },
  'summary.garbage': { movable: false, by: [drawSummary] },
  'summary.gibberish': { movable: false, by: [drawSummary] },
  'disk.slow': { movable: true, by: [drawSlowDisk, drawCrashOnSlowDisk] },
  'disk.full': { movable: true, by: [drawFullDisk, drawRefusedWrite] },
  'disk.short': { movable: true, by: [drawFullDisk, drawRefusedWrite] },
  'disk.torn': { movable: true, by: [drawDiskDeath] },
  'disk.lost': { movable: true, by: [drawDiskDeath] },
  'clock.jump': { movable: true, by: [drawNight, drawJump] },
  'handshake.no-token': { movable: true, by: [drawStranger] },
  'handshake.wrong-token': { movable: true, by: [drawStranger] },
  'handshake.protocol': { movable: true, by: [drawStranger] },
  'handshake.unconnected': { movable: true, by: [drawStranger] },
  'handshake.silence': { movable: true, by: [drawStranger] },
};

/** What every plan may get once, before all else; by the id of what it gives. */
const ONCE: Readonly<Record<string, Draw>> = {
  night: drawNight,
  writing: drawCrashAtWrite,
  refused: drawRefusedWrite,
  hasty: drawCrashOnSlowDisk,
  midway: drawStopMidReply,
  full: drawFullBuffer,
  spoilt: drawSpoiltSummary,
  handshake: drawStranger,
};

/** All other draws, each with the feature that a plan must have for it. */
const PICKED = pickedDraws();

function pickedDraws(): readonly (readonly [Draw, Feature])[] {
  const picked = new Map<Draw, Feature>();
  for (const [kind, { by }] of Object.entries(DRAWS)) {
    const { family } = FAULTS[kind as FaultKind];
    for (const draw of by) picked.set(draw, family === 'compaction' ? 'compaction-faults' : family);
  }
  for (const draw of Object.values(ONCE)) picked.delete(draw);
  return [...picked];
}

/** The id, client and beginning of a fault on a client. */
function onClient(draft: PlanDraft, id: string) {
  return { id, client: draft.random.pick(draft.clients).id, ...begin(draft) };
}

/** Just before a compaction that the plan asks for: at any other time a summary is seldom under way. */
function beforeCompaction(random: RandomStream, operations: readonly Operation[]): number | undefined {
  const compactions = operations.filter((operation) => operation.do === 'compact');
  if (compactions.length === 0) return undefined;
  const { atMs } = random.pick(compactions);
  return atMs === undefined ? undefined : Math.max(0, atMs - 5);
}

/** A handful of faults; none when every fault family is off. */
export function generateFaults(draft: PlanDraft, operations: readonly Operation[]): Fault[] {
  const { random, has } = draft;
  const draws = PICKED.filter(([, feature]) => has.has(feature));
  const faults = Object.entries(ONCE).flatMap(([id, draw]) => draw(draft, id, operations));
  for (let k = draws.length === 0 ? 0 : random.pick([0, 1, 2, 4, 6]); k > 0; k--) {
    const [draw] = random.pick(draws);
    const fault = draw(draft, `f${k}`, operations);
    faults.push(...('kind' in fault ? [fault] : fault));
  }
  return faults;
}

/** A day goes by, where there is a rule about days. */
function drawNight(draft: PlanDraft, id: string): Fault[] {
  if (!draft.has.has('daily-rule') || !draft.random.chance(0.7)) return [];
  return [{ kind: 'clock.jump', id, ...moment(draft), byMs: DAY_AND_MORE }];
}

/** A summary comes back, and says nothing. */
function drawSpoiltSummary(
  { random, has }: PlanDraft,
  id: string,
  operations: readonly Operation[],
): Fault[] {
  if (!has.has('compaction-faults') || !random.chance(0.8)) return [];
  const atMs = beforeCompaction(random, operations);
  const kind = random.pick(['summary.garbage', 'summary.gibberish', 'summary.gibberish'] as const);
  return atMs === undefined ? [] : [{ kind, id, atMs, durationMs: 2_000 }];
}
