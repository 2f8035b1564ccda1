/** Adds the tokens of a late end to whatever row its key points at now. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

export const countsStaleUsage = createGateway('counts-stale-usage', {
  fence: {
    ...fence,
    decide(event, run, session) {
      const decision = fence.decide(event, run, session);
      return decision === 'drop' ? 'write-usage' : decision;
    },
  },
});
