/** openclaw#40840: a run that was under way when its session was deleted writes the key back, as a new session. */
import { seconds } from '../../../src/kernel/time.ts';
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { rotation } from '../../../src/gateway/reference/policy/rotation.ts';
import { acted } from '../acted.ts';

export const gateway = createGateway('deleted-key-comes-back', {
  rotation: {
    ...rotation,
    endRuns(core, session, ended) {
      rotation.endRuns(core, session, ended);
      if (session.generation !== undefined || ended.runs.length === 0) return;
      core.host.timers.set(seconds(5), () => {
        if (session.generation !== undefined) return;
        const id = core.host.random.id();
        session.begin(id, id, core.host.clock.wallMillis());
        acted(core.host, 'deleted-key-comes-back');
      });
    },
  },
});
