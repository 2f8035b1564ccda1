/** The mark of an honoured `/new` or `/reset` is an entry like others: a sentence, of no kind. */
import type { SessionMessagePayload } from '../../../src/protocol/events.ts';
import type { ChatHistoryResult, TranscriptMessage } from '../../../src/protocol/methods.ts';
import { answerOf, payloadOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';

function inWords(message: TranscriptMessage): TranscriptMessage {
  const { kind, ...shown } = message.__openclaw;
  if (kind !== 'session-control') return message;
  return { ...message, content: `A new session was begun by ${String(message.content)}.`, __openclaw: shown };
}

export const gateway = tampered('marks-in-words', () => ({
  outgoing(frame) {
    const history = answerOf<ChatHistoryResult>(frame, 'messages');
    if (history !== undefined)
      return [withPayload(frame, { ...history, messages: history.messages.map(inWords) })];
    const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
    return pushed && [withPayload(frame, { ...pushed, message: inWords(pushed.message) })];
  },
}));
