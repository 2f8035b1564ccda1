/** The subjects of `npm run bench`, by the names that their processes are asked for. */
import { fakeTimers } from './fake-timers.ts';
import { historyOf, judgingLines, judgingMemory } from './judging.ts';
import { kernelAlone } from './kernel.ts';
import { liveRoundTrip } from './live.ts';
import { mixPlan } from './mix.ts';
import { drawing, drawingAndRunning, shrinking } from './plans.ts';
import { fastCheckAll, fastCheckIdle } from './scheduler.ts';
import type { Subject } from './subject.ts';
import { wholeWorld, worldUnjudged } from './world.ts';

/** In the order of the table. */
export const SUBJECTS = {
  world: () => wholeWorld('whole world', mixPlan()),
  kernel: kernelAlone,
  'timers-pending': () => fakeTimers()[0],
  'timers-next': () => fakeTimers()[1],
  'timers-tick': () => fakeTimers()[2],
  'scheduler-idle': fastCheckIdle,
  'scheduler-all': fastCheckAll,
  live: liveRoundTrip,
  unjudged: () => worldUnjudged('world, nobody judging', mixPlan()),
  'judging-memory': async () => judgingMemory('judging, history in memory', await historyOf(mixPlan())),
  'judging-lines': async () => judgingLines('reading and judging, JSON lines', await historyOf(mixPlan())),
  drawing,
  running: drawingAndRunning,
  shrinking,
} satisfies Record<string, () => Subject | Promise<Subject>>;

export type SubjectKey = keyof typeof SUBJECTS;
