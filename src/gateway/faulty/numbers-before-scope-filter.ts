/** Takes a number for every event, then leaves the event out for connections without the scope. */
import { createGateway } from '../reference/gateway.ts';
import { numbering } from '../reference/policy/numbering.ts';
export const numbersBeforeScopeFilter = createGateway('numbers-before-scope-filter', {
  numbering: {
    next: numbering.next,
    skipped: (connection) => {
      connection.seq++;
    },
    countsSkipped: true,
  },
});
