/** Writes a reset by request into the audit record as made by a slash command. */
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';

export const auditsWrongTrigger = createGateway('audits-wrong-trigger', {
  rotation: {
    ...rotation,
    audit: (record) => (record.trigger === 'rpc' ? { ...record, trigger: 'slash-command' } : record),
  },
});
