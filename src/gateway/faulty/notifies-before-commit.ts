/** Tells subscribers of a reset before it is on the disk; a crash or a full disk makes the notice a lie. */
import { createGateway } from '../reference/gateway.ts';
import { notice } from '../reference/policy/notice.ts';

export const notifiesBeforeCommit = createGateway('notifies-before-commit', {
  notice: { ...notice, early: true },
});
