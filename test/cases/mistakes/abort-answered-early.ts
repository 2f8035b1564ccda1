/** An abort is answered before it is on the disk; a crash in between brings the run back, or its queued message. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { abort } from '../../../src/gateway/reference/policy/abort.ts';
import { acted } from '../acted.ts';

export const gateway = createGateway('abort-answered-early', {
  abort: {
    ...abort,
    end(core, session, runs, done) {
      if (runs.length > 0) acted(core.host, 'abort-answered-early');
      done();
      session.lane.run((release) => abort.end(core, session, runs, release));
    },
  },
});
