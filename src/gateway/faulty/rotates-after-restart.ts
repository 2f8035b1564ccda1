/** Rotates a session on the first ordinary message after a restart. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';
export const rotatesAfterRestart = createGateway('rotates-after-restart', {
  rotation: {
    ...rotation,
    silentByRule: true,
    due: (session) => session.restored > 0 && session.entries.length === session.restored,
  },
});
