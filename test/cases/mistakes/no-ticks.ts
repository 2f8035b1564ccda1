/** openclaw#103407: the announced heartbeat does not come on a connection that is open. */
import { payloadOf } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('no-ticks', (host) => ({
  outgoing(frame) {
    if (payloadOf(frame, 'tick') === undefined) return undefined;
    acted(host, 'no-ticks');
    return [];
  },
}));
