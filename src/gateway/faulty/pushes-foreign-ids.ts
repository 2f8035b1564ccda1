/** Pushes a reply under an id of its own, which the stored transcript does not know. */
import { createGateway } from '../reference/gateway.ts';
import { telling } from '../reference/policy/telling.ts';

export const pushesForeignIds = createGateway('pushes-foreign-ids', {
  telling: {
    ...telling,
    pushed: (entry) => (entry.stopReason === undefined ? entry : { ...entry, id: `live-${entry.id}` }),
  },
});
