/** Remembers an idempotency key without the session it was used in; the same key in another session is refused. */
import { createGateway } from '../reference/gateway.ts';
import { dedupe } from '../reference/policy/dedupe.ts';

export const keysWithoutSession = createGateway('keys-without-session', {
  dedupe: { ...dedupe, name: (_sessionKey, idempotencyKey) => idempotencyKey },
});
