/** Keeps the session id over a reset and counts a lifecycle revision instead, as OpenClaw 2026.9.6 does. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';
export const resetsInPlace = createGateway('resets-in-place', {
  rotation: { ...rotation, inPlace: true },
});
