/** Rotates on request without leaving an audit record. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';
export const keepsNoAudit = createGateway('keeps-no-audit', {
  rotation: { ...rotation, audit: () => undefined },
});
