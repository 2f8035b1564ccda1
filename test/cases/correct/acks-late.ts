/** Acknowledges a message up to 300 ms after it is stored and its run has begun. */
import type { ChatSendResult } from '../../../src/protocol/methods.ts';
import { ms } from '../../../src/kernel/time.ts';
import { answerOf } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';

const LATEST_MS = 300;

export const gateway = tampered('acks-late', ({ random, timers }) => ({
  outgoing(frame, wire) {
    if (answerOf<ChatSendResult>(frame, 'runId') === undefined) return undefined;
    timers.set(ms(Math.floor(random.next() * LATEST_MS)), () => wire.send(frame));
    return [];
  },
}));
