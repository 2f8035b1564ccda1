/** openclaw#100058, #100843, #102557, #118408: an accepted message ends in an error of the gateway's own; no model was asked. */
import { seconds } from '../../../src/kernel/time.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('accepted-then-failed', (host) => {
  const used = new Set<string>();
  return {
    provider: (provider) => ({
      call(request, onEvent) {
        const { run } = request;
        if (run === undefined || !used.has(run.sessionKey)) {
          if (run !== undefined) used.add(run.sessionKey);
          return provider.call(request, onEvent);
        }
        const message = 'reply session initialization conflicted';
        const timer = host.timers.set(seconds(8), () => {
          acted(host, 'accepted-then-failed');
          onEvent({ type: 'error', message, totalTokens: 0, ...run });
        });
        return {
          cancel() {
            host.timers.clear(timer);
          },
        };
      },
    }),
  };
});
