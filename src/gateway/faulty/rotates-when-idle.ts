/** Rotates a short session that nobody wrote to for some seconds, announced and audited, although no rule is configured. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';

const IDLE_MS = 3_000;

export const rotatesWhenIdle = createGateway('rotates-when-idle', {
  rotation: {
    ...rotation,
    due: (session, wallMillis) =>
      session.unsettled().length === 0 &&
      session.entries.length > 0 &&
      session.restored === 0 &&
      session.compactions === 0 &&
      wallMillis - session.updatedAt > IDLE_MS,
  },
});
