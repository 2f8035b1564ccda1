/** Fences late events that name their session, and writes those that do not. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';
export const trustsAnonymousLifecycle = createGateway('trusts-anonymous-lifecycle', {
  fence: {
    ...fence,
    decide(event, run, session) {
      const decision = fence.decide(event, run, session);
      return decision === 'drop' && event.sessionId === undefined ? 'write-row' : decision;
    },
  },
});
