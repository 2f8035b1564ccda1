/** What can be got wrong about frames above the announced maxPayload. */
import { CLOSE } from '../../protocol/close-codes.ts';
import { frameBytes } from '../../protocol/message.ts';
import { mistakes } from '../entry.ts';
import { createGateway } from '../reference/gateway.ts';
import type { PayloadPolicy } from '../reference/policy/payload.ts';
import { LARGE_FRAMES } from '../usual-triggers.ts';

const UNBOUNDED: PayloadPolicy = { fit: (_event, value) => ({ send: value }) };

export const BAD_PAYLOAD = mistakes('payload', {
  'drops-oversized-events': {
    incident: '7442',
    trigger: LARGE_FRAMES,
    convictedBy: ['seq/contiguous'],
    words: /expected event seq \d+ and got \d+/,
    sentence: 'Leaves out an event above maxPayload after its number was taken, and says nothing.',
    tamper: ({ settings }) => ({
      gateway: createGateway('cuts-nothing', { payload: UNBOUNDED }),
      outgoing(frame, wire) {
        if (frame.type !== 'event' || frameBytes(frame) <= settings.limits.maxPayloadBytes) return undefined;
        wire.seq++;
        return [];
      },
    }),
  },
  'sends-oversized-events': {
    incident: '7442',
    trigger: LARGE_FRAMES,
    convictedBy: ['payload/bounded'],
    words: /\d+ bytes, limit \d+/,
    sentence: 'Sends events above the announced maxPayload; the client closes with 1009 and misses them.',
    instead: UNBOUNDED,
  },
  'closes-all-on-oversized': {
    incident: '14284',
    trigger: [{ fault: 'payload.request' }, { operation: 'send', large: true }],
    convictedBy: ['close/explained'],
    words: /with 1009, .*: its client sent at most \d+ of \d+ bytes/,
    sentence: 'Closes every connection when one of them sends a frame above the limit.',
    tamper: (_host, wires) => ({
      onClose(_wire, code) {
        if (code === CLOSE.messageTooBig) for (const other of wires) other.close(code, '');
      },
    }),
  },
});
