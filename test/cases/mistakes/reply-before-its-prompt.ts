/** openclaw#83681, #131629: the transcript shows a reply before the message that it answers. */
import type { ChatHistoryResult, TranscriptMessage } from '../../../src/protocol/methods.ts';
import { answerOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

function inverted(messages: readonly TranscriptMessage[]): TranscriptMessage[] {
  const shown = [...messages];
  for (let k = 0; k + 1 < shown.length; k++) {
    const [prompt, reply] = shown.slice(k, k + 2);
    if (prompt?.role === 'user' && reply?.role === 'assistant') shown.splice(k++, 2, reply, prompt);
  }
  return shown;
}

export const gateway = tampered('reply-before-its-prompt', (host) => ({
  outgoing(frame) {
    const history = answerOf<ChatHistoryResult>(frame, 'messages');
    if (history === undefined) return undefined;
    const messages = inverted(history.messages);
    if (messages.some((message, k) => message !== history.messages[k]))
      acted(host, 'reply-before-its-prompt');
    return [withPayload(frame, { ...history, messages })];
  },
}));
