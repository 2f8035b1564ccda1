/** A compaction takes the messages of turns that are still open into its summary; a crash after it forgets them. */
import { FRESH_ROW } from '../../../src/gateway/reference/entry.ts';
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { compaction } from '../../../src/gateway/reference/policy/compaction.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('covers-open-turns', (host) => ({
  gateway: createGateway('covers-everything', {
    compaction: {
      ...compaction,
      covers(session) {
        if (compaction.covers(session).length < session.entries.length) acted(host, 'covers-open-turns');
        return [...session.entries];
      },
      // what is kept of the row knows of no run either
      merge({ row = FRESH_ROW, ...summary }, current, covered) {
        const status = row.status === 'running' ? 'done' : row.status;
        return compaction.merge({ ...summary, row: { ...row, status } }, current, covered);
      },
    },
  }),
}));
