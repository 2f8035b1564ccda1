/** An agent runtime as a served gateway reaches it: mounted for each life, silent once that is over. */
import type { Provider, ProviderEvent, ProviderRequest } from '../gateway/port.ts';
import type { Life } from './life.ts';

export interface Runtime {
  mount(life: Life): Provider;
}

export type Identity = Pick<ProviderEvent, 'runId' | 'sessionKey' | 'sessionId'>;

/** Whom the events of a call are about. */
export function identityOf({ run }: ProviderRequest): Identity {
  return { runId: run?.runId, sessionKey: run?.sessionKey, sessionId: run?.sessionId };
}
