/** Tells the late error of an aborted run as one more terminal. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

export const overwritesAborted = createGateway('overwrites-aborted', {
  fence: {
    ...fence,
    decide(event, run, session) {
      const decision = fence.decide(event, run, session);
      return decision === 'drop' ? 'tell-again' : decision;
    },
  },
});
