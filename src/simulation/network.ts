/**
 * The network: connect attempts with their latency, refusals, and the connections that came of them. Must not know: what
 * frames mean, what a gateway does with them.
 */
import type { Line } from '../stage/line.ts';
import { drawMicros, type Stage } from '../stage/stage.ts';
import type { Triggers } from '../stage/triggers.ts';
import { ClientSide, Connection, type ClientEnd, type ClientSocket, type Listener } from './connection.ts';

export class Network {
  listener: Listener | undefined;
  /** Told of every frame that a client sends. */
  onClientFrame: (client: string, bytes: number) => void = () => {};
  readonly #stage: Stage;
  readonly #triggers: Triggers;
  readonly #connections = new Set<Connection>();
  #opened = 0;
  #frames = 0;

  constructor(stage: Stage, triggers: Triggers) {
    this.#stage = stage;
    this.#triggers = triggers;
  }

  /** Connections of one client that are not gone, oldest first. */
  of(client: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.line.client === client);
  }

  nextFrameId(): number {
    return this.#frames++;
  }

  connect(line: Line, end: ClientEnd): ClientSocket {
    const conn = ++this.#opened;
    const connection = new Connection(this, this.#stage, this.#triggers, conn, line, end);
    const lane = this.#stage.loop.lane(`connect/${line.client}`);
    const latency = this.#stage.random.stream(`connect/${line.client}/${conn}`);
    const oneWay = drawMicros(latency, line.latencyMs) + line.extra;
    this.#stage.loop.after(oneWay, lane, () => {
      const { listener } = this;
      if (connection.abandoned) return;
      if (line.refused) line.onEffect('refused');
      if (listener === undefined || line.refused || line.held) {
        this.#stage.loop.after(oneWay, lane, () => connection.refuse());
        return;
      }
      this.#connections.add(connection);
      connection.accept(listener);
      this.#stage.loop.after(oneWay, lane, () => connection.opened());
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
