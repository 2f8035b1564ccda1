/** What can be got wrong about what followers are sent of a run and of its entries. */
import type { ChatPayload, SessionMessagePayload } from '../../protocol/events.ts';
import type { ChatSendParams } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';

export const BAD_RUN_EVENTS = mistakes(null, {
  'restarts-run-seq': {
    incident: '43751',
    convictedBy: ['seq/run-order'],
    words: /run seq went from \d+ back to 1/,
    sentence: 'Counts a run from 1 again for the terminal of an abort, as OpenClaw 2026.5.28 does.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        return chat?.state === 'aborted' ? [withPayload(frame, { ...chat, seq: 1 })] : undefined;
      },
    }),
  },
  'tells-sender-only': {
    incident: '74614',
    convictedBy: ['gap/announced'],
    words: /never got the terminal of run .*, which another connection got/,
    sentence:
      'Sends the terminal of a run to who sent the message; everybody else who follows the session streams for ever.',
    tamper() {
      const senders = new Map<string, Wire>();
      return {
        // by the request: a terminal may come before the answer, and a key may be used in two sessions
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.send') return undefined;
          const { sessionKey, idempotencyKey } = frame.params as ChatSendParams;
          const run = `${sessionKey} ${idempotencyKey}`;
          if (!senders.has(run)) senders.set(run, wire);
          return undefined;
        },
        onClose(wire) {
          for (const [run, sender] of senders) if (sender === wire) senders.delete(run);
        },
        outgoing(frame, wire) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat === undefined || chat.state === 'delta') return undefined;
          return senders.get(`${chat.sessionKey} ${chat.runId}`) === wire ? undefined : [];
        },
      };
    },
  },
  'pushes-foreign-ids': {
    incident: '105593',
    convictedBy: ['view/converges'],
    words: /was pushed entry live-\w+ at position \d+, where the stored transcript holds \w+/,
    sentence: 'Pushes a reply under an id of its own, which the stored transcript does not know.',
    tamper: () => ({
      outgoing(frame) {
        const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
        if (pushed?.message.stopReason === undefined) return undefined;
        const { message } = pushed;
        const id = `live-${pushed.messageId}`;
        const renamed = { ...message, __openclaw: { ...message.__openclaw, id } };
        return [withPayload(frame, { ...pushed, messageId: id, message: renamed })];
      },
    }),
  },
});
