/** What can be got wrong about texts on their way from the model, to the disk and into a terminal. */
import type { ChatMessage, ChatPayload, SessionMessagePayload } from '../../protocol/events.ts';
import { isObject, type Frame } from '../../protocol/frame.ts';
import type { ArchivesReadResult, TranscriptMessage } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import { rotations } from '../usual-triggers.ts';

export const BAD_CONTENT = mistakes(null, {
  'cuts-finals': {
    incident: '2707',
    trigger: 'none',
    convictedBy: ['text/faithful'],
    words: /the final of run \S+ of \S+ says ".*" where the model said ".*"/,
    sentence:
      'Ends a run with the text that the throttle had let through: the last characters of its final are missing.',
    tamper: () => ({
      outgoing(frame) {
        const chat = payloadOf<ChatPayload>(frame, 'chat');
        if (chat?.state !== 'final' || chat.message === undefined) return undefined;
        const [block] = chat.message.content;
        const content = [{ type: 'text', text: block?.text.slice(0, -9) ?? '' }] as const;
        return [withPayload(frame, { ...chat, message: { ...chat.message, content } })];
      },
    }),
  },
  'pushes-messages-as-they-were-sent': {
    incident: '70330',
    trigger: [{ operation: 'send', says: 'command' }],
    convictedBy: ['text/faithful'],
    words: /the message of run \S+ of \S+, entry \w+, is (stored|pushed|archived) with the text .* and was/,
    sentence: 'Pushes a message behind a slash command as it was sent, and stores it without the command.',
    tamper() {
      const sent = new Map<unknown, string>();
      return {
        incoming(frame) {
          if (frame.type !== 'req' || frame.method !== 'chat.send' || !isObject(frame.params))
            return undefined;
          const { idempotencyKey, message } = frame.params;
          if (typeof message === 'string') sent.set(idempotencyKey, message);
          return undefined;
        },
        outgoing(frame) {
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          const content = sent.get(pushed?.message.idempotencyKey);
          if (pushed === undefined || content === undefined) return undefined;
          return [withPayload(frame, { ...pushed, message: { ...pushed.message, content } })];
        },
      };
    },
  },
  'stores-empty-replies': {
    incident: '138564',
    trigger: 'none',
    convictedBy: ['text/faithful'],
    words: /stored reply of run \S+ of \S+ has "" where the model said "/,
    sentence: 'Stores every reply without its text.',
    tamper: () => ({
      outgoing: storedAs((message) => (message.role === 'assistant' ? { ...message, content: '' } : message)),
    }),
  },
  'stores-three-bytes': {
    incident: '66497',
    trigger: [
      { operation: 'send', characters: 'beyond three bytes' },
      { turn: 'delta', characters: 'beyond three bytes' },
      { turn: 'tool', characters: 'beyond three bytes' },
    ],
    convictedBy: ['text/faithful'],
    words: /has ".*\?.*" where (the model said|its client sent) "/,
    sentence: 'Stores characters of up to three bytes; each longer one is read back as a question mark.',
    tamper: () => ({
      outgoing: storedAs((message) => ({
        ...message,
        content: message.content.replace(/[\u{10000}-\u{10ffff}]/gu, '?'),
      })),
    }),
  },
  'stores-composed-letters': {
    incident: '66497',
    trigger: [
      { operation: 'send', characters: 'uncomposed' },
      { turn: 'delta', characters: 'uncomposed' },
      { turn: 'tool', characters: 'uncomposed' },
    ],
    convictedBy: ['text/faithful'],
    words: /has ".*" where (the model said|its client sent) "/,
    sentence: 'Stores letters and their accents as one character, as Unicode composes them.',
    tamper: () => ({
      outgoing: storedAs((message) => ({ ...message, content: message.content.normalize('NFC') })),
    }),
  },
  'hears-equal-pieces-once': {
    incident: 'equal-pieces',
    trigger: [{ turn: 'delta', same: true }],
    convictedBy: ['text/faithful'],
    words: /of run .* where the model said "/,
    sentence: 'Takes a piece of text that equals the one before it for the same one, and leaves it out.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          let last: string | undefined;
          return provider.call(request, (event) => {
            const isSame = event.type === 'delta' && event.text === last;
            last = event.type === 'delta' ? event.text : undefined;
            if (!isSame) onEvent(event);
          });
        },
      }),
    }),
  },
  'ends-with-anothers-text': {
    incident: '32296',
    trigger: [{ operation: 'send', after: 'send elsewhere' }],
    convictedBy: ['text/faithful'],
    words: /the final of run \S+ of \S+ says ".*" where the model said "/,
    sentence: 'Keeps one last text for all sessions: a final may say what ended in another one.',
    tamper() {
      /** What the last run of another session said when each run ended. */
      const finals = new Map<string, ChatMessage>();
      let last: { readonly key: string; readonly message: ChatMessage } | undefined;
      return {
        outgoing(frame) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat?.state !== 'final' || chat.message === undefined) return undefined;
          const { message, runId, sessionKey: key } = chat;
          const run = `${key} ${runId}`;
          if (!finals.has(run)) {
            finals.set(run, last === undefined || last.key === key ? message : last.message);
            last = { key, message };
          }
          return [withPayload(frame, { ...chat, message: finals.get(run) ?? message })];
        },
      };
    },
  },
  'answers-the-one-before': {
    incident: '32296',
    trigger: 'none',
    convictedBy: ['text/faithful'],
    words: /reply of run \S+ of \S+ has ".+" where the model said "/,
    sentence: 'Answers each message with the reply to the one before it.',
    tamper() {
      const replies = new Map<string, string>();
      return {
        provider: (provider) => ({
          call(request, onEvent) {
            const { run } = request;
            if (run === undefined) return provider.call(request, onEvent);
            let said = '';
            return provider.call(request, (event) => {
              if (event.type === 'delta') said += event.text;
              else if (event.type === 'end') {
                const text = replies.get(run.sessionKey) ?? '';
                replies.set(run.sessionKey, said);
                onEvent({ ...event, type: 'delta', text });
                onEvent(event);
              } else onEvent(event);
            });
          },
        }),
      };
    },
  },
  'forgets-aborted-text': {
    incident: '146692',
    trigger: [{ operation: 'abort', while: 'run' }, ...rotations({ while: 'run' })],
    convictedBy: ['text/faithful'],
    words: /had been streamed, and no more than 0 are in its terminal, history or archive/,
    sentence:
      'Throws away what had been streamed of a run that is aborted: neither its terminal nor its history has it.',
    tamper() {
      const shows = storedAs((message) =>
        message.stopReason === 'aborted' ? { ...message, content: '' } : message,
      );
      return {
        outgoing(frame) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          if (chat?.state !== 'aborted') return shows(frame);
          const { message: _, ...rest } = chat;
          return [withPayload(frame, rest)];
        },
      };
    },
  },
  'forgets-interrupted-text': {
    incident: '146692',
    trigger: [{ fault: 'process.restart' }],
    convictedBy: ['text/faithful'],
    words: /had been streamed, and no more than 0 are in its terminal, history or archive/,
    sentence: 'Stores nothing of what had been streamed of a run that a restart interrupts.',
    tamper: () => ({
      outgoing: storedAs((message) =>
        message.stopReason === 'interrupted' ? { ...message, content: '' } : message,
      ),
    }),
  },
  'leaves-without-a-word': {
    incident: '130485',
    trigger: [{ fault: 'process.restart' }],
    convictedBy: ['text/faithful'],
    words:
      /which was under way when the process stopped, \d+ characters had been streamed, and no more than 0 are/,
    sentence:
      'Stops without telling the end of the runs under way, and keeps nothing of what they had streamed.',
    tamper() {
      const shows = storedAs((message) =>
        message.stopReason === 'interrupted' ? { ...message, content: '' } : message,
      );
      return {
        outgoing(frame) {
          const chat = payloadOf<ChatPayload>(frame, 'chat');
          return chat?.state === 'error' && chat.errorMessage === 'the gateway is stopping'
            ? []
            : shows(frame);
        },
      };
    },
  },
  'archives-without-the-partial': {
    incident: '66497',
    convictedBy: ['text/faithful'],
    trigger: rotations({ while: 'run' }),
    words: /which was cut short, says \d+ characters of its reply, and 0 of them are stored/,
    sentence: 'What a run had said when its session was ended is in its terminal, and not in the archive.',
    tamper: () => ({
      outgoing(frame) {
        const read = answerOf<ArchivesReadResult>(frame, 'archive');
        if (read === undefined || !Object.hasOwn(read, 'messages')) return undefined;
        const messages = read.messages.map((one) =>
          one.role === 'assistant' && one.stopReason === 'aborted' ? { ...one, content: '' } : one,
        );
        return [withPayload(frame, { ...read, messages })];
      },
    }),
  },
});

/** Pushes, lists and archives other messages in place of these. */
function storedAs(shown: (message: TranscriptMessage) => TranscriptMessage) {
  return (frame: Frame): readonly Frame[] | undefined => {
    const read = answerOf<{ messages: readonly TranscriptMessage[] }>(frame, 'messages');
    if (read !== undefined) return [withPayload(frame, { ...read, messages: read.messages.map(shown) })];
    const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
    if (pushed === undefined) return undefined;
    return [withPayload(frame, { ...pushed, message: shown(pushed.message) })];
  };
}
