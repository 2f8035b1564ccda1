/** openclaw#51812: the chat of a session goes to every connection that may read, whatever it follows. */
import { allows, EVENT_SCOPE } from '../../../src/protocol/scopes.ts';
import { payloadOf } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import type { Wire } from '../../../src/gateway/tampering/wire.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('chat-goes-to-everybody', (host, wires) => {
  let last: object | undefined;
  let reached = new Set<Wire>();

  /** One payload is one event, to however many it goes. */
  function passOn(payload: object, sent: ReadonlySet<Wire>): void {
    for (const wire of wires) {
      if (sent.has(wire) || wire.scopes === undefined || !allows(wire.scopes, EVENT_SCOPE.get('chat')))
        continue;
      wire.event('chat', payload);
      acted(host, 'chat-goes-to-everybody');
    }
  }

  return {
    outgoing(frame, wire) {
      const chat = payloadOf(frame, 'chat');
      if (chat === undefined) return undefined;
      if (chat !== last) {
        const sent = new Set<Wire>();
        [last, reached] = [chat, sent];
        host.timers.set(0, () => passOn(chat, sent));
      }
      reached.add(wire);
      return undefined;
    },
  };
});
