/** A queue: first in, first out, at constant cost however long it grows. A ring that doubles. Owns order only. */
export class Fifo<T> {
  #ring: (T | undefined)[] = [undefined, undefined, undefined, undefined];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest item; undefined when empty. */
  get first(): T | undefined {
    return this.#ring[this.#head];
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size++) & (this.#ring.length - 1)] = item;
  }

  /** Removes and returns the oldest item; undefined when empty. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size--;
    return item;
  }

  clear(): void {
    if (this.#size > 0) this.#ring.fill(undefined);
    this.#head = 0;
    this.#size = 0;
  }

  #grow(): void {
    const { length } = this.#ring;
    this.#ring = Array.from({ length: length * 2 }, (_, k) =>
      k < length ? this.#ring[(this.#head + k) & (length - 1)] : undefined,
    );
    this.#head = 0;
  }
}
