/**
 * Real time: drives the kernel's loop by the machine's monotonic clock. Whatever comes from outside (a socket, a
 * process, a request) enters here: what was due before it runs first, and records are dated by when they were seen.
 * Owns the one timer, and conditions that somebody waits for. Must not know what happens.
 */
import type { Loop } from '../kernel/loop.ts';
import type { Wait } from '../execution/course.ts';
import { MICROS_PER_MS, type Micros } from '../kernel/time.ts';

interface Waiter {
  readonly condition: () => boolean;
  readonly deadline: Micros;
  readonly resolve: (held: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

/** Conditions may depend on time alone, so they are looked at this often at least. Milliseconds. */
const LONGEST_NAP = 50;

export class RealTime {
  readonly #loop: Loop;
  #origin = 0;
  #state: 'before' | 'running' | 'over' = 'before';
  #inside = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiters = new Set<Waiter>();
  #failure: Error | undefined;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Time begins to pass. */
  start(): void {
    this.#origin = performance.now();
    this.#state = 'running';
    this.#arm();
  }

  /** Nothing is run, recorded or waited for any more; every wait ends as not held. */
  stop(): void {
    this.#state = 'over';
    clearTimeout(this.#timer);
    for (const waiter of this.#waiters) waiter.resolve(false);
    this.#waiters.clear();
  }

  /** Something came from outside. Before the start it happens at time zero; after the end it is not heard. */
  enter(callback: () => void): void {
    if (this.#state === 'over') return;
    if (this.#inside || this.#state === 'before') return callback();
    this.#inside = true;
    try {
      this.#loop.runUntil(Math.floor((performance.now() - this.#origin) * MICROS_PER_MS));
      callback();
    } catch (thrown) {
      this.fail(thrown);
    } finally {
      this.#inside = false;
    }
    this.#look();
    this.#arm();
  }

  /** Waits until `condition` holds (true) or `deadline`, a time of the loop, has passed (false). */
  until(condition: () => boolean, deadline: Micros): Promise<boolean> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiters.add({ condition, deadline, resolve, reject });
      this.enter(() => {});
    });
  }

  /** Carries the course of an execution out: what it does between two waits happens at one instant. */
  async carryOut<R>(course: Generator<Wait, R, void>): Promise<R> {
    for (;;) {
      const next: IteratorResult<Wait, R>[] = [];
      this.enter(() => next.push(course.next()));
      const [step] = next;
      if (step === undefined) throw this.#failure ?? new Error('ended before it was over');
      if (step.done === true) return step.value;
      await this.until(() => step.value.isOver(), step.value.by);
    }
  }

  /** Ends every wait, now and later, with this. */
  fail(reason: unknown): void {
    this.#failure ??= reason instanceof Error ? reason : new Error(String(reason));
    for (const waiter of this.#waiters) waiter.reject(this.#failure);
    this.#waiters.clear();
  }

  #look(): void {
    for (const waiter of this.#waiters) {
      const held = waiter.condition();
      if (!held && this.#loop.now < waiter.deadline) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(held);
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#state !== 'running') return;
    const now = (performance.now() - this.#origin) * MICROS_PER_MS;
    const due = ((this.#loop.nextAt ?? Infinity) - now) / MICROS_PER_MS;
    const nap = this.#waiters.size > 0 ? Math.min(due, LONGEST_NAP) : due;
    if (nap === Infinity) return;
    this.#timer = setTimeout(() => this.enter(() => {}), Math.max(0, Math.min(nap, 2 ** 31 - 1)));
  }
}
