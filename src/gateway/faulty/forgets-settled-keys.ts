/** Forgets an idempotency key as soon as its run is over; a late retry runs the message a second time. */
import { createGateway } from '../reference/gateway.ts';
import { dedupe } from '../reference/policy/dedupe.ts';

export const forgetsSettledKeys = createGateway('forgets-settled-keys', {
  dedupe: { ...dedupe, lostWhenSettled: true },
});
