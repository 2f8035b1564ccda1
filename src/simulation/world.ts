/**
 * The simulated world: executes a plan against a gateway behind the in-process port, under a virtual clock, network,
 * disk, provider and process supervisor. Same plan, same gateway: the same records, every time. Owns how time passes:
 * one event after the other, with pauses for gateways written with promises.
 */
import type { Gateway } from '../gateway/port.ts';
import type { Recorder } from '../history/history.ts';
import { invariant } from '../kernel/invariant.ts';
import type { DrawObserver } from '../kernel/random.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { Plan } from '../plan/plan.ts';
import { courseOf, type Conclusion, type Course, type Wait } from '../execution/course.ts';
import { Participants, type Entrance } from '../execution/participants.ts';
import { summaryOf } from '../execution/summary-text.ts';
import { WorldContext } from '../execution/world-context.ts';
import { SimulatedDisk } from './disk.ts';
import { Network } from './network.ts';
import { Supervisor, TOKEN } from './supervisor.ts';

/** How an execution went: its length in events and in virtual microseconds, and whether it came to rest. */
export interface Execution extends Conclusion {
  /** Callbacks that the loop dispatched. */
  readonly events: number;
  readonly virtualMicros: Micros;
}

const PATIENCE = { quiet: ms(500), quietWithin: Infinity };

/**
 * Executes `plan` against `gateway`; every boundary record goes to `recorder`, which must be a fresh one. A gateway
 * written with promises needs `simulateWithPauses`: nothing here could let them run. `onDraw` is told of all chance.
 */
export function simulate(plan: Plan, gateway: Gateway, recorder: Recorder, onDraw?: DrawObserver): Execution {
  const run = simulateWithPauses(plan, gateway, recorder, onDraw).next();
  invariant(run.done === true, `gateway '${gateway.name}' is written with promises and needs a driver`);
  return run.value;
}

/**
 * A run that yields wherever promises of the gateway may want to run before virtual time moves: after every step that
 * called the gateway, if it `awaits`. It goes on when given the rejections that nobody handled meanwhile, in order.
 */
export type PausingRun = Pausing<Execution>;

/** The same as `simulate`, for every gateway; nothing happens before the first `next`. */
export function* simulateWithPauses(
  plan: Plan,
  gateway: Gateway,
  recorder: Recorder,
  onDraw?: DrawObserver,
): PausingRun {
  return yield* new World(plan, gateway, recorder, onDraw).run();
}

/** A part of a run with pauses. */
type Pausing<T> = Generator<void, T, readonly unknown[]>;

class World {
  readonly #context: WorldContext;
  readonly #supervisor: Supervisor;
  readonly #course: Course;
  readonly #awaits: boolean;
  /** What `supervisor.entered` was at the last pause. */
  #pausedAt = 0;

  constructor(plan: Plan, gateway: Gateway, recorder: Recorder, onDraw?: DrawObserver) {
    const context = new WorldContext(plan, recorder, onDraw);
    this.#context = context;
    this.#awaits = gateway.awaits === true;
    const entrance: Entrance = {
      token: TOKEN,
      connect(link, events) {
        return network.connect(link, events);
      },
    };
    const options = gateway.completions === true ? { summaryOf } : {};
    const participants = new Participants(context, entrance, options);
    const { faults, provider } = participants;
    const network = new Network(context, faults);
    const disk = new SimulatedDisk(context, faults);
    const supervisor = new Supervisor(context, gateway, network, disk, provider, participants);
    this.#supervisor = supervisor;
    supervisor.start();
    participants.begin({ network, disk, supervisor });
    this.#course = courseOf(context, participants, PATIENCE);
  }

  *run(): PausingRun {
    for (;;) {
      const { done, value } = this.#course.next();
      if (done === true)
        return { ...value, events: this.#context.loop.dispatched, virtualMicros: this.#context.now };
      yield* this.#carryOut(value);
    }
  }

  *#carryOut(wait: Wait): Pausing<void> {
    this.#supervisor.wait = wait;
    if (this.#pauseIsDue) yield* this.#pause();
    while (!this.#letPass(wait)) yield* this.#pause();
  }

  /** Lets time pass until the wait is over; false: a pause is due before. */
  #letPass(wait: Wait): boolean {
    const { loop } = this.#context;
    while (loop.now < wait.by && !wait.isOver()) {
      const { lookAt, by } = wait;
      const until = lookAt < by ? lookAt : by;
      if (!loop.step(until)) loop.runUntil(until);
      if (this.#pauseIsDue) return false;
    }
    return true;
  }

  get #pauseIsDue(): boolean {
    return this.#awaits && this.#supervisor.entered !== this.#pausedAt;
  }

  *#pause(): Pausing<void> {
    this.#pausedAt = this.#supervisor.entered;
    for (const thrown of yield) this.#supervisor.uncaught(thrown);
  }
}
