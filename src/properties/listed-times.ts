/** What lists said of when things were, by name: the same each time, or whoever sorts by it is misled. */
export interface ListedTime {
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** The first list that said so. */
  readonly record: number;
}

export class ListedTimes {
  readonly #first = new Map<string, ListedTime>();

  /** A list says this; gives what one before said otherwise. */
  differs(name: string, timestamp: number, record: number): ListedTime | undefined {
    const first = this.#first.get(name);
    if (first === undefined) this.#first.set(name, { timestamp, record });
    return first === undefined || first.timestamp === timestamp ? undefined : first;
  }
}
