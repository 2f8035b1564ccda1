/**
 * The legs of a connection: one WebSocket connection as its two ends see it. Owns its records on both legs and the
 * pairing of what one end sent with what the other took: a connection is ordered and reliable, so the nth message out
 * is the nth in. Must not know sockets.
 */
import { Fifo } from '../kernel/fifo.ts';
import type { ConnectionRecord } from '../history/record.ts';
import type { Message } from '../protocol/message.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import type { WorldContext } from '../execution/world-context.ts';

type By = NonNullable<ConnectionRecord['by']>;
type Side = 'gateway' | 'client';
type LegState = 'waiting' | 'open' | 'closed';

interface MessageUnderWay {
  readonly message: Message;
  readonly frameId: number;
}

/** Numbers the connections and frames of one history. */
export class ConnectionRegister {
  readonly #world: WorldContext;
  #connections = 0;
  #frames = 0;

  constructor(world: WorldContext) {
    this.#world = world;
  }

  create(link: LinkCondition): ConnectionLegs {
    return new ConnectionLegs(this.#world, ++this.#connections, link, () => this.#frames++);
  }
}

export class ConnectionLegs {
  readonly link: LinkCondition;
  readonly client: string;
  /** Why it goes, where the one who ended it knows: told to the leg that learns it later. */
  endedBy: By | undefined;
  /** What the client said when it closed. */
  goodbye: { readonly code: number; readonly reason: string } | undefined;
  readonly #world: WorldContext;
  readonly #conn: number;
  readonly #nextFrame: () => number;
  readonly #up = new Fifo<MessageUnderWay>();
  readonly #down = new Fifo<MessageUnderWay>();
  #gateway: LegState = 'waiting';
  #client: LegState = 'waiting';

  constructor(world: WorldContext, conn: number, link: LinkCondition, nextFrame: () => number) {
    this.#world = world;
    this.#conn = conn;
    this.link = link;
    this.client = link.client;
    this.#nextFrame = nextFrame;
  }

  get openAtClient(): boolean {
    return this.#client === 'open';
  }

  get closedAtClient(): boolean {
    return this.#client === 'closed';
  }

  get closedAtGateway(): boolean {
    return this.#gateway === 'closed';
  }

  opened(leg: Side): void {
    if (leg === 'gateway') this.#gateway = 'open';
    else this.#client = 'open';
    this.#record({ event: 'opened', leg });
  }

  /** The attempt failed; to be said before the client's leg opened. */
  refused(): void {
    if (this.#client === 'closed') return;
    this.#client = 'closed';
    this.#record({ event: 'refused', leg: 'client' });
  }

  /** One leg is over; said again it means nothing. A leg that never opened leaves no record. */
  closed(leg: Side, code: number, reason: string, by: By): void {
    const was = leg === 'gateway' ? this.#gateway : this.#client;
    if (leg === 'gateway') this.#gateway = 'closed';
    else this.#client = 'closed';
    this.endedBy ??= by;
    if (was === 'open') this.#record({ event: 'closed', leg, code, reason, by });
  }

  sent(from: Side, message: Message): void {
    const frameId = this.#nextFrame();
    (from === 'client' ? this.#up : this.#down).push({ message, frameId });
    this.#frame(from, from, message, frameId);
  }

  /** The other end took the next message; undefined: nothing was sent, or that end is over. */
  taken(at: Side): Message | undefined {
    const underWay = (at === 'gateway' ? this.#up : this.#down).shift();
    if (underWay === undefined) return undefined;
    if ((at === 'gateway' ? this.#gateway : this.#client) !== 'open') return undefined;
    this.#frame(at === 'gateway' ? 'client' : 'gateway', at, underWay.message, underWay.frameId);
    return underWay.message;
  }

  #frame(from: Side, leg: Side, message: Message, frameId: number): void {
    this.#world.record({ kind: 'frame', from, leg, conn: this.#conn, client: this.client, frameId, message });
  }

  #record(
    body: Pick<ConnectionRecord, 'event' | 'leg'> & Partial<Pick<ConnectionRecord, 'code' | 'reason' | 'by'>>,
  ): void {
    this.#world.record({ kind: 'connection', conn: this.#conn, client: this.client, ...body });
  }
}
