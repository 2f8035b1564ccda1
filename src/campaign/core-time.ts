/** The CPU time that executing plans costs here: of this process with its threads, and of gateways in processes of their own. */
import { foreignMicros } from './foreign/foreign-process.ts';
import type { TargetReference } from './target.ts';

export class CoreTime {
  readonly #isMeasured: boolean;
  readonly #before = spentMicros();

  /** Measures from now on. What a hosted program's processes cost is not known. */
  constructor({ type }: TargetReference) {
    this.#isMeasured = type !== 'hosted';
  }

  /** Null: it cannot be measured. */
  get micros(): number | null {
    return this.#isMeasured ? spentMicros() - this.#before : null;
  }
}

function spentMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system + foreignMicros();
}
