/** Rotates a session on its first message after 04:00 although no daily rule is configured, as OpenClaw 2026.4.21 did by default. */
import { createGateway } from '../reference/gateway.ts';
import { crossedDailyBoundary, rotation } from '../reference/policy/rotation.ts';
export const rotatesDailyUnasked = createGateway('rotates-daily-unasked', {
  rotation: {
    ...rotation,
    silentByRule: true,
    due: (session, wallMillis) => crossedDailyBoundary(session, wallMillis, 240),
  },
});
