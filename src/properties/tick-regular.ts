/**
 * tick/regular. Judged where frames leave the gateway (where they arrive, if the history shows no more), from the
 * hello on, in the fair time of the connection's client. A stop or a crash ends the wait with the process, a close
 * with the connection, whichever side begins it. What a slow reader is sent is dated by its reading where nobody sees
 * the gateway's side. An interval that is not above zero announces nothing.
 */
import type { FrameRecord } from '../history/record.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { CutAbout, EventAbout, Of, RequestAbout } from './about.ts';
import { FindingChecker, type Property } from './property.ts';

const INTERVALS = 2;

export const tickRegular: Property = {
  id: 'tick/regular',
  family: 'order',
  statement:
    'On a greeted connection a tick leaves the gateway at least every two announced intervals, in every incarnation, until shutdown is announced or either side begins to close.',
  why: 'OpenClaw protocol: policy.tickIntervalMs; OpenClaw issues 103407, 129354',
  exercise: 'a tick within two intervals of the hello or of the tick before',
  watches: [
    { type: 'event', says: ['tick', 'shutdown'] },
    { type: 'response', says: ['hello'] },
    { type: 'connection', says: ['closed'] },
    'process',
  ],
  start: (model) => new TickRegular(model),
};

/** What a connection waits for. */
interface TickWait {
  readonly client: string;
  readonly interval: Micros;
  /** The hello or the last tick, and the fair time of it. */
  last: 'hello' | 'tick';
  record: number;
  since: Micros;
}

class TickRegular extends FindingChecker {
  /** By number of the connection. */
  readonly #waits = new Map<number, TickWait>();

  response({ record, answer }: Of<'response'>, { connection, pending }: RequestAbout): void {
    if (answer?.type !== 'hello' || pending.answeredRecord !== record.i || !connection.open) return;
    const interval = ms(answer.tickIntervalMs);
    const { client, conn } = connection;
    if (!(interval > 0) || this.model.connections.isDatedByReading(conn, client)) return;
    const since = this.#fairTime(client);
    this.#waits.set(record.conn, { client, interval, last: 'hello', record: record.i, since });
  }

  event({ record, meaning }: Of<'event'>, { isNews }: EventAbout): void {
    const wait = isNews ? this.#waits.get(record.conn) : undefined;
    if (wait === undefined) return;
    if (meaning.type === 'shutdown') this.#end(record.conn, record.i);
    else if (meaning.type === 'tick') this.#ticked(wait, record);
  }

  connection({ record: { conn, event, i } }: Of<'connection'>): void {
    if (event === 'closed') this.#end(conn, i);
  }

  process({ record: { event, i } }: Of<'process'>, _about: CutAbout): void {
    if (event === 'crashed' || event === 'exited') this.#endAll(i);
  }

  override finish(): void {
    this.#endAll(this.model.position);
  }

  #fairTime(client: string): Micros {
    return this.model.fair.client(client).read(this.model.now);
  }

  #ticked(wait: TickWait, { conn, i }: FrameRecord): void {
    if (this.#isLate(wait)) this.#convict('a tick came late', conn, wait, i);
    else this.exercised++;
    wait.last = 'tick';
    wait.record = i;
    wait.since = this.#fairTime(wait.client);
  }

  #endAll(record: number): void {
    for (const conn of this.#waits.keys()) this.#end(conn, record);
  }

  /** Nothing is owed on this connection any more. */
  #end(conn: number, record: number): void {
    const wait = this.#waits.get(conn);
    if (wait === undefined) return;
    this.#waits.delete(conn);
    if (this.#isLate(wait)) this.#convict('ticks do not come', conn, wait, record);
  }

  #isLate({ client, interval, since }: TickWait): boolean {
    return this.#fairTime(client) - since > INTERVALS * interval;
  }

  #convict(cause: string, conn: number, wait: TickWait, record: number): void {
    const waited = Math.round((this.#fairTime(wait.client) - wait.since) / 1_000);
    const sentence = `connection ${conn} (${wait.client}) was sent no tick for ${waited} ms of fair time after its ${wait.last}; the hello announced one every ${wait.interval / 1_000} ms`;
    this.add(cause, sentence, wait.record, record);
  }
}
