/**
 * One life of a served gateway: from its boot until it exits, fails or is stopped. Everything that calls the gateway
 * does so through here, so that nothing reaches it once it is over, and so that what it throws and does not catch ends
 * it. Must not know: sockets, files, what a gateway does.
 */

/** How a life ended. `failed`: by an exception nobody caught, or because its host could not go on. */
export type LifeEnd = { readonly type: 'exited' } | { readonly type: 'failed'; readonly thrown: unknown };

export class Life {
  readonly #onOver: (end: LifeEnd) => void;
  readonly #endings = new Set<() => void>();
  #alive = true;

  /** `onOver` is called once, after everything was taken away. */
  constructor(onOver: (end: LifeEnd) => void) {
    this.#onOver = onOver;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Calls into the gateway, unless its life is over. Never throws. */
  deliver(callback: () => void): void {
    if (!this.#alive) return;
    try {
      callback();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** Something to be taken away at the end; the answer takes it off the list again. */
  onEnd(ending: () => void): () => void {
    this.#endings.add(ending);
    return () => this.#endings.delete(ending);
  }

  exit(): void {
    this.#end({ type: 'exited' });
  }

  fail(thrown: unknown): void {
    this.#end({ type: 'failed', thrown });
  }

  #end(end: LifeEnd): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const ending of this.#endings) ending();
    this.#endings.clear();
    this.#onOver(end);
  }
}
