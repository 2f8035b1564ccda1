/** What can be got wrong about whom a session's events concern, and about what belongs to another session. */
import { allows, SCOPE } from '../../protocol/scopes.ts';
import { mistakes } from '../entry.ts';
import type { PromptMessage } from '../port.ts';
import { answerOf, payloadOf } from '../tampering/frames.ts';
import type { Tamper } from '../tampering/tampered.ts';
import type { Wire } from '../tampering/wire.ts';

/** Sends each event of this name also to all others that may read, or only to those that subscribed to all sessions. */
function spreading(event: string, to: 'readers' | 'subscribers'): Tamper {
  return ({ timers }, wires) => {
    const subscribed = new Set<Wire>();
    const reached = new WeakMap<object, Set<Wire>>();
    function isMeant(wire: Wire): boolean {
      return to === 'readers' ? allows(wire.scopes ?? [], SCOPE.read) : subscribed.has(wire);
    }
    return {
      outgoing(frame, wire) {
        const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
        if (answer !== undefined && answer.key === undefined) subscribed.add(wire);
        const payload = payloadOf(frame, event);
        if (payload === undefined) return undefined;
        const known = reached.get(payload);
        if (known !== undefined) {
          known.add(wire);
          return undefined;
        }
        const got = new Set([wire]);
        reached.set(payload, got);
        timers.set(1, () => {
          for (const other of wires) if (!got.has(other) && isMeant(other)) other.event(event, payload);
        });
        return undefined;
      },
    };
  };
}

export const BAD_ISOLATION = mistakes(null, {
  'chats-to-everybody': {
    incident: '51812',
    trigger: 'none',
    convictedBy: ['session/isolated'],
    words: /got chat of .* of which it is none/,
    sentence: "Sends a session's chat to every client that may read, whatever it follows.",
    tamper: spreading('chat', 'readers'),
  },
  'pushes-to-subscribers': {
    incident: '56119',
    trigger: [
      { client: ['operator', 'reader', 'writer', 'slow'] },
      { operation: 'subscribe', to: 'sessions' },
    ],
    convictedBy: ['session/isolated'],
    words: /got session\.message of .* of which it is none/,
    sentence:
      'Pushes the messages of a session to everybody who subscribed to sessions, not to its followers alone.',
    tamper: spreading('session.message', 'subscribers'),
  },
  'mixes-prompts': {
    incident: '64917',
    trigger: [{ operation: 'send', after: 'send elsewhere' }],
    convictedBy: ['session/isolated'],
    words: /a prompt of .* holds \[\[\w+\]\], which was sent to/,
    sentence: 'Shows the model the last message of another session before those of its own.',
    tamper() {
      /** By session key. */
      const last = new Map<string, PromptMessage>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            const key = request.run?.sessionKey;
            const own = request.messages.findLast(({ role }) => role === 'user');
            if (key === undefined || own === undefined) return provider.call(request, onEvent);
            last.set(key, own);
            const others = [...last].flatMap(([other, message]) => (other === key ? [] : [message]));
            const messages = [...others.slice(-1), ...request.messages];
            return provider.call({ ...request, messages }, onEvent);
          },
        }),
      };
    },
  },
});
