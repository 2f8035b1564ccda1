/** The reference gateway, and what it is asked and refuses. */
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { RequestFrame } from '../../src/protocol/frame.ts';

export interface Watched {
  readonly gateway: Gateway;
  readonly requests: RequestFrame[];
  readonly refusals: string[];
}

export function watched(): Watched {
  const requests: RequestFrame[] = [];
  const refusals: string[] = [];
  const gateway: Gateway = {
    ...referenceGateway,
    boot: (host) =>
      referenceGateway.boot({
        ...host,
        listen: (accept) =>
          host.listen((socket) => {
            const handler = accept({
              send(message) {
                const { frame } = message;
                if (frame?.type === 'res' && !frame.ok) refusals.push(frame.error?.message ?? '');
                socket.send(message);
              },
              get bufferedBytes() {
                return socket.bufferedBytes;
              },
              setMaxPayload: (bytes) => socket.setMaxPayload(bytes),
              close: (code, reason) => socket.close(code, reason),
              terminate: () => socket.terminate(),
            });
            return {
              onMessage(message) {
                const { frame } = message;
                if (frame?.type === 'req') requests.push(frame);
                handler.onMessage(message);
              },
              onClose: (code, reason) => handler.onClose(code, reason),
            };
          }),
      }),
  };
  return { gateway, requests, refusals };
}
