/**
 * What one huge payload costs: a tool result of 30 MiB that goes to few clients or to many, against the same plan with
 * a tool result of a few bytes. If its bytes are looked at once, and not once per client or per hop, the time and the
 * memory on top do not depend on how many clients there are.
 */
import { execute } from '../../src/campaign/execute.ts';
import { Recorder } from '../../src/history/history.ts';
import { planSchema, type Plan } from '../../src/plan/plan.ts';
import { simulate } from '../../src/simulation/world.ts';
import { collectGarbage } from './memory.ts';
import { referenceTrial } from './reference-trial.ts';

const MIB = 1024 * 1024;
export const PAYLOAD_BYTES = 30 * MIB;
const SMALL_BYTES = 30;
const SESSION = 'agent:main:main';

export interface PayloadCost {
  readonly clients: number;
  /** Milliseconds of the whole plan, above those of the plan with a small payload. */
  readonly ms: number;
  /** The most the heap grew by while the plan ran, in payloads; garbage that was not collected yet counts. */
  readonly payloadsInMemory: number;
}

export function payloadPlan(clients: number, bytes: number): Plan {
  return planSchema.parse({
    seed: 'payload',
    limits: { maxPayloadBytes: 2 * PAYLOAD_BYTES, maxBufferedBytes: 4 * PAYLOAD_BYTES },
    clients: Array.from({ length: clients }, (_, k) => ({ id: `client-${k}`, follows: [SESSION] })),
    operations: [
      {
        do: 'send',
        id: 'send',
        client: 'client-0',
        session: SESSION,
        atMs: 1_000,
        turn: {
          steps: [
            { type: 'tool', afterMs: 20, bytes },
            { type: 'delta', afterMs: 20 },
          ],
        },
      },
    ],
  });
}

/** The best of some executions, after one that counts for nothing. */
export async function payloadCost(clients: number, executions: number): Promise<PayloadCost> {
  const [large, small] = [payloadPlan(clients, PAYLOAD_BYTES), payloadPlan(clients, SMALL_BYTES)];
  const [largeMs, smallMs] = [await bestMs(large, executions), await bestMs(small, executions)];
  const grown = growth(large) - growth(small);
  return { clients, ms: largeMs - smallMs, payloadsInMemory: grown / PAYLOAD_BYTES };
}

async function bestMs(plan: Plan, executions: number): Promise<number> {
  let best = Infinity;
  for (let k = 0; k <= executions; k++) {
    collectGarbage();
    const startedAt = performance.now();
    await execute(referenceTrial(plan));
    if (k > 0) best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

/** By how many bytes the heap was larger at most, at any record, than before. */
function growth(plan: Plan): number {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  };
  simulate(plan, referenceTrial(plan).gateway, new Recorder({ keep: false, onRecord: look }));
  return most;
}
