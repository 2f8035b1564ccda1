/** Begins a new session after a failed run, and tells nobody. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';

export const rotatesOnModelFailure = createGateway('rotates-on-model-failure', {
  rotation: {
    ...rotation,
    silentByRule: true,
    due: (session) => session.entries.at(-1)?.stopReason === 'error',
  },
});
