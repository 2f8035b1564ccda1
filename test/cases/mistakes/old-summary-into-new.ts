/** A summary that was asked for before a reset is written into the transcript of the new generation. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { compaction } from '../../../src/gateway/reference/policy/compaction.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('old-summary-into-new', (host) => ({
  gateway: createGateway('takes-any-summary', {
    compaction: {
      ...compaction,
      isMeant(session, askedIn) {
        if (!compaction.isMeant(session, askedIn) && session.generation !== undefined)
          acted(host, 'old-summary-into-new');
        return true;
      },
      // where it stands is right, as far as positions go
      merge(summary, current, covered) {
        const isOld = !current.some(({ id }) => covered.has(id));
        return compaction.merge(isOld ? { ...summary, seq: 0, coversSeq: 0 } : summary, current, covered);
      },
    },
  }),
}));
