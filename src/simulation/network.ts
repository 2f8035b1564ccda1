/**
 * The network: connect attempts with their latency, refusals, and the connections that came of them. Must not know: what
 * frames mean, what a gateway does with them.
 */
import type { FaultReports } from '../execution/damaged-parts.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import { drawMicros, type WorldContext } from '../execution/world-context.ts';
import type { ClientEvents, ClientTransport } from '../client/host.ts';
import { ClientSide, SimulatedConnection, type Listener } from './connection.ts';

export class Network {
  listener: Listener | undefined;
  readonly #world: WorldContext;
  readonly #faults: FaultReports;
  readonly #connections = new Set<SimulatedConnection>();
  #opened = 0;
  #frames = 0;

  constructor(world: WorldContext, faults: FaultReports) {
    this.#world = world;
    this.#faults = faults;
  }

  /** Connections of one client that are not gone, oldest first. */
  of(client: string): SimulatedConnection[] {
    return [...this.#connections].filter((connection) => connection.link.client === client);
  }

  nextFrameId(): number {
    return this.#frames++;
  }

  connect(link: LinkCondition, end: ClientEvents): ClientTransport {
    const conn = ++this.#opened;
    const connection = new SimulatedConnection(this, this.#world, this.#faults, conn, link, end);
    const lane = this.#world.loop.lane(`connect/${link.client}`);
    const latency = this.#world.random.stream(`connect/${link.client}/${conn}`);
    const oneWay = drawMicros(latency, link.latencyMs) + link.extra;
    this.#world.loop.after(oneWay, lane, () => {
      const { listener } = this;
      if (connection.abandoned) return;
      if (link.refused) link.onEffect('refused');
      if (listener === undefined || link.refused || link.held) {
        this.#world.loop.after(oneWay, lane, () => connection.refuse());
        return;
      }
      this.#connections.add(connection);
      connection.accept(listener);
      this.#world.loop.after(oneWay, lane, () => connection.opened());
    });
    return new ClientSide(connection);
  }

  forget(connection: SimulatedConnection): void {
    this.#connections.delete(connection);
  }

  /** The process is gone: its sockets die; clients see 1006 unless a close frame had reached them. */
  cutAll(): void {
    for (const connection of this.#connections) connection.cut('process');
  }

  /** Moves what a change of a client's link lets move. */
  refresh(client: string): void {
    for (const connection of this.of(client)) connection.refresh();
  }
}
