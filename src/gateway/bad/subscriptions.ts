/** What can be got wrong about who subscribed to what, and how often. */
import type { ChatPayload, SessionMessagePayload } from '../../protocol/events.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { rotations } from '../usual-triggers.ts';

export const BAD_SUBSCRIPTIONS = mistakes(null, {
  'ends-runs-for-subscribers': {
    incident: '74614',
    trigger: [
      { client: ['operator', 'reader', 'writer', 'slow'], subscribes: false },
      { operation: 'subscribe' },
    ],
    convictedBy: ['gap/announced'],
    words: /never got the terminal of run .*, which another connection got/,
    sentence:
      'Tells how a run ended to who subscribed to all sessions or sent something; who follows its session alone waits.',
    tamper() {
      const told = new Set<Wire>();
      return {
        onClose(wire) {
          told.delete(wire);
        },
        incoming(frame, wire) {
          if (frame.type === 'req' && (frame.method === 'sessions.subscribe' || frame.method === 'chat.send'))
            told.add(wire);
          return undefined;
        },
        outgoing(frame, wire) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          return chat === undefined || chat.state === 'delta' || told.has(wire) ? undefined : [];
        },
      };
    },
  },
  'subscribes-twice': {
    incident: '85514',
    trigger: [{ operation: 'subscribe', to: 'sessions' }, ...rotations()],
    convictedBy: ['eviction/notified'],
    words: /got (sessions\.changed|socket\.drain) twice for one end of/,
    sentence:
      'Keeps a second subscription beside the first: from then on it tells everything of sessions twice.',
    tamper() {
      const subscriptions = new Map<Wire, number>();
      return {
        onClose(wire) {
          subscriptions.delete(wire);
        },
        outgoing(frame, wire) {
          const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
          if (answer !== undefined && answer.key === undefined)
            subscriptions.set(wire, (subscriptions.get(wire) ?? 0) + 1);
          if (
            frame.type !== 'event' ||
            (frame.event !== 'sessions.changed' && frame.event !== 'socket.drain')
          )
            return undefined;
          return Array.from({ length: Math.max(1, subscriptions.get(wire) ?? 1) }, () => frame);
        },
      };
    },
  },
  'pushes-once-for-each-subscription': {
    incident: '137060',
    trigger: [{ operation: 'subscribe', to: 'messages' }],
    convictedBy: ['view/converges'],
    words: /was pushed entry \w+ of .* twice/,
    sentence: 'Pushes each message of a session once for each time that its follower subscribed to it.',
    tamper() {
      const subscriptions = new WeakMap<Wire, Map<string, number>>();
      return {
        outgoing(frame, wire) {
          const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
          if (answer?.key !== undefined) {
            const ofKeys = subscriptions.get(wire) ?? new Map<string, number>();
            subscriptions.set(wire, ofKeys.set(answer.key, (ofKeys.get(answer.key) ?? 0) + 1));
          }
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          if (pushed === undefined) return undefined;
          const often = subscriptions.get(wire)?.get(pushed.sessionKey) ?? 1;
          return Array.from({ length: often }, () => frame);
        },
      };
    },
  },
  'unfollows-what-is-deleted': {
    incident: '63374',
    trigger: [{ operation: 'delete' }, { operation: 'send', after: 'rotation' }],
    convictedBy: ['view/converges'],
    words: /it followed the key when a delete ended what stood there, and a subscription goes on/,
    sentence: 'Forgets with a session that is deleted who follows its key, and tells nobody.',
    tamper(_host, wires) {
      const lost = new Map<string, Set<Wire>>();
      return {
        outgoing(frame, wire) {
          const deleted = answerOf<{ key: string; deleted: boolean }>(frame, 'deleted');
          if (deleted?.deleted === true) lost.set(deleted.key, new Set(wires));
          const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
          if (answer?.key !== undefined) lost.get(answer.key)?.delete(wire);
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          return pushed !== undefined && lost.get(pushed.sessionKey)?.has(wire) === true ? [] : undefined;
        },
      };
    },
  },
  'follows-the-last-alone': {
    incident: '25722',
    trigger: [
      { client: ['operator', 'reader', 'writer', 'slow'], followsSeveral: true },
      { operation: 'subscribe', to: 'messages' },
    ],
    convictedBy: ['view/converges', 'gap/announced'],
    words: /was never pushed entry|never got the (entry|reply) of run/,
    sentence: 'Replaces the subscription to one session when the same client subscribes to another.',
    tamper() {
      const followed = new WeakMap<Wire, string>();
      return {
        outgoing(frame, wire) {
          const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
          if (answer?.key !== undefined) followed.set(wire, answer.key);
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          return pushed === undefined || followed.get(wire) === pushed.sessionKey ? undefined : [];
        },
      };
    },
  },
});
