/** Lists the session id of before for a moment after a reset, until there is a message: the list is read from a cache. */
import { createGateway } from '../reference/gateway.ts';
import { reading } from '../reference/policy/reading.ts';

const CACHED_MS = 40;

export const listsEndedIds = createGateway('lists-ended-ids', {
  reading: {
    ...reading,
    listedId: ({ before, entries, sessionId }, wallMillis) =>
      before !== undefined && entries.length === 0 && wallMillis - before.until < CACHED_MS
        ? before.sessionId
        : sessionId,
  },
});
