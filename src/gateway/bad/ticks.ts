/** What can be got wrong about the tick that a hello announces. */
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Frame } from '../../protocol/frame.ts';
import { mistakes } from '../entry.ts';
import type { Wire } from '../tampering/wire.ts';
import { LOST_LINKS } from '../usual-triggers.ts';

export const BAD_TICKS = mistakes(null, {
  'ticks-end-with-a-peer': {
    incident: '103407',
    trigger: LOST_LINKS,
    convictedBy: ['tick/regular'],
    words: /was sent no tick for \d+ ms of fair time/,
    sentence: 'Stops ticking for everybody when one peer goes without a close: the timer dies of its socket.',
    tamper() {
      let isOver = false;
      return {
        onClose(_wire, code) {
          if (code === CLOSE.abnormal) isOver = true;
        },
        outgoing: (frame) => (isOver && isTick(frame) ? [] : undefined),
      };
    },
  },
  'ticks-for-subscribers': {
    incident: '39352',
    trigger: 'none',
    convictedBy: ['tick/regular'],
    words: /was sent no tick for \d+ ms of fair time/,
    sentence: 'Ticks only where somebody subscribed to sessions; who only asks and answers hears nothing.',
    tamper() {
      const subscribed = new Set<Wire>();
      return {
        incoming(frame, wire) {
          if (frame.type === 'req' && frame.method === 'sessions.subscribe') subscribed.add(wire);
          return undefined;
        },
        onClose(wire) {
          subscribed.delete(wire);
        },
        outgoing: (frame, wire) => (isTick(frame) && !subscribed.has(wire) ? [] : undefined),
      };
    },
  },
});

function isTick(frame: Frame): boolean {
  return frame.type === 'event' && frame.event === 'tick';
}
