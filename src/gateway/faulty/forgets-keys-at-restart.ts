/** Forgets idempotency keys at a restart; a retry runs the message a second time. */
import { createGateway } from '../reference/gateway.ts';
import { dedupe } from '../reference/policy/dedupe.ts';
export const forgetsKeysAtRestart = createGateway('forgets-keys-at-restart', {
  dedupe: { ...dedupe, lostAtRestart: true },
});
