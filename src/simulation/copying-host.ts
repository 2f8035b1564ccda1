/**
 * The host of a gateway that may change what it was handed, or what it has sent, as it could with a socket between:
 * frames, prompts, events and settings cross the port as copies. Else a gateway would share them with the history and
 * with the clients, and a change that is nobody else's business would be judged.
 */
import type { Host, ServerSocket } from '../gateway/port.ts';
import type { Message } from '../protocol/message.ts';
import { plainCopy } from '../protocol/plain-copy.ts';

export function copyingHost(host: Host): Host {
  return {
    ...host,
    settings: plainCopy(host.settings),
    provider: {
      call: (request, onEvent) => host.provider.call(plainCopy(request), (event) => onEvent({ ...event })),
    },
    listen: (accept) =>
      host.listen((socket) => {
        const handler = accept(new CopyingSocket(socket));
        return {
          onMessage: (message) => handler.onMessage(message.copy()),
          onClose: (code, reason) => handler.onClose(code, reason),
        };
      }),
  };
}

class CopyingSocket implements ServerSocket {
  readonly #socket: ServerSocket;

  constructor(socket: ServerSocket) {
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  send(message: Message): void {
    this.#socket.send(message.copy());
  }

  setMaxPayload(bytes: number): void {
    this.#socket.setMaxPayload(bytes);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
