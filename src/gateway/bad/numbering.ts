/** What can be got wrong about who counts what. */
import { allows, EVENT_SCOPE } from '../../protocol/scopes.ts';
import { mistakes } from '../entry.ts';
import type { Tamper } from '../tampering/tampered.ts';

/** One counter for all connections of an incarnation: one payload is one event, to however many it goes. */
export const countsPerProcess: Tamper = () => {
  let count = 0;
  let last: unknown;
  return {
    outgoing(frame, wire) {
      if (frame.type !== 'event' || frame.seq === undefined) return undefined;
      if (frame.payload !== last) count++;
      last = frame.payload;
      wire.seq = count - 1;
      return undefined;
    },
  };
};

export const BAD_NUMBERING = mistakes(null, {
  'numbers-before-scope-filter': {
    incident: '7442',
    trigger: [{ client: ['unscoped'] }],
    convictedBy: ['seq/contiguous'],
    words: /expected event seq \d+ and got \d+/,
    sentence: 'Takes a number for every event, then leaves the event out for connections without the scope.',
    tamper(_host, wires) {
      let last: unknown;
      return {
        outgoing(frame) {
          if (frame.type !== 'event' || frame.payload === last) return undefined;
          last = frame.payload;
          for (const wire of wires)
            if (wire.scopes !== undefined && !allows(wire.scopes, EVENT_SCOPE.get(frame.event))) wire.seq++;
          return undefined;
        },
      };
    },
  },
  'numbers-per-process': {
    incident: '7442',
    trigger: 'none',
    convictedBy: ['seq/contiguous'],
    words: /expected event seq 1 and got \d+/,
    sentence: 'One counter for all connections, as OpenClaw 2026.2.1 had.',
    tamper: countsPerProcess,
  },
});
