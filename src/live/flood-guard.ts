/** Ends an execution whose gateway says more than can be kept in memory, before that ends this process. */
import { TargetError } from '../input/problem.ts';

/** What a gateway may say in one execution, in bytes. */
const LARGEST_HISTORY = 768 * 1024 * 1024;
/** What keeping a message costs beside its text, about. */
const BYTES_BESIDE_TEXT = 1_024;

export class FloodGuard {
  readonly #target: string;
  readonly #fail: (reason: TargetError) => void;
  #bytes = 0;
  #messages = 0;

  constructor(target: string, fail: (reason: TargetError) => void) {
    this.#target = target;
    this.#fail = fail;
  }

  /** The gateway said a message of so many bytes. */
  heard(bytes: number): void {
    this.#messages++;
    this.#bytes += bytes + BYTES_BESIDE_TEXT;
    if (this.#bytes <= LARGEST_HISTORY) return;
    const messages = this.#messages;
    this.#fail(
      new TargetError(`${this.#target}: floods its clients (more than can be kept, in ${messages} messages)`),
    );
  }
}
