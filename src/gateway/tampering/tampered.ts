/**
 * A tampering gateway: a correct gateway behind a port that lies to it and for it. For mistakes that no policy of the
 * reference gateway can make, and for known-bad gateways of one's own: what crosses the port may be dropped, altered,
 * delayed, repeated or invented, without a line changed in the gateway itself.
 *
 *   export const gateway = tampered('keeps-quiet', () => ({
 *     outgoing: (frame) => (frame.type === 'event' && frame.event === 'tick' ? [] : undefined),
 *   }));
 *
 * To drop is to return nothing, to alter is to return another frame, to repeat is to return it twice; to delay is to
 * return nothing and to `send` or `receive` it from a timer of the host. Deterministic as long as the tampering is:
 * time, timers and chance come from the host.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { Message } from '../../protocol/message.ts';
import type { Disk, Gateway, Host, Provider, ServerSocket, SocketHandler } from '../port.ts';
import { referenceGateway } from '../reference/gateway.ts';
import { answerOf } from './frames.ts';
import { Wire } from './wire.ts';

/** What is done to one incarnation. What is left out passes through untouched. Frames must not be changed in place. */
export interface Tampering {
  /** The gateway behind it. Default: the reference gateway. */
  readonly gateway?: Gateway;
  /** A frame on its way to a client: what to send instead, in order; undefined: the frame as it is. */
  outgoing?(frame: Frame, wire: Wire): readonly Frame[] | undefined;
  /** A frame from a client: what to hand to the gateway instead, in order; undefined: the frame as it is. */
  incoming?(frame: Frame, wire: Wire): readonly Frame[] | undefined;
  /** A connection is gone, and the gateway knows it. */
  onClose?(wire: Wire, code: number): void;
  /** The model provider as the gateway gets it. */
  provider?(provider: Provider): Provider;
  /** The members of the disk that differ for the gateway; the contract of `Disk` binds them too. */
  disk?(disk: Disk): Partial<Disk>;
}

/**
 * Called once for each incarnation, before its gateway boots; what it keeps is lost with a crash, as a process's memory
 * is. `wires`: the connections that are open, in the order of accepting.
 */
export type Tamper = (host: Host, wires: ReadonlySet<Wire>) => Tampering;

/** A gateway of this name that does what the one behind it does, but for what `tamper` says. */
export function tampered(name: string, tamper: Tamper): Gateway {
  return {
    name,
    boot(host) {
      const wires = new Set<Wire>();
      const tampering = tamper(host, wires);
      (tampering.gateway ?? referenceGateway).boot(tamperedHost(host, tampering, wires));
    },
  };
}

function tamperedHost(host: Host, tampering: Tampering, wires: Set<Wire>): Host {
  let accepted = 0;
  return {
    ...host,
    disk: { ...host.disk, ...tampering.disk?.(host.disk) },
    provider: tampering.provider?.(host.provider) ?? host.provider,
    listen: (accept) =>
      host.listen((socket) => {
        const wire = new Wire(++accepted, socket);
        wires.add(wire);
        wire.handler = accept(new GatewaySide(wire, socket, tampering));
        return clientSide(wire, wire.handler, tampering, wires);
      }),
  };
}

/** The socket that the gateway sends through. */
class GatewaySide implements ServerSocket {
  readonly #wire: Wire;
  readonly #socket: ServerSocket;
  readonly #tampering: Tampering;

  constructor(wire: Wire, socket: ServerSocket, tampering: Tampering) {
    this.#wire = wire;
    this.#socket = socket;
    this.#tampering = tampering;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  send(message: Message): void {
    const wire = this.#wire;
    const { frame } = message;
    if (frame === undefined) return this.#socket.send(message);
    const hello = answerOf<{ auth: { scopes: readonly string[] } }>(frame, 'auth');
    if (hello !== undefined) wire.scopes = hello.auth.scopes;
    const instead = this.#tampering.outgoing?.(frame, wire);
    if (instead === undefined) wire.pass(message, frame);
    else for (const other of instead) wire.send(other);
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

/** The handler that hears the client. */
function clientSide(
  wire: Wire,
  handler: SocketHandler,
  tampering: Tampering,
  wires: Set<Wire>,
): SocketHandler {
  return {
    onMessage(message) {
      const { frame } = message;
      const instead = frame === undefined ? undefined : tampering.incoming?.(frame, wire);
      if (instead === undefined) handler.onMessage(message);
      else for (const other of instead) wire.receive(other);
    },
    onClose(code, reason) {
      wires.delete(wire);
      wire.handler = undefined;
      handler.onClose(code, reason);
      tampering.onClose?.(wire, code);
    },
  };
}
