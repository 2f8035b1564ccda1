/**
 * The generation fence (incident #88538): a lifecycle event may touch the current row only when it belongs to a run
 * of the current generation that has not been settled. The run is found by its id, so the fence holds also when the
 * event does not say its generation, and never by a time: ordering runs by clock stamps dropped live runs' terminal
 * events (#119407).
 */
import type { ProviderEvent } from '../../port.ts';
import type { Core } from '../core.ts';
import type { Run } from '../run.ts';
import type { Session } from '../session.ts';

export interface FencePolicy {
  /** Does this event belong to a live run of the current generation? */
  isLive(event: ProviderEvent, run: Run, session: Session): boolean;
  /** What becomes of an event that does not: it is logged, and nothing current may change. */
  onLate(core: Core, event: ProviderEvent, run: Run, session: Session): void;
}

export const fence: FencePolicy = {
  isLive: (_event, run, session) =>
    session.active === run && run.generation === session.generation && run.phase !== 'settled',
  onLate: (core, event, run) => core.host.log('info', `late ${event.type} of run ${run.runId} ignored`),
};
