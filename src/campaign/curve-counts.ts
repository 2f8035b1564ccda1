/**
 * What was counted for a causality curve: of the continuations of so many entries, how many were executed and how many failed,
 * by what came after. Knows counts alone. Limit: of a kind with few executions a share says little.
 */
import { kindOf, type ContinuationKind } from './continuations.ts';

/** Two points that were measured, and nothing between them. */
export interface Pair {
  readonly from: number;
  readonly to: number;
  /** By so much the later one fails more often. */
  readonly rise: number;
}

interface Count {
  executions: number;
  failures: number;
}

export class CurveCounts {
  /** By how many entries were kept. */
  readonly #all = new Map<number, Count>();
  readonly #kinds = new Map<string, Count>();

  of(kept: number): Readonly<Count> {
    return this.#all.get(kept) ?? { executions: 0, failures: 0 };
  }

  /** Continuations `from` to `to` were executed; those failed. */
  add(kept: number, from: number, to: number, failed: readonly number[]): void {
    for (let k = from; k <= to; k++) {
      const fails = failed.includes(k);
      count(this.#all, kept, fails);
      count(this.#kinds, `${kept} ${kindOf(k)}`, fails);
    }
  }

  share(kept: number): number {
    return shareOf(this.#all.get(kept));
  }

  /** Of the continuations of one kind. */
  shareOfKind(kept: number, kind: ContinuationKind): number {
    return shareOf(this.#kinds.get(`${kept} ${kind}`));
  }

  /** In rising order. */
  kept(): readonly number[] {
    return [...this.#all.keys()].toSorted((a, b) => a - b);
  }

  pairs(): readonly Pair[] {
    const kept = this.kept();
    return kept.slice(1).map((to, place) => {
      const from = kept[place] ?? 0;
      return { from, to, rise: this.share(to) - this.share(from) };
    });
  }
}

function count<K>(counts: Map<K, Count>, key: K, fails: boolean): void {
  const { executions, failures } = counts.get(key) ?? { executions: 0, failures: 0 };
  counts.set(key, { executions: executions + 1, failures: failures + (fails ? 1 : 0) });
}

function shareOf({ executions, failures }: Count = { executions: 0, failures: 0 }): number {
  return executions === 0 ? 0 : failures / executions;
}
