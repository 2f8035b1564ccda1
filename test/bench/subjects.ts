/** What is measured in rounds, by the names that processes are asked for. */
import { fakeTimers } from './fake-timers.ts';
import { historyOf, judgingLines, judgingMemory } from './judging.ts';
import { kernelAlone } from './kernel.ts';
import { liveRoundTrip } from './live.ts';
import { LONG_WORLD, UNJUDGED, WORLD } from './guard-limits.ts';
import { mixPlan, SMALL_MIX_SENDS } from './mix.ts';
import { drawing, drawingAndRunning, shrinking } from './plans.ts';
import { fastCheckAll, fastCheckIdle } from './scheduler.ts';
import type { Subject } from './subject.ts';
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
  drawing,
  running: drawingAndRunning,
  shrinking,
} satisfies Record<string, () => Subject | Promise<Subject>>;

export type SubjectKey = keyof typeof SUBJECTS;
