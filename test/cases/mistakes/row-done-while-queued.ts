/** Between two turns the row says done, although an accepted message waits. */
import type { SessionsChangedPayload } from '../../../src/protocol/events.ts';
import type { SessionRow, SessionsListResult } from '../../../src/protocol/methods.ts';
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { inbox } from '../../../src/gateway/reference/policy/inbox.ts';
import { ms } from '../../../src/kernel/time.ts';
import { answerOf, payloadOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

/** The next turn begins this long after the last one. */
const PAUSE = ms(300);

export const gateway = tampered('row-done-while-queued', (host) => {
  const pausing = new Set<string>();

  function done(row: SessionRow): SessionRow {
    if (!row.hasActiveRun) return row;
    acted(host, 'row-done-while-queued');
    return { ...row, status: 'done', hasActiveRun: false, activeRunIds: [], endedAt: row.updatedAt };
  }

  return {
    gateway: createGateway('pauses-between-turns', {
      inbox: {
        ...inbox,
        serveNext(core, session, after) {
          pausing.add(session.key);
          host.timers.set(PAUSE, () => {
            pausing.delete(session.key);
            inbox.serveNext(core, session, after);
          });
        },
      },
    }),
    outgoing(frame) {
      const list = answerOf<SessionsListResult>(frame, 'sessions');
      if (list !== undefined) {
        const sessions = list.sessions.map((row) => (pausing.has(row.key) ? done(row) : row));
        return [withPayload(frame, { ...list, sessions })];
      }
      const changed = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
      if (changed?.session === undefined || (changed.phase !== 'end' && changed.phase !== 'error'))
        return undefined;
      return [withPayload(frame, { ...changed, session: done(changed.session) })];
    },
  };
});
