/** What can be got wrong about a connection that does not take what it is sent. */
import { ms } from '../../kernel/time.ts';
import type { Frame } from '../../protocol/frame.ts';
import { mistakes } from '../entry.ts';
import { createGateway } from '../reference/gateway.ts';
import { backpressure, type BackpressurePolicy } from '../reference/policy/backpressure.ts';
import type { Wire } from '../tampering/wire.ts';
import { BACKLOG } from '../usual-triggers.ts';

/** Events it holds for not worth a close. */
const DROPPABLE = new Set(['presence', 'session.message', 'sessions.changed']);
/** Requests that wait for a slow reader are looked at again this often. */
const BLOCKED_FOR = ms(50);
const UNBOUNDED: BackpressurePolicy = { admits: () => true };

export const BAD_BACKPRESSURE = mistakes('backpressure', {
  'skips-slow-readers': {
    incident: '7442',
    trigger: BACKLOG,
    convictedBy: ['seq/contiguous'],
    words: /expected event seq \d+ and got \d+/,
    sentence:
      'Skips droppable events for a connection above its buffer limit after their numbers were taken (#12895).',
    tamper: ({ settings }) => ({
      gateway: createGateway('closes-for-the-rest', {
        backpressure: {
          admits: (event, buffered, most) =>
            event === undefined || DROPPABLE.has(event) || backpressure.admits(event, buffered, most),
        },
      }),
      outgoing(frame, wire) {
        if (frame.type !== 'event' || !DROPPABLE.has(frame.event)) return undefined;
        if (wire.bufferedBytes <= settings.limits.maxBufferedBytes) return undefined;
        wire.seq++;
        return [];
      },
    }),
  },
  'answers-past-limit': {
    incident: '84387',
    trigger: BACKLOG,
    convictedBy: ['buffer/bounded'],
    words: /responses filled its buffer to \d+ bytes, limit \d+/,
    sentence: 'Bounds what events pile up on a connection, and sends responses whatever is buffered.',
    instead: {
      admits: (event, buffered, most) => event === undefined || backpressure.admits(event, buffered, most),
    },
  },
  'buffers-unbounded': {
    incident: '7442',
    trigger: BACKLOG,
    convictedBy: ['buffer/bounded'],
    words: /events filled its buffer to \d+ bytes, limit \d+/,
    sentence: 'Sends to a connection that does not read, however much is buffered.',
    instead: UNBOUNDED,
  },
  'waits-for-slow-readers': {
    incident: '7442',
    trigger: BACKLOG,
    convictedBy: ['buffer/bounded', 'send/accounted'],
    words: /waited for its .* while connection \d+ did not read/,
    sentence: 'Serves nobody while one connection does not take what it is sent.',
    tamper({ settings, timers }, wires) {
      function handOn(frame: Frame, wire: Wire): void {
        const blocked = [...wires].some((each) => each.bufferedBytes > settings.limits.maxBufferedBytes);
        if (blocked) timers.set(BLOCKED_FOR, () => handOn(frame, wire));
        else wire.receive(frame);
      }
      return {
        gateway: createGateway('never-closes', { backpressure: UNBOUNDED }),
        incoming(frame, wire) {
          handOn(frame, wire);
          return [];
        },
      };
    },
  },
  'closes-below-limit': {
    incident: '4014',
    // where limits are small, two events at once
    trigger: [...BACKLOG, { operation: 'send' }],
    convictedBy: ['close/explained'],
    words: /with 1008, .*: at most \d+ of \d+ bytes were buffered/,
    sentence: 'Closes a connection as a slow consumer long before its buffer is at the announced limit.',
    instead: {
      admits: (event, buffered, most) =>
        backpressure.admits(event, buffered, event === undefined ? most : most / 32),
    },
  },
});
