/** openclaw#84176: an abort right after the send finds no run registered, answers `aborted: false`, and the run goes on. */
import { seconds } from '../../../src/kernel/time.ts';
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { abort } from '../../../src/gateway/reference/policy/abort.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

/** Runs are registered this long after they were accepted. */
const REGISTERED_AFTER = seconds(3);

export const gateway = tampered('early-abort-is-a-noop', (host) => ({
  gateway: createGateway('registers-late', {
    abort: {
      ...abort,
      meant(session, runId) {
        const now = host.clock.monotonicMicros();
        const runs = abort.meant(session, runId);
        const registered = runs.filter(({ acceptedAt }) => now - acceptedAt >= REGISTERED_AFTER);
        if (registered.length < runs.length) acted(host, 'early-abort-is-a-noop');
        return registered;
      },
    },
  }),
}));
