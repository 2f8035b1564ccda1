/** The audit record of `/reset` with a text says that no message followed. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { rotation } from '../../../src/gateway/reference/policy/rotation.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('audit-says-no-message', (host) => ({
  gateway: createGateway('audits-no-message', {
    rotation: {
      ...rotation,
      audit(records, record) {
        if (record.postResetMessagePresent) acted(host, 'audit-says-no-message');
        rotation.audit(records, { ...record, postResetMessagePresent: false });
      },
    },
  }),
}));
