/**
 * The reference behind sockets that gather events: each connection's wait up to 100 ms and leave together, in their order, and
 * acknowledgements overtake them. What waits counts as buffered; it is never much, and nothing waits before a buffer that is
 * not empty.
 */
import { ms } from '../../kernel/time.ts';
import type { Message } from '../../protocol/message.ts';
import type { ChatSendResult } from '../../protocol/methods.ts';
import type { Gateway, HostTimers, ServerSocket } from '../port.ts';
import { createGateway } from '../reference/gateway.ts';
import { answerOf } from '../tampering/frames.ts';

const GATHERED_FOR = ms(100);

const behind = createGateway('gathers');

export const gathering: Gateway = {
  ...behind,
  boot(host) {
    behind.boot({
      ...host,
      listen: (accept) =>
        host.listen((socket) =>
          accept(new GatheringSocket(socket, host.timers, host.settings.limits.maxBufferedBytes / 4)),
        ),
    });
  },
};

class GatheringSocket implements ServerSocket {
  readonly #socket: ServerSocket;
  readonly #timers: HostTimers;
  readonly #mostBytes: number;
  #gathered: Message[] = [];
  #bytes = 0;

  constructor(socket: ServerSocket, timers: HostTimers, mostBytes: number) {
    this.#socket = socket;
    this.#timers = timers;
    this.#mostBytes = mostBytes;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes + this.#bytes;
  }

  send(message: Message): void {
    const { frame } = message;
    if (frame?.type === 'event' && frame.seq !== undefined) return this.#gather(message);
    // an acknowledgement overtakes
    if (frame === undefined || answerOf<ChatSendResult>(frame, 'status') === undefined) this.#flush();
    this.#socket.send(message);
  }

  setMaxPayload(bytes: number): void {
    this.#socket.setMaxPayload(bytes);
  }

  close(code: number, reason: string): void {
    this.#flush();
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #gather(message: Message): void {
    if (this.#socket.bufferedBytes > 0 || this.#bytes + message.bytes > this.#mostBytes) {
      this.#flush();
      return this.#socket.send(message);
    }
    if (this.#gathered.length === 0) this.#timers.set(GATHERED_FOR, () => this.#flush());
    this.#gathered.push(message);
    this.#bytes += message.bytes;
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#bytes = 0;
    for (const message of gathered) this.#socket.send(message);
  }
}
