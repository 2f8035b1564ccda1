/**
 * The plans of a campaign, merged in their order into its ledger, whoever executed them: the same plans count, and the
 * campaign is over with the same one. Must not know: threads, processes, files.
 */
import { isNotAlive } from '../properties/target-alive.ts';
import type { ChunkResult } from './chunk.ts';
import type { Ledger } from './ledger.ts';
import { chunkError } from './plan-error.ts';
import type { Target } from './target.ts';

export interface MergedCampaign {
  readonly seed: string;
  readonly target: Target;
  readonly ledger: Ledger;
  /** Failing plans with the so-many-th of which it is over. Default: it goes on. */
  readonly maxFailures?: number | undefined;
  /** Of a part of a campaign nobody can say that the gateway answered nobody before. Default: it is the whole. */
  readonly isPart?: boolean | undefined;
  /** Handed each chunk that counts. */
  readonly onChunk?: ((chunk: ChunkResult) => void) | undefined;
  /** Told after each chunk: how many plans there are, and how many of them failed. */
  readonly onProgress: (done: number, failures: number) => void;
}

/** How far it came, as plain data: another one goes on from it. */
export interface MergedState {
  readonly done: number;
  readonly failures: number;
  readonly isHopeless: boolean;
}

const NOTHING: MergedState = { done: 0, failures: 0, isHopeless: false };

export class MergedPlans {
  readonly #campaign: MergedCampaign;
  #done: number;
  #failures: number;
  /** The gateway ends its process, or dies and was not there for anybody yet: no further plan tells more. */
  #isHopeless: boolean;

  constructor(campaign: MergedCampaign, { done, failures, isHopeless }: MergedState = NOTHING) {
    this.#campaign = campaign;
    this.#done = done;
    this.#failures = failures;
    this.#isHopeless = isHopeless;
  }

  get state(): MergedState {
    return { done: this.#done, failures: this.#failures, isHopeless: this.#isHopeless };
  }

  get done(): number {
    return this.#done;
  }

  /** No further plan counts. */
  get isOver(): boolean {
    return this.#isHopeless || this.#failures >= (this.#campaign.maxFailures ?? Infinity);
  }

  /** Adds the chunk that comes next. Throws PlanError, or InputError, when one of its plans could not be executed. */
  add(chunk: ChunkResult): void {
    const { seed, target, ledger, isPart = false, onChunk, onProgress } = this.#campaign;
    for (const [offset, result] of chunk.plans.entries()) {
      ledger.addPlan(chunk.from + offset, result);
      this.#done++;
      if (result.findings.length > 0) this.#failures++;
      if (this.isOver) break;
      if (!isPart && ledger.answered === 0 && result.findings.some(isNotAlive)) this.#isHopeless = true;
    }
    if (chunk.ended === true) this.#isHopeless = true;
    chunk.mismatches.forEach(ledger.addMismatch);
    if (chunk.broken !== null) throw chunkError(seed, target, chunk.broken);
    onChunk?.(chunk);
    onProgress(this.#done, this.#failures);
  }
}
