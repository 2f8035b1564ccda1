/** Writes a late start, end or error of an old run into whatever row its key points at now. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';
export const writesStaleLifecycle = createGateway('writes-stale-lifecycle', {
  fence: {
    ...fence,
    decide: (event, run, session) => (fence.decide(event, run, session) === 'apply' ? 'apply' : 'write-row'),
  },
});
