/**
 * A connection between a client and the gateway: a pair of pipes, with the closing handshake, message limits and abnormal
 * closure as WebSocket (RFC 6455) over TCP gives them. Records every frame on both legs. Must not know: what frames mean,
 * what a gateway does with them.
 */
import type { ClientEvents, ClientTransport } from '../client/host.ts';
import { CLOSE } from '../protocol/close-codes.ts';
import type { Message } from '../protocol/message.ts';
import type { ServerSocket, SocketHandler } from '../gateway/port.ts';
import type { ConnectionRecord, Leg } from '../history/record.ts';
import type { Trigger } from '../plan/fault.ts';
import type { FaultReports } from '../execution/damaged-parts.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import type { Transfer } from '../execution/pipe-gate.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';
import { triggerName } from '../execution/triggers.ts';
import type { Network } from './network.ts';
import { SimulatedPipe } from './simulated-pipe.ts';

export interface Listener {
  accept(socket: ServerSocket): SocketHandler;
  /** Hands a callback to the process: at once, or when it runs again after a pause; never once it is dead. */
  deliver(callback: () => void): void;
  alive(): boolean;
}

export class SimulatedConnection {
  readonly link: LinkCondition;
  readonly #network: Network;
  readonly #world: WorldContext;
  readonly #faults: FaultReports;
  readonly #conn: number;
  readonly #end: ClientEvents;
  readonly #up: SimulatedPipe;
  readonly #down: SimulatedPipe;
  #listener: Listener | undefined;
  #handler: SocketHandler | undefined;
  #maxInbound: number;
  /** Which sides have been told, or know, that it is over. */
  #closedAtGateway = false;
  #closedAtClient = false;
  #clientOpen = false;
  #gatewayClosing = false;
  #clientClosing = false;

  constructor(
    network: Network,
    world: WorldContext,
    faults: FaultReports,
    conn: number,
    link: LinkCondition,
    end: ClientEvents,
  ) {
    this.#network = network;
    this.#world = world;
    this.#faults = faults;
    this.#conn = conn;
    this.link = link;
    this.#end = end;
    this.#up = new SimulatedPipe(world, `${link.client}#${conn}->gateway`, link, 'up');
    this.#down = new SimulatedPipe(world, `gateway->${link.client}#${conn}`, link, 'down');
    // the client takes nothing off its socket before its handshake is through
    this.#down.ready = false;
    this.#maxInbound = world.plan.limits.preHelloPayloadBytes;
  }

  /** The client gave up before the attempt reached the gateway. */
  get abandoned(): boolean {
    return this.#closedAtClient;
  }

  refuse(): void {
    if (this.#closedAtClient) return;
    this.#closedAtClient = true;
    this.#record({ event: 'refused', leg: 'client' });
    this.#end.onClose(CLOSE.abnormal, 'connection refused');
  }

  accept(listener: Listener): void {
    this.#listener = listener;
    this.refresh();
    this.#record({ event: 'opened', leg: 'gateway' });
    listener.deliver(() => {
      if (this.#closedAtGateway) return;
      this.#handler = listener.accept(new GatewaySide(this));
    });
  }

  opened(): void {
    if (this.#closedAtClient) return;
    this.#clientOpen = true;
    this.#record({ event: 'opened', leg: 'client' });
    this.#end.onOpen();
    this.#down.ready = true;
    this.#down.read();
  }

  refresh(): void {
    this.#up.pump();
    this.#down.pump();
    this.#up.read();
    this.#down.read();
  }

  /** Both directions die at once; each side sees 1006 unless it knows already. */
  cut(by: 'network' | 'process'): void {
    this.#dropAtGateway(CLOSE.abnormal, '', by);
    this.#dropAtClientLater(by);
  }

  /** A frame is lost in its middle on the way to this side; who takes no frames any more notices nothing. */
  tear(to: Leg): boolean {
    if (to === 'client' ? this.#closedAtClient : this.#closedAtGateway || this.#gatewayClosing) return false;
    // what comes behind the torn frame must not move when the link is well again
    this.#up.kill();
    this.#down.kill();
    this.link.onEffect('torn');
    this.cut('network');
    return true;
  }

  /** A write fails: what is sent from here on is lost, and whoever sends it is told as soon as that is done. */
  #break(): void {
    this.#up.kill();
    this.#down.kill();
    this.link.onEffect('broken');
    this.#world.loop.after(0, this.#world.loop.lane(`gateway->${this.link.client}#${this.#conn}`), () =>
      this.cut('network'),
    );
  }

  get bufferedBytes(): number {
    return this.#down.bufferedBytes;
  }

  set maxInbound(bytes: number) {
    this.#maxInbound = bytes;
  }

  terminate(): void {
    if (!this.#alive() || this.#closedAtGateway) return;
    this.#dropAtGateway(CLOSE.abnormal, '', 'gateway');
    this.#dropAtClientLater('gateway');
  }

  sendDown(message: Message): void {
    if (this.#closedAtGateway || this.#gatewayClosing || !this.#alive()) return;
    const frameId = this.#network.nextFrameId();
    this.#trigger('before', 'frame.sent', message);
    if (!this.#alive() || this.#closedAtGateway) return;
    if (this.link.breaks) this.#break();
    this.#down.send(new FrameTransfer(this, 'client', message, frameId));
    const { client, fillToBytes } = this.link;
    const { bufferedBytes } = this.#down;
    this.#world.frame('gateway', 'gateway', this.#conn, client, frameId, message, bufferedBytes);
    if (fillToBytes !== null && bufferedBytes >= fillToBytes) this.link.onEffect('full');
    this.#trigger('after', 'frame.sent', message);
  }

  /** The process that accepted it lives. */
  #alive(): boolean {
    return this.#listener?.alive() === true;
  }

  #trigger(edge: Trigger['edge'], on: string, message: Message): void {
    if (this.#faults.triggers.waiting > 0) this.#hit(edge, on, message);
  }

  // apart, since a closure costs its surroundings even where it is not made
  #hit(edge: Trigger['edge'], on: string, message: Message): void {
    this.#faults.triggers.hit(edge, on, triggerName(message), () => this.#alive());
  }

  /** A frame comes out of one of the pipes. */
  arrived(at: Leg, message: Message, frameId: number): void {
    if (at === 'client') {
      this.#arriveAtClient(message, frameId);
      this.#down.pump();
    } else {
      this.#arriveAtGateway(message, frameId);
      this.#up.pump();
    }
  }

  #arriveAtClient(message: Message, frameId: number): void {
    if (this.#closedAtClient) return;
    const limit = this.#world.plan.limits.maxPayloadBytes;
    if (message.bytes > limit) {
      this.closeFromClient(CLOSE.messageTooBig, 'max payload size exceeded');
      return;
    }
    this.#world.frame('gateway', 'client', this.#conn, this.link.client, frameId, message);
    this.#end.onMessage(message);
  }

  sendUp(message: Message): void {
    if (this.#closedAtClient || this.#clientClosing || !this.#clientOpen) return;
    const frameId = this.#network.nextFrameId();
    this.#world.frame('client', 'client', this.#conn, this.link.client, frameId, message);
    this.#faults.onClientFrame(this.link.client, message.bytes);
    this.#up.send(new FrameTransfer(this, 'gateway', message, frameId));
  }

  #arriveAtGateway(message: Message, frameId: number): void {
    const listener = this.#listener;
    if (this.#closedAtGateway || this.#gatewayClosing || listener === undefined) return;
    listener.deliver(() => {
      if (this.#closedAtGateway || this.#gatewayClosing) return;
      if (message.bytes > this.#maxInbound) {
        this.closeFromGateway(CLOSE.messageTooBig, '');
        return;
      }
      this.#world.frame('client', 'gateway', this.#conn, this.link.client, frameId, message);
      this.#trigger('before', 'frame.received', message);
      if (!listener.alive()) return;
      this.#handler?.onMessage(message);
      this.#trigger('after', 'frame.received', message);
    });
  }

  /** A close frame follows what was sent; the peer answers it, then both sides are done. */
  closeFromGateway(code: number, reason: string): void {
    if (this.#closedAtGateway || this.#gatewayClosing || !this.#alive()) return;
    this.#gatewayClosing = true;
    // from here on the gateway can say nothing more: to it the connection is over, whenever the peer learns of it
    this.#record({ event: 'closed', leg: 'gateway', code, reason, by: 'gateway' });
    this.#down.send({
      bytes: 4 + reason.length,
      pass: () => {
        this.#dropAtClient(code, reason, 'gateway');
        this.#up.send({ bytes: 4, pass: () => this.#dropAtGateway(code, reason, 'gateway') });
      },
    });
  }

  closeFromClient(code: number, reason: string): void {
    if (this.#closedAtClient || this.#clientClosing) return;
    this.#clientClosing = true;
    const listener = this.#listener;
    if (listener === undefined) {
      this.#dropAtClient(code, reason, 'client');
      return;
    }
    this.#up.send({
      bytes: 4 + reason.length,
      // a paused process still reads what came before the close frame
      pass: () => listener.deliver(() => this.#dropAtGateway(code, reason, 'client')),
    });
    // a client that closes does not wait for the answer
    this.#dropAtClient(code, reason, 'client');
  }

  #dropAtClient(code: number, reason: string, by: ConnectionRecord['by']): void {
    if (this.#closedAtClient) return;
    this.#closedAtClient = true;
    this.#down.kill();
    this.#record({ event: 'closed', leg: 'client', code, reason, by: by ?? 'network' });
    this.#settle();
    this.#end.onClose(code, reason);
  }

  #dropAtClientLater(by: ConnectionRecord['by']): void {
    if (this.#closedAtClient) return;
    const drop = (): void => this.#dropAtClient(CLOSE.abnormal, '', by);
    if (by === 'process') return this.#down.finish(drop);
    this.#down.kill();
    const lane = this.#world.loop.lane(`gateway->${this.link.client}#${this.#conn}`);
    const latency = this.#world.random.stream(`cut/${this.link.client}/${this.#conn}`);
    this.#world.loop.after(drawMicros(latency, this.link.latencyMs), lane, drop);
  }

  #dropAtGateway(code: number, reason: string, by: ConnectionRecord['by']): void {
    if (this.#closedAtGateway) return;
    this.#closedAtGateway = true;
    this.#up.kill();
    const listener = this.#listener;
    if (!this.#gatewayClosing)
      this.#record({ event: 'closed', leg: 'gateway', code, reason, by: by ?? 'network' });
    this.#settle();
    listener?.deliver(() => this.#handler?.onClose(code, reason));
  }

  #settle(): void {
    if (this.#closedAtClient && this.#closedAtGateway) this.#network.forget(this);
  }

  #record(
    body: Pick<ConnectionRecord, 'event' | 'leg'> & Partial<Pick<ConnectionRecord, 'code' | 'reason' | 'by'>>,
  ): void {
    this.#world.record({ kind: 'connection', conn: this.#conn, client: this.link.client, ...body });
  }
}

/** A connection as the client has it. */
export class ClientSide implements ClientTransport {
  readonly #connection: SimulatedConnection;

  constructor(connection: SimulatedConnection) {
    this.#connection = connection;
  }

  send(message: Message): void {
    this.#connection.sendUp(message);
  }

  close(code: number, reason: string): void {
    this.#connection.closeFromClient(code, reason);
  }
}

/** A connection as the process that accepted it has it. */
class GatewaySide implements ServerSocket {
  readonly #connection: SimulatedConnection;

  constructor(connection: SimulatedConnection) {
    this.#connection = connection;
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  send(message: Message): void {
    this.#connection.sendDown(message);
  }

  setMaxPayload(bytes: number): void {
    this.#connection.maxInbound = bytes;
  }

  close(code: number, reason: string): void {
    this.#connection.closeFromGateway(code, reason);
  }

  terminate(): void {
    this.#connection.terminate();
  }
}

/** One frame on its way. */
class FrameTransfer implements Transfer {
  readonly bytes: number;
  readonly #connection: SimulatedConnection;
  readonly #to: Leg;
  readonly #message: Message;
  readonly #frameId: number;

  constructor(connection: SimulatedConnection, to: Leg, message: Message, frameId: number) {
    this.bytes = message.bytes;
    this.#connection = connection;
    this.#to = to;
    this.#message = message;
    this.#frameId = frameId;
  }

  tear(): boolean {
    return this.#connection.tear(this.#to);
  }

  pass(): void {
    this.#connection.arrived(this.#to, this.#message, this.#frameId);
  }
}
