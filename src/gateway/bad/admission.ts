/** What can be got wrong about who may connect. */
import { CLOSE } from '../../protocol/close-codes.ts';
import { mistakes } from '../entry.ts';
import { unavailable } from '../reference/core.ts';

const PLACES = 6;
const FULL = unavailable('too many connections', 'connections', 1_000);

export const BAD_ADMISSION = mistakes(null, {
  'keeps-dead-places': {
    incident: '129354',
    convictedBy: ['progress/after-heal'],
    words: /still pending after the heal bound: .*not connected/,
    sentence:
      'Keeps the place of a client that went without a closing handshake, until nobody can connect any more.',
    tamper(_host, wires) {
      let dead = 0;
      return {
        incoming(frame, wire) {
          if (wire.scopes !== undefined || frame.type !== 'req' || wires.size + dead <= PLACES)
            return undefined;
          wire.send({ type: 'res', id: frame.id, ok: false, error: FULL });
          wire.close(CLOSE.policyViolation, 'too many connections');
          return [];
        },
        onClose(_wire, code) {
          if (code !== CLOSE.normal && code !== CLOSE.goingAway) dead++;
        },
      };
    },
  },
});
