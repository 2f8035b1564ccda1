/** The reference gateway with trouble at one point of its life: what is done there is done before its own code goes on. */
import type { Disk, Gateway, Host } from '../../../src/gateway/port.ts';
import { referenceGateway } from '../../../src/gateway/reference/gateway.ts';

/** Where a host, or the module's loader, calls a gateway. */
export type Point = 'boot' | 'connect' | 'message' | 'close' | 'timer' | 'disk' | 'provider' | 'stop';

export function troubled(point: Point, act: (host: Host) => void): Gateway {
  return {
    name: 'troubled',
    boot: (host) => {
      const at = (here: Point): void => {
        if (here === point) act(host);
      };
      at('boot');
      referenceGateway.boot(troubledHost(host, at));
      if (point === 'timer') host.timers.set(2_500_000, () => act(host));
    },
  };
}

function troubledHost(host: Host, at: (point: Point) => void): Host {
  const disk: Disk = {
    ...host.disk,
    append: (path, text, done) =>
      host.disk.append(path, text, (result) => {
        at('disk');
        done(result);
      }),
  };
  return {
    ...host,
    disk,
    provider: {
      call: (request, onEvent) =>
        host.provider.call(request, (event) => {
          at('provider');
          onEvent(event);
        }),
    },
    onStop: (handler) =>
      host.onStop(() => {
        at('stop');
        handler();
      }),
    listen: (accept) =>
      host.listen((socket) => {
        at('connect');
        const handler = accept(socket);
        return {
          onMessage: (message) => {
            // after the hello, which is the answer to the first
            if (message.frame?.type === 'req' && message.frame.method !== 'connect') at('message');
            handler.onMessage(message);
          },
          onClose: (code, reason) => {
            at('close');
            handler.onClose(code, reason);
          },
        };
      }),
  };
}
