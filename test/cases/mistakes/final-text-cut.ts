/** openclaw#2707, #24856: the final holds only what survived the throttle; its last characters are missing. */
import type { ChatPayload } from '../../../src/protocol/events.ts';
import { payloadOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

const CUT_CHARS = 9;

export const gateway = tampered('final-text-cut', (host) => ({
  outgoing(frame) {
    const chat = payloadOf<ChatPayload>(frame, 'chat');
    if (chat?.state !== 'final' || chat.message === undefined) return undefined;
    acted(host, 'final-text-cut');
    const content = chat.message.content.map((part) => ({ ...part, text: part.text.slice(0, -CUT_CHARS) }));
    return [withPayload(frame, { ...chat, message: { ...chat.message, content } })];
  },
}));
