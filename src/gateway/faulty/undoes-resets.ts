/** A run that raced a reset commits the old session id back after the reset was answered. */
import { createGateway } from '../reference/gateway.ts';
import { ms } from '../../kernel/time.ts';
import { rotation } from '../reference/policy/rotation.ts';
export const undoesResets = createGateway('undoes-resets', {
  rotation: {
    ...rotation,
    onRotated(session, ended, runs, host) {
      if (!runs.some((run) => host.clock.monotonicMicros() - run.acceptedAt < ms(40))) return;
      host.timers.set(ms(5), () => {
        session.generation = ended.generation;
        session.sessionId = ended.sessionId;
      });
    },
  },
});
