/**
 * The queue of what happens next: one binary heap on flat arrays, ordered by (time, tie-break, insertion).
 * Equal keys leave in the order they came, so one lane is always FIFO. Owns ordering only; it calls nothing.
 */
import type { Micros } from './time.ts';

export class EventQueue<T> {
  readonly #at: number[] = [];
  readonly #tie: number[] = [];
  readonly #order: number[] = [];
  readonly #items: T[] = [];
  #inserted = 0;

  get size(): number {
    return this.#items.length;
  }

  /** Time of the next item, or undefined when the queue is empty. */
  get nextAt(): Micros | undefined {
    return this.#at[0];
  }

  push(at: Micros, tie: number, item: T): void {
    const order = this.#inserted++;
    let hole = this.#items.length;
    this.#items.push(item);
    this.#at.push(at);
    this.#tie.push(tie);
    this.#order.push(order);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#before(at, tie, order, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#place(hole, at, tie, order, item);
  }

  /** Removes and returns the first item; undefined when empty. */
  pop(): T | undefined {
    const length = this.#items.length;
    if (length === 0) return undefined;
    const first = this.#items[0] as T;
    const item = this.#items.pop() as T;
    const at = this.#at.pop() as number;
    const tie = this.#tie.pop() as number;
    const order = this.#order.pop() as number;
    if (length > 1) this.#sink(at, tie, order, item, length - 1);
    return first;
  }

  #sink(at: number, tie: number, order: number, item: T, length: number): void {
    let hole = 0;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && this.#less(right, child)) child = right;
      if (this.#before(at, tie, order, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#place(hole, at, tie, order, item);
  }

  #less(i: number, j: number): boolean {
    return this.#before(this.#at[i] as number, this.#tie[i] as number, this.#order[i] as number, j);
  }

  #before(at: number, tie: number, order: number, j: number): boolean {
    const otherAt = this.#at[j] as number;
    if (at !== otherAt) return at < otherAt;
    const otherTie = this.#tie[j] as number;
    if (tie !== otherTie) return tie < otherTie;
    return order < (this.#order[j] as number);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#tie[to] = this.#tie[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#items[to] = this.#items[from] as T;
  }

  #place(hole: number, at: number, tie: number, order: number, item: T): void {
    this.#at[hole] = at;
    this.#tie[hole] = tie;
    this.#order[hole] = order;
    this.#items[hole] = item;
  }
}
