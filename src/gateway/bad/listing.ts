/** What can be got wrong about which sessions a list shows. */
import type { SessionsListResult } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { createGateway } from '../reference/gateway.ts';
import { restart } from '../reference/policy/restart.ts';
import { answerOf, withPayload } from '../tampering/frames.ts';
import type { Tampering } from '../tampering/tampered.ts';
import { NEW_PROCESS } from '../usual-triggers.ts';

/** Lists nothing of the sessions with these keys. */
function leavingOut(isLeftOut: (key: string) => boolean): Required<Pick<Tampering, 'outgoing'>> {
  return {
    outgoing(frame) {
      const list = answerOf<SessionsListResult>(frame, 'sessions');
      if (list === undefined) return undefined;
      const sessions = list.sessions.filter(({ key }) => !isLeftOut(key));
      const leftOut = list.sessions.length - sessions.length;
      const totalCount = list.totalCount - leftOut;
      return [withPayload(frame, { ...list, sessions, count: sessions.length, totalCount })];
    },
  };
}

export const BAD_LISTING = mistakes(null, {
  'lists-without-main': {
    incident: '45754',
    trigger: 'none',
    convictedBy: ['list/complete'],
    words: /is not in the list .* though it is in use/,
    sentence: 'Leaves the main session out of the list of sessions.',
    tamper: ({ settings }) => leavingOut((key) => key === settings.mainSessionKey),
  },
  'lists-busy-on-top': {
    incident: '45754',
    trigger: 'none',
    convictedBy: ['list/complete'],
    words: /is twice in the list that connection \d+ .* asked for/,
    sentence:
      'Puts the sessions that have a run on top of the list, and leaves them where they stand there too.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        if (list === undefined) return undefined;
        const busy = list.sessions.filter(({ hasActiveRun }) => hasActiveRun);
        return [withPayload(frame, { ...list, sessions: [...busy, ...list.sessions] })];
      },
    }),
  },
  'lists-main-on-top': {
    incident: '45754',
    trigger: 'none',
    convictedBy: ['list/complete'],
    words: /agent:main:main is twice in the list that connection \d+ .* asked for/,
    sentence: 'Puts the main session on top of the list, and leaves it where it stands there too.',
    tamper: ({ settings }) => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        if (list === undefined) return undefined;
        const main = list.sessions.filter(({ key }) => key === settings.mainSessionKey);
        return [withPayload(frame, { ...list, sessions: [...main, ...list.sessions] })];
      },
    }),
  },
  'says-that-there-is-more': {
    incident: '45754',
    trigger: 'none',
    convictedBy: ['list/complete'],
    words: /says that rows were left out; it shows every key that anybody has named/,
    sentence: 'Says of every list that rows were left out.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        return list && [withPayload(frame, { ...list, hasMore: true })];
      },
    }),
  },
  'lists-without-busy': {
    incident: '81749',
    trigger: 'none',
    convictedBy: ['list/complete'],
    words: /is not in the list .* though it is in use/,
    sentence: 'Leaves a session out of the list as long as a run of it is under way.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        if (list === undefined) return undefined;
        const sessions = list.sessions.filter(({ status }) => status !== 'running');
        return [
          withPayload(frame, { ...list, sessions, count: sessions.length, totalCount: sessions.length }),
        ];
      },
    }),
  },
  'lists-without-recovered': {
    incident: '137965',
    trigger: NEW_PROCESS,
    convictedBy: ['list/complete'],
    words: /is not in the list .* though it is in use/,
    sentence: 'Lists after a restart no session before it was sent to again.',
    tamper() {
      const recovered = new Set<string>();
      return {
        gateway: createGateway('notes-what-it-recovers', {
          restart: {
            ...restart,
            reopen(core, session, runs, next) {
              recovered.add(session.key);
              restart.reopen(core, session, runs, next);
            },
          },
        }),
        ...leavingOut((key) => recovered.has(key)),
        incoming(frame) {
          if (frame.type === 'req' && frame.method === 'chat.send')
            recovered.delete((frame.params as { sessionKey: string }).sessionKey);
          return undefined;
        },
      };
    },
  },
  'lists-three': {
    incident: '137965',
    convictedBy: ['list/complete'],
    trigger: [{ operation: 'send', after: 'send elsewhere' }],
    words: /is not in the list of 3 sessions/,
    sentence: 'Lists three sessions, counts them all, and says that there are no more.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<SessionsListResult>(frame, 'sessions');
        if (list === undefined) return undefined;
        const sessions = list.sessions.slice(0, 3);
        return [withPayload(frame, { ...list, sessions, count: sessions.length, hasMore: false })];
      },
    }),
  },
});
