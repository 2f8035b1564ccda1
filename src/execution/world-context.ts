/**
 * The context of one execution: what every part of a world shares. The loop that time passes in, chance, the plan, and
 * the way to the recorder, which dates what is not dated yet. Must not know: what the parts do.
 */
import { Loop, type Livelock } from '../kernel/loop.ts';
import { createRandom, type DrawObserver, type RandomSource, type RandomStream } from '../kernel/random.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { Recorder } from '../history/history.ts';
import type { HistoryRecord, Leg, RecordBody } from '../history/record.ts';
import type { Plan } from '../plan/plan.ts';
import type { Message } from '../protocol/message.ts';

/** A livelock of an execution: which bound of the plan was passed, and where. */
export interface ExecutionLivelock extends Livelock {
  /** The last record before it. */
  readonly record: number;
}

/** The same in words. */
export function livelockWords({ bound, most, lane }: Livelock): string {
  const words =
    bound === 'eventsPerInstant'
      ? `time stands still: more than ${most} events in one instant`
      : `no end: more than ${most} events`;
  return `${words}, the last of ${lane}`;
}

export class WorldContext {
  readonly plan: Plan;
  readonly loop: Loop;
  readonly random: RandomSource;
  readonly #recorder: Recorder;
  /** Which life of the gateway process goes on, from 1; 0 before the first. */
  incarnation = 0;

  constructor(plan: Plan, recorder: Recorder, onDraw?: DrawObserver) {
    this.plan = plan;
    this.loop = new Loop({ seed: plan.seed, ties: plan.ties, bounds: plan.bounds });
    this.random = createRandom(plan.seed, onDraw);
    this.#recorder = recorder;
  }

  get now(): Micros {
    return this.loop.now;
  }

  /** Set once the execution cannot come to its end by itself; to be asked before more is recorded. */
  get livelock(): ExecutionLivelock | null {
    const { livelock } = this.loop;
    return livelock === undefined ? null : { ...livelock, record: this.next - 1 };
  }

  record(body: RecordBody): void {
    this.#recorder.add(body, this.loop.now, this.incarnation);
  }

  /** A text as a record may show it. */
  masked(text: string): string {
    return this.#recorder.masked(text);
  }

  /** The number of the next record. */
  get next(): number {
    return this.#recorder.count;
  }

  /** The same for a record that is numbered and dated already, for those of which there are many: copies none. */
  add(record: HistoryRecord): void {
    this.#recorder.addDated(record);
  }

  /** A frame leaves one end of a connection, or reaches the other: on that leg. */
  frame(
    from: Leg,
    leg: Leg,
    conn: number,
    client: string,
    frameId: number,
    message: Message,
    bufferedBytes?: number,
  ): void {
    const { next: i, now: atMicros, incarnation } = this;
    const kind = 'frame';
    // one shape for all of them: whoever reads a frame's record reads it several times faster
    this.#recorder.addFrame({
      i,
      atMicros,
      incarnation,
      kind,
      from,
      leg,
      conn,
      client,
      frameId,
      message,
      bufferedBytes,
    });
  }
}

/** A duration drawn uniformly from a range of milliseconds. */
export function drawMicros(stream: RandomStream, range: readonly [number, number]): Micros {
  const low = range[0];
  const high = range[1];
  return high <= low ? ms(low) : ms(low + stream.next() * (high - low));
}
