/** The whole world: reference gateway, four clients, network, disk, provider, every property on, on the mix. */
import { execute } from '../../src/campaign/execute.ts';
import { Recorder } from '../../src/history/history.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';
import { referenceTrial } from './reference-trial.ts';
import type { Subject } from './subject.ts';

/** V8 goes on compiling the world for so long. */
const WARM_UP_MS = 4_000;

/** What one execution of a plan comes to. */
export interface Extent {
  readonly events: number;
  readonly records: number;
  /** Records of frames: each frame is seen where it is sent and where it arrives. */
  readonly frameRecords: number;
  readonly virtualSeconds: number;
}

/** An event is one dispatch that ran gateway, client, network, disk or provider code. */
export function wholeWorld(name: string, plan: Plan): Subject {
  const trial = referenceTrial(plan);
  return {
    name,
    unit: 'events',
    warmUpMs: WARM_UP_MS,
    portion: async () => (await execute(trial)).events,
  };
}

/** The same without the judge, coverage and facts: the history is made and hashed, nobody looks at it. */
export function worldUnjudged(name: string, plan: Plan): Subject {
  const { gateway } = referenceTrial(plan);
  return {
    name,
    unit: 'events',
    portion: () => simulate(plan, gateway, new Recorder({ keep: false })).events,
  };
}

export function extentOf(plan: Plan): Extent {
  const { gateway } = referenceTrial(plan);
  let frameRecords = 0;
  const recorder = new Recorder({
    keep: false,
    onRecord: ({ kind }) => {
      if (kind === 'frame') frameRecords++;
    },
  });
  const { events, virtualMicros } = simulate(plan, gateway, recorder);
  return { events, frameRecords, records: recorder.count, virtualSeconds: virtualMicros / 1_000_000 };
}
