/**
 * The ranges of one gateway on their way: so many are handed out, the first of them is the next to be merged, and one that
 * nobody could execute is cut in two. A value that changes; whoever keeps it writes it down. Must not know: Redis.
 */
import type { PoisonedPlan, RangesState } from './checkpoint.ts';
import { halvesOf, type FleetRange } from './plan-range.ts';

export interface FlowLimits {
  readonly of: FleetRange['of'];
  /** First and last plan, both included. */
  readonly from: number;
  readonly to: number;
  /** Plans of a range. */
  readonly size: number;
  /** Most ranges that are handed out and not merged. */
  readonly window: number;
}

export class RangeFlow {
  readonly #limits: FlowLimits;
  readonly #outstanding: FleetRange[];
  #next: number;

  constructor(limits: FlowLimits, { outstanding, next }: RangesState) {
    this.#limits = limits;
    this.#outstanding = [...outstanding];
    this.#next = next;
  }

  static beginning({ from }: Pick<FlowLimits, 'from'>): RangesState {
    return { outstanding: [], next: from };
  }

  get state(): RangesState {
    return { outstanding: [...this.#outstanding], next: this.#next };
  }

  get outstanding(): readonly FleetRange[] {
    return this.#outstanding;
  }

  /** The next to be merged. */
  get head(): FleetRange | undefined {
    return this.#outstanding[0];
  }

  get isOver(): boolean {
    return this.#outstanding.length === 0 && this.#next > this.#limits.to;
  }

  /** Hands out as many as may be; gives the new ones. */
  fill(): readonly FleetRange[] {
    const { of, to, size, window } = this.#limits;
    const filled: FleetRange[] = [];
    for (; this.#outstanding.length < window && this.#next <= to;) {
      const range = { of, from: this.#next, to: Math.min(to, this.#next + size - 1) };
      this.#next = range.to + 1;
      this.#outstanding.push(range);
      filled.push(range);
    }
    return filled;
  }

  /** The head was merged. */
  merged(): void {
    this.#outstanding.shift();
  }

  /** Nobody could execute the head. Gives its halves, or the plan that is left out. */
  failed(reason: string): readonly FleetRange[] | PoisonedPlan {
    const head = this.#outstanding.shift();
    if (head === undefined) return [];
    const halves = halvesOf(head);
    if (halves === undefined) return { of: head.of, index: head.from, reason };
    this.#outstanding.unshift(...halves);
    return halves;
  }

  /** Nothing more is wanted; gives what was handed out. */
  end(): readonly FleetRange[] {
    this.#next = this.#limits.to + 1;
    return this.#outstanding.splice(0);
  }
}
