/**
 * The queue of a campaign: ranges that wait for a worker, one job each, named by the range. A job is leased by BullMQ and
 * comes back when its lease ends. Must not know: what executes a range, and what is done with its result.
 */
import type { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { FleetLibraries } from './libraries.ts';
import { rangeName, type FleetRange } from './plan-range.ts';

/** So often a range is begun before it is said that nobody survives it. */
export const MOST_TRIES = 2;
const STARTED_TOO_OFTEN = 'job started more than allowable limit';
/** Events that the queue remembers: they are signs to look, and nothing that is needed. */
const KEPT_EVENTS = 1000;
/** Looks at least so often. */
const LOOK_MS = 2000;

/** What a job carries: no path, no address, no secret. */
export interface RangeJob {
  readonly range: FleetRange;
  /** The target's digest. */
  readonly target: string;
}

export class RangeQueue {
  readonly #queue: Queue<RangeJob>;
  readonly #events: QueueEvents;
  readonly #target: string;
  readonly #connections: readonly Redis[];
  #changes = 0;
  #wake: (() => void) | undefined;

  constructor({ bullmq, connect }: FleetLibraries, prefix: string, id: string, target: string) {
    this.#target = target;
    const connections = [connect(), connect()] as const;
    const [connection, listening] = (this.#connections = connections);
    this.#queue = new bullmq.Queue<RangeJob>(id, {
      connection,
      prefix,
      streams: { events: { maxLen: KEPT_EVENTS } },
    });
    this.#events = new bullmq.QueueEvents(id, { connection: listening, prefix });
    this.#queue.on('error', () => undefined);
    this.#events.on('error', () => undefined);
    this.#events.on('completed', () => this.#changed());
    this.#events.on('failed', () => this.#changed());
  }

  /** Of jobs that ended since it was made. */
  get changes(): number {
    return this.#changes;
  }

  /** A range that is there already stays as it is. */
  async add(ranges: readonly FleetRange[]): Promise<void> {
    if (ranges.length === 0) return;
    await this.#queue.addBulk(
      ranges.map((range) => ({
        name: 'range',
        data: { range, target: this.#target },
        opts: { jobId: rangeName(range), attempts: MOST_TRIES, removeOnComplete: true, removeOnFail: false },
      })),
    );
  }

  /** `failed`: with what became of the last try; `missing`: it is not there, or was executed. */
  async stateOf(range: FleetRange): Promise<{ readonly failed: string } | 'open' | 'missing'> {
    const job = await this.#queue.getJob(rangeName(range));
    if (job === undefined) return 'missing';
    if (job.finishedOn === undefined || job.failedReason === undefined) return 'open';
    // BullMQ says so of a job that was begun too often and never ended
    return {
      failed: job.failedReason === STARTED_TOO_OFTEN ? 'its worker was lost each time' : job.failedReason,
    };
  }

  async remove(ranges: readonly FleetRange[]): Promise<void> {
    // one that is being executed stays, and is removed when that is over
    for (const range of ranges) await this.#queue.remove(rangeName(range));
  }

  /** Settles when a job has ended since there were so many changes, when it is time to look again, or on an interrupt. */
  async changedSince(changes: number, signal: AbortSignal): Promise<void> {
    if (this.#changes !== changes || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, LOOK_MS);
      this.#wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Nothing of it is left in Redis. */
  async obliterate(): Promise<void> {
    await this.#queue.obliterate({ force: true });
  }

  async close(): Promise<void> {
    await this.#events.close();
    await this.#queue.close();
    for (const connection of this.#connections) connection.disconnect();
  }

  #changed(): void {
    this.#changes++;
    this.#wake?.();
    this.#wake = undefined;
  }
}
