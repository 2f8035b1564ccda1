/** Hands a run that a stop or a crash cut short to the provider again, instead of ending it as interrupted. */
import { createGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';
export const resumesRuns = createGateway('resumes-runs', {
  restart: { ...restart, started: 'resume' },
});
