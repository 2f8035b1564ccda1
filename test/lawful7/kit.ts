/** What the lawful set is made with: ways to choose differently around the reference, and a count of the times a choice was made. */
import { frameBytes, Message } from '../lawful/src/protocol/message.ts';
import type { Frame } from '../lawful/src/protocol/frame.ts';
import type { Gateway, Host, ServerSocket, SocketHandler } from '../lawful/src/gateway/port.ts';
import { referenceGateway } from '../lawful/src/gateway/reference/gateway.ts';

export const REACHED: Map<string, number> = ((globalThis as never as { __lawful?: Map<string, number> }).__lawful ??= new Map());

export interface Variant {
  readonly name: string;
  readonly gateway: Gateway;
  readonly dialect: string;
  /** The sentence by which it is lawful. */
  readonly by: string;
}

export const VARIANTS: Variant[] = [];

export function lawful(name: string, by: string, make: (reached: () => void) => Gateway, dialect = 'reference@1'): void {
  const reached = (): void => void REACHED.set(name, (REACHED.get(name) ?? 0) + 1);
  const made = make(reached);
  VARIANTS.push({ name, by, dialect, gateway: { ...made, name } });
}

/** The reference on a host that differs. */
export function onHost(change: (host: Host) => Host, behind: Gateway = referenceGateway): Gateway {
  return { name: '', boot: (host) => behind.boot(change(host)) };
}

/** The frame as changed when it still fits into a message. */
export function ifFits(host: Host, changed: Frame, otherwise: Frame): Frame {
  return frameBytes(changed) + 24 <= host.settings.limits.maxPayloadBytes ? changed : otherwise;
}

/** Sockets that differ: everything the gateway sends passes here as messages, in order. */
export function onSockets(
  make: (socket: ServerSocket, host: Host) => ServerSocket,
  behind: Gateway = referenceGateway,
): Gateway {
  return onHost(
    (host) => ({
      ...host,
      listen: (accept) => host.listen((socket) => accept(make(socket, host))),
    }),
    behind,
  );
}

/** A socket with some members replaced. */
export function socketWith(socket: ServerSocket, members: Partial<ServerSocket>): ServerSocket {
  return {
    get bufferedBytes() {
      return members.bufferedBytes ?? socket.bufferedBytes;
    },
    send: members.send ?? ((message: Message) => socket.send(message)),
    setMaxPayload: members.setMaxPayload ?? ((bytes: number) => socket.setMaxPayload(bytes)),
    close: members.close ?? ((code: number, reason: string) => socket.close(code, reason)),
    terminate: members.terminate ?? (() => socket.terminate()),
  };
}
export { Message };
export type { Frame, Gateway, Host, ServerSocket, SocketHandler };
