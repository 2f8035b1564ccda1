/** A client of one role on a fake host, and the operations that tests ask of it. */
import { Client } from '../../src/client/client.ts';
import type { Operation, SendOperation } from '../../src/plan/operation.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { fakeHost, type FakeHost, type Script } from './fake-host.ts';

export const SESSION = 'agent:main:main';

export interface Bench {
  readonly host: FakeHost;
  readonly client: Client;
}

/** Connected by the time it is returned, unless the host's script is changed by `prepare`. */
export function clientOf(
  plan: Partial<PlanInput['clients'][number]> = {},
  prepare: (host: FakeHost) => void = () => {},
): Bench {
  const host = fakeHost();
  prepare(host);
  const parsed = planSchema.parse({ clients: [{ id: 'web', follows: [SESSION], ...plan }] });
  const client = new Client(parsed.clients[0] as (typeof parsed.clients)[number], host);
  client.connect();
  host.until(1);
  return { host, client };
}

export function operation(written: Record<string, unknown>): Operation {
  const others = ['m1', 'm2'].map((id) => ({ do: 'send', id, client: 'web', session: SESSION, atMs: 0 }));
  const parsed = planSchema.parse({
    clients: [{ id: 'web' }],
    operations: [...others.filter(({ id }) => id !== written['id']), { client: 'web', atMs: 0, ...written }],
  });
  return parsed.operations.at(-1) as Operation;
}

export function sendOf(id = 'm1', more: Record<string, unknown> = {}): SendOperation {
  return operation({ do: 'send', id, session: SESSION, ...more }) as SendOperation;
}

/** Answers chat.history with these messages. */
export function historyOf(...messages: object[]): Script {
  return (params) => ({ ok: { sessionKey: params['sessionKey'], sessionId: 's1', messages } });
}

/** Answers sessions.list with these rows. */
export function rows(...sessions: object[]): Script {
  return () => ({ ok: { sessions } });
}
