/**
 * The stage: what every part of the simulated world shares. Virtual time, chance, the recorder, the plan, and the
 * one place where records are dated. Must not know: what the parts do.
 */
import { Loop } from '../kernel/loop.ts';
import { createRandom, type DrawObserver, type RandomSource, type RandomStream } from '../kernel/random.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { Recorder } from '../history/history.ts';
import type { FrameRecord, Leg, RecordBody } from '../history/record.ts';
import type { Plan } from '../plan/plan.ts';
import type { Message } from '../protocol/message.ts';

export class Stage {
  readonly plan: Plan;
  readonly loop: Loop;
  readonly random: RandomSource;
  readonly #recorder: Recorder;
  /** Which life of the gateway process goes on, from 1; 0 before the first. */
  incarnation = 0;

  constructor(plan: Plan, recorder: Recorder, onDraw?: DrawObserver) {
    this.plan = plan;
    this.loop = new Loop({ seed: plan.seed, ties: plan.ties });
    this.random = createRandom(plan.seed, onDraw);
    this.#recorder = recorder;
  }

  get now(): Micros {
    return this.loop.now;
  }

  record(body: RecordBody): void {
    this.#recorder.add(body, this.loop.now, this.incarnation);
  }

  /** The same for a frame, which most records are: put together once and for all, here. */
  recordFrame(
    from: FrameRecord['from'],
    leg: Leg,
    conn: number,
    client: string,
    frameId: number,
    message: Message,
    bufferedBytes: number | undefined,
  ): void {
    const i = this.#recorder.count;
    const { incarnation } = this;
    const atMicros = this.loop.now;
    const kind = 'frame';
    this.#recorder.addFrame(
      bufferedBytes === undefined
        ? { i, atMicros, incarnation, kind, from, leg, conn, client, frameId, message }
        : { i, atMicros, incarnation, kind, from, leg, conn, client, frameId, message, bufferedBytes },
    );
  }
}

/** A duration drawn uniformly from a range of milliseconds. */
export function drawMicros(stream: RandomStream, range: readonly [number, number]): Micros {
  const low = range[0];
  const high = range[1];
  return high <= low ? ms(low) : ms(low + stream.next() * (high - low));
}
