/**
 * The network: connect attempts with their latency, refusals, and the connections that came of them. Must not know: what
 * frames mean, what a gateway does with them.
 */
import type { LinkCondition } from '../execution/link-condition.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';
import type { Triggers } from '../execution/triggers.ts';
import type { ClientEvents, ClientTransport } from '../client/host.ts';
import { ClientSide, Connection, type Listener } from './connection.ts';

export class Network {
  listener: Listener | undefined;
  /** Told of every frame that a client sends. */
  onClientFrame: (client: string, bytes: number) => void = () => {};
  readonly #world: WorldContext;
  readonly #triggers: Triggers;
  readonly #connections = new Set<Connection>();
  #opened = 0;
  #frames = 0;

  constructor(world: WorldContext, triggers: Triggers) {
    this.#world = world;
    this.#triggers = triggers;
  }

  /** Connections of one client that are not gone, oldest first. */
  of(client: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.line.client === client);
  }

  nextFrameId(): number {
    return this.#frames++;
  }

  connect(line: LinkCondition, end: ClientEvents): ClientTransport {
    const conn = ++this.#opened;
    const connection = new Connection(this, this.#world, this.#triggers, conn, line, end);
    const lane = this.#world.loop.lane(`connect/${line.client}`);
    const latency = this.#world.random.stream(`connect/${line.client}/${conn}`);
    const oneWay = drawMicros(latency, line.latencyMs) + line.extra;
    this.#world.loop.after(oneWay, lane, () => {
      const { listener } = this;
      if (connection.abandoned) return;
      if (line.refused) line.onEffect('refused');
      if (listener === undefined || line.refused || line.held) {
        this.#world.loop.after(oneWay, lane, () => connection.refuse());
        return;
      }
      this.#connections.add(connection);
      connection.accept(listener);
      this.#world.loop.after(oneWay, lane, () => connection.opened());
    });
    return new ClientSide(connection);
  }

  forget(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** The process is gone: its sockets die; clients see 1006 unless a close frame had reached them. */
  cutAll(): void {
    for (const connection of this.#connections) connection.cut('process');
  }

  /** Moves what a change of a client's line lets move. */
  refresh(client: string): void {
    for (const connection of this.of(client)) connection.refresh();
  }
}
