/**
 * What a hosted process still has to do, in one order: by virtual time, then by who came first. Timers, file operations,
 * sockets and immediates all wait here. Owns virtual time as the process sees it; must not know what the events are.
 */

export interface Happening {
  atMicros: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
  /** The process does not end while it is to come. */
  holds: boolean;
  /** The worker whose it is; undefined: the main thread's. */
  readonly owner: Owner | undefined;
}

/** Someone whose events come to nothing when it is over. */
export interface Owner {
  readonly over: boolean;
}

export class Agenda {
  /** What our side said last. */
  nowMicros = 0;
  wallMillis = 0;
  /** The process slept since, or worked: nothing more happens before this. */
  busyUntilMicros = 0;
  readonly #heap: Happening[] = [];
  #count = 0;

  add(delayMicros: number, run: () => void, holds = true, owner?: Owner): Happening {
    const atMicros = this.seenMicros + Math.max(0, Math.round(delayMicros));
    const happening = { atMicros, order: this.#count++, run, cancelled: false, holds, owner };
    this.#push(happening);
    return happening;
  }

  /** Time begins later than was thought: what is to come, comes as much later. */
  beginAt(micros: number, wallMillis: number): void {
    const later = micros - this.nowMicros;
    for (const one of this.#heap) one.atMicros += later;
    this.busyUntilMicros += later;
    [this.nowMicros, this.wallMillis] = [micros, wallMillis];
  }

  /** Time passes, and the wall clock with it. */
  moveTo(micros: number): void {
    this.wallMillis += Math.floor(micros / 1000) - Math.floor(this.nowMicros / 1000);
    this.nowMicros = micros;
  }

  /** The time as the code that runs now sees it: also what it slept away. */
  get seenMicros(): number {
    return Math.max(this.nowMicros, this.busyUntilMicros);
  }

  get seenWallMillis(): number {
    return this.wallMillis + Math.floor((this.seenMicros - this.nowMicros) / 1000);
  }

  /** Takes what is due by now; undefined: nothing is. */
  take(): Happening | undefined {
    const first = this.#first();
    if (first === undefined || Math.max(first.atMicros, this.busyUntilMicros) > this.nowMicros)
      return undefined;
    this.#pop();
    return first;
  }

  /** When something is due next; null: nothing is to come. */
  get dueMicros(): number | null {
    const first = this.#first();
    return first === undefined ? null : Math.max(first.atMicros, this.busyUntilMicros);
  }

  /** Something that this owner waits for is to come. */
  holdsFor(owner: Owner): boolean {
    return this.#heap.some((one) => one.owner === owner && one.holds && !one.cancelled);
  }

  /** Something that the process waits for is to come. */
  get holds(): boolean {
    return this.#heap.some((one) => one.holds && !one.cancelled);
  }

  #first(): Happening | undefined {
    while (this.#heap[0]?.cancelled === true) this.#pop();
    return this.#heap[0];
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let at = heap.push(happening) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(happening, heap[above] as Happening)) break;
      heap[at] = heap[above] as Happening;
      at = above;
    }
    heap[at] = happening;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Happening;
    const { length } = heap;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= length) break;
      if (below + 1 < length && isBefore(heap[below + 1] as Happening, heap[below] as Happening)) below++;
      if (!isBefore(heap[below] as Happening, last)) break;
      heap[at] = heap[below] as Happening;
      at = below;
    }
    heap[at] = last;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.atMicros < b.atMicros || (a.atMicros === b.atMicros && a.order < b.order);
}
