/** What can be got wrong about who may connect, and what is taken while a gateway stops. */
import { CLOSE } from '../../protocol/close-codes.ts';
import { REASON } from '../../protocol/error-codes.ts';
import { isObject, type Frame } from '../../protocol/frame.ts';
import type { ChatSendParams } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { unavailable } from '../reference/core.ts';
import type { Wire } from '../tampering/wire.ts';
import { LOST_LINKS } from '../usual-triggers.ts';

/** Requests that wait for an answer, by their id: the run that each asks for. */
type Asked = WeakMap<Wire, Map<string, string>>;

const PLACES = 6;
const FULL = unavailable('too many connections', 'connections', 1_000);

export const BAD_ADMISSION = mistakes(null, {
  'takes-what-it-cannot-keep': {
    incident: '73204',
    trigger: [{ fault: 'process.restart' }],
    convictedBy: ['ack/durable', 'run/terminates'],
    words: /was acknowledged before a restart and is in no transcript|was accepted; no terminal was sent/,
    sentence: 'Acknowledges a message that reaches it while it stops, and forgets it with the process.',
    tamper() {
      const asked: Asked = new WeakMap();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.send') return undefined;
          const runs = asked.get(wire) ?? new Map<string, string>();
          asked.set(wire, runs.set(frame.id, (frame.params as ChatSendParams).idempotencyKey));
          return undefined;
        },
        outgoing(frame, wire) {
          if (frame.type !== 'res') return undefined;
          const runId = asked.get(wire)?.get(frame.id);
          asked.get(wire)?.delete(frame.id);
          if (runId === undefined || reasonOf(frame) !== REASON.draining) return undefined;
          return [{ type: 'res', id: frame.id, ok: true, payload: { runId, status: 'started' } }];
        },
      };
    },
  },
  'keeps-dead-places': {
    incident: '129354',
    trigger: [
      ...LOST_LINKS,
      {
        fault: ['handshake.no-token', 'handshake.wrong-token', 'handshake.protocol', 'handshake.unconnected'],
      },
      { fault: ['process.pause', 'payload.request', 'reader.pause', 'reader.slow', 'reader.hoard'] },
    ],
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
  'takes-no-notice-of-names': {
    incident: '70330',
    convictedBy: ['generation/transcript'],
    trigger: [{ operation: 'send', names: 'stale' }],
    words: /names session .* and stands in generation/,
    sentence: 'Takes a message for the current session, whichever session it names.',
    tamper: () => ({
      incoming(frame) {
        if (frame.type !== 'req' || frame.method !== 'chat.send') return undefined;
        const { sessionId, ...params } = frame.params as ChatSendParams;
        const isCommand = typeof params.message === 'string' && params.message.startsWith('/');
        return sessionId === undefined || isCommand ? undefined : [{ ...frame, params }];
      },
    }),
  },
});

/** Why a request was refused. */
function reasonOf(frame: Extract<Frame, { type: 'res' }>): unknown {
  const details = frame.ok ? undefined : frame.error?.details;
  return isObject(details) ? details['reason'] : undefined;
}
