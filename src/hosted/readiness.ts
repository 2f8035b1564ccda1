/**
 * Whether a hosted gateway is ready: somebody of ours connects until there is a hello, as the live world's handshake
 * does, and leaves again. It is in no history.
 */
import { ms } from '../kernel/time.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import { connectParams } from '../protocol/connect-params.ts';
import type { Message } from '../protocol/message.ts';
import { Message as OneMessage } from '../protocol/message.ts';
import { ALL_SCOPES } from '../protocol/scopes.ts';
import type { Boundary } from './boundary.ts';
import { ServedLink } from './served-link.ts';

const BETWEEN_TRIES = ms(100);
const REQUEST_ID = 'gauntlet-ready';

export interface ReadinessPorts {
  readonly boundary: Boundary;
  readonly port: number;
  /** Gives a link to whoever is behind it. */
  readonly open: (end: (link: number) => ServedLink) => void;
  readonly onReady: () => void;
}

/** Tries until the gateway says hello, or for ever. */
export function awaitHello(ports: ReadinessPorts): void {
  const { boundary, port, open, onReady } = ports;
  const { host } = boundary;
  let settled = false;
  let served: ServedLink | undefined;
  const again = (): void => {
    if (settled) return;
    settled = true;
    host.timers.set(BETWEEN_TRIES, () => awaitHello(ports));
  };
  const hear = (message: Message): void => {
    const { frame } = message;
    if (settled || frame === undefined) return;
    if (frame.type === 'event' && frame.event === 'connect.challenge') {
      const params = connectParams(ALL_SCOPES, host.settings.token);
      served?.onMessage(OneMessage.of({ type: 'req', id: REQUEST_ID, method: 'connect', params }));
      return;
    }
    if (frame.type !== 'res' || frame.id !== REQUEST_ID) return;
    if (frame.ok) {
      settled = true;
      served?.onClose(CLOSE.normal, '');
      onReady();
      return;
    }
    host.log('warn', `not ready: ${frame.error?.code ?? 'an error'}: ${frame.error?.message ?? ''}`);
    served?.onClose(CLOSE.normal, '');
    again();
  };
  open((link) => {
    served = new ServedLink(boundary, link, port, {
      send: hear,
      close: again,
      terminate: again,
      bufferedBytes: 0,
    });
    return served;
  });
}
