/**
 * The legs of a connection: one WebSocket connection as its two ends see it. Owns its records on both legs and the
 * pairing of what one end sent with what the other took: a connection is ordered and reliable, so the nth message out
 * is the nth in. Must not know sockets.
 */
import { Fifo } from '../kernel/fifo.ts';
import type { ConnectionRecord, Leg } from '../history/record.ts';
import type { Message } from '../protocol/message.ts';
import type { LinkCondition } from '../execution/link-condition.ts';
import type { WorldContext } from '../execution/world-context.ts';

type By = NonNullable<ConnectionRecord['by']>;
type LegState = 'waiting' | 'open' | 'closed';

interface MessageUnderWay {
  readonly message: Message;
  readonly frameId: number;
}

/** How many there have been in one history: what the next is numbered by. */
export interface LegCounts {
  connections: number;
  frames: number;
}

export class ConnectionLegs {
  readonly link: LinkCondition;
  /** Of each end what it knows of the connection. */
  readonly state: Record<Leg, LegState> = { gateway: 'waiting', client: 'waiting' };
  /** Why it goes, where the one who ended it knows: told to the leg that learns it later. */
  endedBy: By | undefined;
  /** What the client said when it closed. */
  goodbye: { readonly code: number; readonly reason: string } | undefined;
  readonly #world: WorldContext;
  readonly #conn: number;
  readonly #counts: LegCounts;
  /** By the end that sent it. */
  readonly #underWay = { gateway: new Fifo<MessageUnderWay>(), client: new Fifo<MessageUnderWay>() };

  constructor(world: WorldContext, link: LinkCondition, counts: LegCounts) {
    this.#world = world;
    this.link = link;
    this.#counts = counts;
    this.#conn = ++counts.connections;
  }

  opened(leg: Leg): void {
    this.state[leg] = 'open';
    this.#record({ event: 'opened', leg });
  }

  /** The attempt failed; to be said before the client's leg opened. */
  refused(): void {
    if (this.state.client === 'closed') return;
    this.state.client = 'closed';
    this.#record({ event: 'refused', leg: 'client' });
  }

  /** One leg is over; said again it means nothing. A leg that never opened leaves no record. */
  closed(leg: Leg, code: number, reason: string, by: By): void {
    const was = this.state[leg];
    this.state[leg] = 'closed';
    this.endedBy ??= by;
    if (was === 'open') this.#record({ event: 'closed', leg, code, reason, by });
  }

  sent(from: Leg, message: Message): void {
    const frameId = this.#counts.frames++;
    this.#underWay[from].push({ message, frameId });
    this.#world.frame(from, from, this.#conn, this.link.client, frameId, message);
  }

  /** The other end took the next message; undefined: nothing was sent, or that end is over. */
  taken(at: Leg): Message | undefined {
    const from = at === 'gateway' ? 'client' : 'gateway';
    const underWay = this.#underWay[from].shift();
    if (underWay === undefined || this.state[at] !== 'open') return undefined;
    const { message, frameId } = underWay;
    this.#world.frame(from, at, this.#conn, this.link.client, frameId, message);
    return message;
  }

  #record(
    body: Pick<ConnectionRecord, 'event' | 'leg'> & Partial<Pick<ConnectionRecord, 'code' | 'reason' | 'by'>>,
  ): void {
    this.#world.record({ kind: 'connection', conn: this.#conn, client: this.link.client, ...body });
  }
}
