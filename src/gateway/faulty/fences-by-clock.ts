/** Takes a late event for a current one when its run began within two seconds of the row, to allow for clock skew. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

const SKEW_MS = 2_000;

export const fencesByClock = createGateway('fences-by-clock', {
  fence: {
    ...fence,
    decide(event, run, session) {
      const decision = fence.decide(event, run, session);
      const close = session.updatedAt - run.startedAt < SKEW_MS;
      return decision === 'drop' && close ? 'write-row' : decision;
    },
  },
});
