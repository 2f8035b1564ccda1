/** The plans that hostile gateways are run on, and which of them stops its gateway: found, not counted, as what is drawn changes. */
import { planSeed } from '../../../src/campaign/chunk.ts';
import { generatePlan } from '../../../src/plan/generate.ts';

/** Whose plans they are run on. */
export const HOSTILE_SEED = 'hostile';
/** By then somebody was answered, in milliseconds. */
const ANSWERED_MS = 3_000;

/** The first plan after the first in which the gateway is stopped, at a time of its own, and nothing else befalls its process. */
export const STOPPING = firstStoppingPlan();

function firstStoppingPlan(): number {
  for (let plan = 2; ; plan++) {
    const { faults } = generatePlan(planSeed(HOSTILE_SEED, plan));
    if (faults.some(({ kind }) => kind !== 'process.restart' && /^(process|disk)\./.test(kind))) continue;
    const stops = faults.flatMap((fault) => (fault.kind === 'process.restart' ? [fault.atMs ?? 0] : []));
    if (stops.length > 0 && Math.min(...stops) > ANSWERED_MS) return plan;
  }
}
