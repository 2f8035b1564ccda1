/** What can be got wrong about what followers are sent of a run and of its entries. */
import type { AgentPayload, ChatPayload, SessionMessagePayload } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { ChatSendParams } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { LATECOMERS, rotations } from '../usual-triggers.ts';

export const BAD_RUN_EVENTS = mistakes(null, {
  'restarts-run-seq': {
    incident: '43751',
    trigger: [{ operation: 'abort', while: 'run' }, ...rotations({ while: 'run' })],
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
  'pushes-replies-last': {
    incident: '131949',
    trigger: 'none',
    convictedBy: ['seq/run-order'],
    words: /the reply \(entry .*\) was pushed after the terminal/,
    sentence: 'Tells that a run is over first, and pushes its reply then.',
    tamper() {
      const replies = new WeakMap<Wire, Map<string | undefined, Frame>>();
      return {
        outgoing(frame, wire) {
          const held = replies.get(wire) ?? new Map<string | undefined, Frame>();
          replies.set(wire, held);
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message')?.message;
          if (pushed?.role === 'assistant') {
            held.set(pushed.runId, frame);
            return [];
          }
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          const reply = chat === undefined || chat.state === 'delta' ? undefined : held.get(chat.runId);
          if (reply === undefined) return undefined;
          held.delete(chat?.runId);
          return [frame, reply];
        },
      };
    },
  },
  'tells-sender-only': {
    incident: '74614',
    trigger: [{ client: 'any' }],
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
  'streams-to-who-was-there': {
    incident: '90755',
    trigger: LATECOMERS,
    convictedBy: ['join/complete'],
    words: /joined run .* while it was under way, and was sent no (agent|chat) [\w-]+ of it/,
    sentence:
      'Streams a run to those who followed its session as it began; who subscribes later sees its end alone.',
    tamper() {
      const subscribed = new Set<Wire>();
      /** Who was there as each run began, by run and session. */
      const presentAtStart = new Map<string, ReadonlySet<Wire>>();
      return {
        onClose(wire) {
          subscribed.delete(wire);
        },
        outgoing(frame, wire) {
          if (answerOf(frame, 'subscribed') !== undefined) subscribed.add(wire);
          const streamed = payloadOf<AgentPayload>(frame, 'agent') ?? payloadOf<ChatPayload>(frame, 'chat');
          if (streamed === undefined || ('state' in streamed && streamed.state !== 'delta')) return undefined;
          const run = `${streamed.sessionKey} ${streamed.runId}`;
          let present = presentAtStart.get(run);
          if (present === undefined) presentAtStart.set(run, (present = new Set([...subscribed, wire])));
          return present.has(wire) || !subscribed.has(wire) ? undefined : [];
        },
      };
    },
  },
  'ends-runs-for-who-saw-them-begin': {
    incident: '90755',
    convictedBy: ['join/complete'],
    trigger: LATECOMERS,
    words: /joined run .* while it was under way, and was sent no agent run-end of it/,
    sentence: 'Tells the lifecycle end of a run to those alone whom it told that it began.',
    tamper() {
      /** Whom it told, by run and session. */
      const told = new Map<string, Set<Wire>>();
      return {
        onClose(wire) {
          for (const wires of told.values()) wires.delete(wire);
        },
        outgoing(frame, wire) {
          const agent = payloadOf<AgentPayload>(frame, 'agent');
          if (agent?.stream !== 'lifecycle') return undefined;
          const run = `${agent.sessionKey} ${agent.runId}`;
          const wires = told.get(run) ?? new Set();
          if (agent.data['phase'] === 'start') told.set(run, wires.add(wire));
          return agent.data['phase'] === 'start' || wires.has(wire) ? undefined : [];
        },
      };
    },
  },
  'tells-senders-and-latecomers': {
    incident: '74614',
    convictedBy: ['gap/announced'],
    trigger: [{ client: 'any' }],
    words: /never got the terminal of run .*, which another connection got/,
    sentence:
      'Tells how a run ended to who sent its message and to who began to follow while it was under way; who followed before waits.',
    tamper() {
      const senders = new Map<string, Set<Wire>>();
      /** Who was there as each run was sent. */
      const early = new Map<string, ReadonlySet<Wire>>();
      const following = new Set<Wire>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.send') return undefined;
          const { sessionKey, idempotencyKey } = frame.params as ChatSendParams;
          const run = `${sessionKey} ${idempotencyKey}`;
          senders.set(run, (senders.get(run) ?? new Set()).add(wire));
          if (!early.has(run)) early.set(run, new Set(following));
          return undefined;
        },
        onClose(wire) {
          following.delete(wire);
        },
        outgoing(frame, wire) {
          if (answerOf(frame, 'subscribed') !== undefined) following.add(wire);
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat === undefined || chat.state === 'delta') return undefined;
          const run = `${chat.sessionKey} ${chat.runId}`;
          return early.get(run)?.has(wire) === true && senders.get(run)?.has(wire) !== true ? [] : undefined;
        },
      };
    },
  },
  'pushes-foreign-ids': {
    incident: '105593',
    trigger: 'none',
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
