/** After a restart a retry is answered `in_flight` for a run that the restart ended. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { dedupe } from '../../../src/gateway/reference/policy/dedupe.ts';
import { restart } from '../../../src/gateway/reference/policy/restart.ts';
import { acted } from '../acted.ts';

export const gateway = createGateway('in-flight-after-restart', {
  restart: {
    ...restart,
    reopen(core, session, runs, next) {
      const leavesOpen = {
        ...dedupe,
        settle() {
          acted(core.host, 'in-flight-after-restart');
        },
      };
      restart.reopen({ ...core, policies: { ...core.policies, dedupe: leavesOpen } }, session, runs, next);
    },
  },
});
