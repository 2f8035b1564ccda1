/** What is measured in rounds, by the names that processes are asked for. */
import { fakeTimers } from './fake-timers.ts';
import { historyOf, judgingLines, judgingMemory } from './judging.ts';
import { digesting, writing } from './keeping.ts';
import { kernelAlone } from './kernel.ts';
import { liveRoundTrip } from './live.ts';
import { LONG_WORLD, UNJUDGED, WORLD } from './guard-limits.ts';
import { mixPlan, SMALL_MIX_SENDS } from './mix.ts';
import { drawing, drawingAndRunning, freshPlans, shrinking } from './plans.ts';
import { fastCheckAll, fastCheckIdle } from './scheduler.ts';
import type { Subject } from './subject.ts';
import { tripwireAlone } from './tripwire.ts';
import { wholeWorld, worldUnjudged } from './world.ts';

export const SUBJECTS = {
  world: () => wholeWorld(WORLD, mixPlan()),
  'long-world': () => wholeWorld(LONG_WORLD, mixPlan({ sends: 10 * SMALL_MIX_SENDS })),
  kernel: kernelAlone,
  'timers-pending': () => fakeTimers()[0],
  'timers-next': () => fakeTimers()[1],
  'timers-tick': () => fakeTimers()[2],
  'scheduler-idle': fastCheckIdle,
  'scheduler-all': fastCheckAll,
  live: liveRoundTrip,
  unjudged: () => worldUnjudged(UNJUDGED, mixPlan()),
  'judging-memory': async () => judgingMemory('judging, history in memory', await historyOf(mixPlan())),
  'judging-lines': async () => judgingLines('reading and judging, JSON lines', await historyOf(mixPlan())),
  digest: async () => digesting(await historyOf(mixPlan())),
  'writing-lines': async () => writing(await historyOf(mixPlan())),
  tripwire: tripwireAlone,
  drawing,
  running: drawingAndRunning,
  fresh: freshPlans,
  shrinking,
} satisfies Record<string, () => Subject | Promise<Subject>>;

export type SubjectKey = keyof typeof SUBJECTS;

/** What others made, or sockets: a row to compare with, and nothing that becomes slower by a change here. */
const PEERS: readonly string[] = [
  'timers-pending',
  'timers-next',
  'timers-tick',
  'scheduler-idle',
  'scheduler-all',
  'live',
];

/** Those that do the same work each time, or as much of the same sort, with code of ours alone. */
export const DETERMINISTIC = (Object.keys(SUBJECTS) as SubjectKey[]).filter((key) => !PEERS.includes(key));
