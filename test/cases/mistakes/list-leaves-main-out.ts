/** openclaw#45754: the list of sessions leaves out the main session, which is there and in use. */
import type { SessionsListResult } from '../../../src/protocol/methods.ts';
import { answerOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('list-leaves-main-out', (host) => ({
  outgoing(frame) {
    const list = answerOf<SessionsListResult>(frame, 'sessions');
    if (list === undefined) return undefined;
    const sessions = list.sessions.filter(({ key }) => key !== host.settings.mainSessionKey);
    const left = list.sessions.length - sessions.length;
    if (left > 0) acted(host, 'list-leaves-main-out');
    const totalCount = list.totalCount - left;
    return [withPayload(frame, { ...list, sessions, count: sessions.length, totalCount })];
  },
}));
