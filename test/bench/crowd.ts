/**
 * The crowd: a plan with many clients and many sessions, each session followed by two of them. Shows what costs more
 * per event because there is more of everything, and not because more happens.
 */
import { planSchema, type Plan } from '../../src/plan/plan.ts';

export interface CrowdSize {
  readonly clients: number;
  readonly sessions: number;
}

const SEND_EVERY_MS = 50;
const STEPS = 40;

/** One send to every session, one after the other. */
export function crowdPlan({ clients, sessions }: CrowdSize): Plan {
  const names = Array.from({ length: sessions }, (_, k) => `agent:main:s${k}`);
  return planSchema.parse({
    seed: 'crowd',
    clients: Array.from({ length: clients }, (_, k) => ({
      id: `client-${k}`,
      role: k % 4 === 3 ? 'reader' : 'operator',
      follows: names.filter((_name, n) => n % clients === k || (n + 1) % clients === k),
      connectAtMs: k,
    })),
    operations: names.map((session, n) => ({
      do: 'send',
      id: `s${n}`,
      client: `client-${senderOf(n, clients)}`,
      session,
      atMs: 2_000 + n * SEND_EVERY_MS,
      turn: { steps: Array.from({ length: STEPS }, () => ({ type: 'delta', afterMs: 20, bytes: 24 })) },
    })),
  });
}

/** Readers do not send: the client before sends for them. */
function senderOf(session: number, clients: number): number {
  const follower = session % clients;
  return follower % 4 === 3 ? follower - 1 : follower;
}
