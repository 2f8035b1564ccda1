/**
 * A fault proxy between a small WebSocket server and clients of the plan, with everything real but the plan: for tests
 * that damage a link by hand and look at both ends.
 */
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { FaultProxy } from '../../src/live/fault-proxy.ts';
import { RealTime } from '../../src/live/real-time.ts';
import { LiveTransport } from '../../src/live/transport.ts';
import { ConnectionLegs } from '../../src/live/connection-legs.ts';
import { Message } from '../../src/protocol/message.ts';
import { createLinkCondition, type LinkCondition } from '../../src/execution/link-condition.ts';
import { smallContext, type SmallContext } from '../execution/small-context.ts';
import { until } from './temporary-folder.ts';

const MIB = 1024 * 1024;

export interface Peer {
  readonly transport: LiveTransport;
  readonly legs: ConnectionLegs;
  readonly heard: string[];
  opened: boolean;
  /** Code and reason once it is over. */
  closed: string | undefined;
}

export class ProxyBench {
  readonly small: SmallContext = smallContext();
  readonly link: LinkCondition;
  /** What the link did, in order, each thing once in a row. */
  readonly effects: string[] = [];
  readonly time: RealTime;
  readonly proxy: FaultProxy;
  /** The server's ends, oldest first. */
  readonly sockets: WebSocket[] = [];
  readonly serverHeard: string[] = [];
  readonly #counts = { connections: 0, frames: 0 };
  #server: WebSocketServer | undefined;

  constructor() {
    const { world, faults } = this.small;
    this.link = createLinkCondition({ id: 'web', latencyMs: [0, 0] }, (effect) => {
      if (this.effects.at(-1) !== effect) this.effects.push(effect);
    });
    this.time = new RealTime(world.loop);
    this.proxy = new FaultProxy({
      world,
      time: this.time,
      faults,
      withoutSecrets: (text) => text.replaceAll('secret', '******'),
      steady: () => true,
      onHeard: () => undefined,
    });
  }

  /** The server echoes what it hears, unless it is told not to. */
  async open(echo = true): Promise<void> {
    await this.proxy.listen();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('message', (data) => {
        const text = (data as Buffer).toString('utf8');
        this.serverHeard.push(text);
        if (echo) socket.send(`echo ${text}`);
      });
    });
    await until(() => server.address() !== null, 'the server');
    const { port } = server.address() as AddressInfo;
    this.proxy.gateway = { host: '127.0.0.1', port, secure: false };
    this.time.start();
    onTestFinished(() => this.close());
  }

  close(): void {
    this.time.stop();
    this.proxy.close();
    for (const socket of this.sockets) socket.terminate();
    this.#server?.close();
  }

  connect(maxPayloadBytes = 25 * MIB): Peer {
    const legs = new ConnectionLegs(this.small.world, this.link, this.#counts);
    const peer = { heard: [] as string[], opened: false, closed: undefined as string | undefined };
    let transport: LiveTransport | undefined;
    this.time.enter(() => {
      transport = new LiveTransport({
        time: this.time,
        proxy: this.proxy,
        faults: this.small.faults,
        legs,
        url: 'ws://gateway.example:1/path?x=1',
        maxPayloadBytes,
        events: {
          onOpen: () => {
            peer.opened = true;
          },
          onMessage: (message) => peer.heard.push(message.text()),
          onClose: (code, reason) => {
            peer.closed = `${code} ${reason}`.trim();
          },
        },
        open: new Set(),
      });
    });
    return Object.assign(peer, { transport: transport as LiveTransport, legs });
  }

  async connected(): Promise<Peer> {
    const peer = this.connect();
    await until(() => peer.opened, 'the connection');
    return peer;
  }

  say(peer: Peer, text: string): void {
    this.time.enter(() => peer.transport.send(Message.ofText(text)));
  }

  /** Changes the link and lets it move what may move now. */
  damage(change: Partial<LinkCondition>): void {
    this.time.enter(() => {
      Object.assign(this.link, change);
      this.proxy.refresh('web');
    });
  }

  /** Connections that are open, cut by the network. */
  cut(): void {
    this.time.enter(() => {
      for (const connection of this.proxy.of('web')) connection.cut('network');
    });
  }
}
