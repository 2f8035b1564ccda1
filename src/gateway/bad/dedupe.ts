/** What can be got wrong about a message that is sent again. */
import type { ChatPayload } from '../../protocol/events.ts';
import type { ChatSendParams, ChatSendResult } from '../../protocol/methods.ts';
import { parseSessionControl } from '../../protocol/session-control.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { LOST_LINKS, NEW_PROCESS } from '../usual-triggers.ts';

export const BAD_DEDUPE = mistakes('dedupe', {
  'keys-without-session': {
    incident: 'dedupe-key',
    trigger: [{ operation: 'send', key: 'in another session' }],
    convictedBy: ['service/available'],
    words: /was refused: chat-request-conflict/,
    sentence:
      'Remembers an idempotency key without the session it was used in; the same key in another session is refused.',
    instead: { name: (_sessionKey, idempotencyKey) => idempotencyKey },
  },
  'forgets-keys-at-restart': {
    incident: '126680',
    trigger: [...NEW_PROCESS, { operation: 'send', key: 'again' }],
    convictedBy: ['send/exactly-once'],
    words: /has two entries in|had told its final and called the provider again/,
    sentence: 'Forgets idempotency keys at a restart; a retry runs the message a second time.',
    instead: { restore: () => {} },
  },
  'forgets-settled-keys': {
    incident: '129793',
    trigger: [{ operation: 'send', key: 'again' }, { operation: 'leave' }, ...LOST_LINKS],
    convictedBy: ['send/exactly-once'],
    words: /has two entries in|had told its final and called the provider again/,
    sentence:
      'Forgets an idempotency key as soon as its run is over; a late retry runs the message a second time.',
    instead: {
      settle(sends, name) {
        sends.delete(name);
      },
    },
  },
  'forgets-how-runs-ended': {
    incident: '126680',
    trigger: [...NEW_PROCESS, { operation: 'send', key: 'again' }],
    convictedBy: ['retry/truthful'],
    words: /was tried again and answered in_flight, after its/,
    sentence: 'After a restart a key is known, and what became of its run is not: it is answered in_flight.',
    instead: { restore: (sends, name, send) => void sends.set(name, { ...send, settled: false }) },
  },
  'compares-by-beginnings': {
    incident: '126680',
    trigger: [...NEW_PROCESS, { operation: 'send', key: 'again' }],
    convictedBy: ['retry/truthful'],
    words: /was tried again with the same text, and refused as if its key had been used for another one/,
    sentence:
      'Keeps the beginning of each message to tell other text by, and compares it with the whole one after a restart.',
    instead: {
      restore: (sends, name, send) => void sends.set(name, { ...send, text: send.text.slice(0, 8) }),
    },
  },
  'forgets-commands-of-messages': {
    incident: '70330',
    trigger: [{ operation: 'send', says: 'command' }, ...NEW_PROCESS],
    convictedBy: ['retry/truthful'],
    words: /was tried again with the same text, and refused as if its key had been used for another one/,
    sentence:
      'After a restart a message with a slash command is remembered by what follows the command; the same message is refused as other text.',
    instead: {
      restore(sends, name, send) {
        const rest = parseSessionControl(send.text)?.rest;
        sends.set(name, rest === undefined || rest === '' ? send : { ...send, text: rest });
      },
    },
  },
  'calls-waiting-sends-over': {
    incident: '129793',
    trigger: [
      { operation: 'send', key: 'again', while: 'queue' },
      { operation: 'leave' },
      ...LOST_LINKS,
      ...NEW_PROCESS,
    ],
    convictedBy: ['retry/truthful'],
    words: /was tried again and answered ok, while its run had not begun/,
    sentence: 'Answers a repeated message with ok unless its run is at the model, also while it still waits.',
    tamper: () => {
      const begun = new Set<string>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            if (request.run !== undefined) begun.add(request.run.runId);
            return provider.call(request, onEvent);
          },
        }),
        outgoing(frame) {
          const sent = answerOf<ChatSendResult>(frame, 'runId');
          return sent?.status === 'in_flight' && !begun.has(sent.runId)
            ? [withPayload(frame, { ...sent, status: 'ok' })]
            : undefined;
        },
      };
    },
  },
  'calls-running-sends-over': {
    incident: '129793',
    trigger: [
      { operation: 'send', key: 'again', while: 'run' },
      { operation: 'leave' },
      ...LOST_LINKS,
      ...NEW_PROCESS,
    ],
    convictedBy: ['retry/truthful'],
    words: /was tried again and answered ok, while its run/,
    sentence: 'Answers a repeated message with ok as soon as it knows the key, while the run goes on.',
    tamper: () => ({
      outgoing(frame) {
        const sent = answerOf<ChatSendResult>(frame, 'runId');
        return sent?.status === 'in_flight' ? [withPayload(frame, { ...sent, status: 'ok' })] : undefined;
      },
    }),
  },
  'takes-other-text': {
    incident: 'dedupe-text',
    trigger: [{ operation: 'send', key: 'of another message' }],
    convictedBy: ['send/exactly-once'],
    words: /was used again with other text, and was not refused/,
    sentence: 'Answers other text under a used key as if it were the first: the message is swallowed.',
    tamper() {
      const texts = new Map<string, string>();
      return {
        incoming(frame) {
          if (frame.type !== 'req' || frame.method !== 'chat.send') return undefined;
          const params = frame.params as ChatSendParams;
          const { idempotencyKey, sessionKey, message } = params;
          const name = `${sessionKey}\n${idempotencyKey}`;
          const first = texts.get(name);
          if (first === undefined) texts.set(name, message);
          return first === undefined || first === message
            ? undefined
            : [{ ...frame, params: { ...params, message: first } }];
        },
      };
    },
  },
  'starts-retries': {
    incident: '126680',
    convictedBy: ['retry/truthful'],
    trigger: [...LOST_LINKS, { operation: 'leave' }, { operation: 'send', key: 'again' }],
    words: /was tried again and answered started, while the run that it had started before went on/,
    sentence: 'Answers a message that comes again while its run goes on as if a run had begun.',
    tamper: () => ({
      outgoing(frame) {
        const answer = answerOf<ChatSendResult>(frame, 'status');
        return answer?.status === 'in_flight'
          ? [withPayload(frame, { ...answer, status: 'started' })]
          : undefined;
      },
    }),
  },
  'repeats-the-first-answer': {
    incident: '126680',
    convictedBy: ['retry/truthful'],
    trigger: [...LOST_LINKS, { operation: 'leave' }, { operation: 'send', key: 'again' }],
    words:
      /was tried again and answered started, as it was before the final of its run, and no other run began/,
    sentence: 'Answers a message that comes again after its run has ended with the answer that it got first.',
    tamper: () => ({
      outgoing(frame) {
        const answer = answerOf<ChatSendResult>(frame, 'status');
        return answer?.status === 'ok' ? [withPayload(frame, { ...answer, status: 'started' })] : undefined;
      },
    }),
  },
  'tells-the-first-sender': {
    incident: '74614',
    convictedBy: ['run/terminates'],
    // whoever uses a key that is under way elsewhere is told so, whatever it sends with it
    trigger: [
      ...LOST_LINKS,
      ...NEW_PROCESS,
      { operation: 'leave' },
      { operation: 'send', key: 'again' },
      { operation: 'send', key: 'of another message' },
      { operation: 'send', key: 'in another session' },
    ],
    words: /tried run .* again, was told that it is under way, stayed open, and never got its terminal/,
    sentence:
      'Goes on telling the connection that sent a message first, also when it is gone and another one has tried again.',
    tamper() {
      const underWay = new Map<string, Wire>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.send' || wire.scopes === undefined)
            return undefined;
          const { idempotencyKey: runId } = frame.params as ChatSendParams;
          const first = underWay.get(runId);
          if (first === undefined || first === wire) return undefined;
          // once: what is asked after that is answered as it is
          underWay.delete(runId);
          wire.send({ type: 'res', id: frame.id, ok: true, payload: { runId, status: 'in_flight' } });
          return [];
        },
        outgoing(frame, wire) {
          const answer = answerOf<ChatSendResult>(frame, 'status');
          if (answer?.status === 'started') underWay.set(answer.runId, wire);
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat !== undefined && chat.state !== 'delta') underWay.delete(chat.runId);
          return undefined;
        },
      };
    },
  },
});
