/** The notice that a session was deleted carries the session id that ended. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { notice } from '../../../src/gateway/reference/policy/notice.ts';

export const gateway = createGateway('names-what-ended', {
  notice: {
    ...notice,
    announce(core, notices, trigger) {
      const named = notices.map(([event, payload]) =>
        event === 'sessions.changed' && !('sessionId' in payload)
          ? ([event, { ...payload, ...endedIn(notices) }] as const)
          : ([event, payload] as const),
      );
      notice.announce(core, named, trigger);
    },
  },
});

/** The session id that the other notice names. */
function endedIn(notices: Parameters<typeof notice.announce>[1]): object {
  const drain = notices.find(([event]) => event === 'socket.drain')?.[1] as { sessionId: string } | undefined;
  return drain === undefined ? {} : { sessionId: drain.sessionId };
}
