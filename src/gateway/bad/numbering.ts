/** What can be got wrong about who counts what. */
import { allows, EVENT_SCOPE } from '../../protocol/scopes.ts';
import { mistakes } from '../entry.ts';
import type { Tamper } from '../tampering/tampered.ts';

/** One counter for all connections of an incarnation. */
export const countsPerProcess: Tamper = () => {
  let last = 0;
  return {
    outgoing(frame, wire) {
      if (frame.type === 'event' && frame.seq !== undefined) wire.seq = last++;
      return undefined;
    },
  };
};

export const BAD_NUMBERING = mistakes(null, {
  'numbers-before-scope-filter': {
    incident: '7442',
    convictedBy: ['seq/contiguous'],
    sentence: 'Takes a number for every event, then leaves the event out for connections without the scope.',
    tamper(_host, wires) {
      let last: unknown;
      return {
        outgoing(frame) {
          // one payload is one event, to however many it goes
          if (frame.type !== 'event' || frame.payload === last) return undefined;
          last = frame.payload;
          for (const wire of wires)
            if (wire.scopes !== undefined && !allows(wire.scopes, EVENT_SCOPE[frame.event])) wire.seq++;
          return undefined;
        },
      };
    },
  },
  'numbers-per-process': {
    incident: '7442',
    convictedBy: ['seq/contiguous'],
    sentence: 'One counter for all connections, as OpenClaw 2026.2.1 had.',
    tamper: countsPerProcess,
  },
});
