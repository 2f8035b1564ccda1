/** Tells the last final of each session once more after a restart. */
import { createGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';

export const repeatsFinalsAfterRestart = createGateway('repeats-finals-after-restart', {
  restart: { ...restart, repeatsFinals: true },
});
