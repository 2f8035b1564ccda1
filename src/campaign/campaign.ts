/**
 * A campaign: many plans of one seed on one gateway. Starts in this thread; when the measured pace says that seconds
 * of work are left, hands the rest to workers. Results are merged in plan order, so the ledger of an N-worker
 * campaign is the one-worker campaign's. An interrupt or the time budget ends it after a whole prefix of its plans.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runChunk, type Bench, type ChunkRequest, type ChunkResult } from './chunk.ts';
import type { DeterminismCheck } from './determinism.ts';
import type { Ledger } from './ledger.ts';
import { chunkError } from './plan-error.ts';
import { TargetError } from './problem.ts';
import type { Target } from './target.ts';

export interface Campaign {
  readonly seed: string;
  /** First and last plan, both included; `to` may be Infinity when there is a time budget. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of wall time after which no further plan is started; null: none. */
  readonly budgetMs: number | null;
  /** Most threads to use. */
  readonly workers: number;
  /** Threads start at once, or only when the measured pace says that seconds of work are left. */
  readonly threads: 'at-once' | 'when-they-pay';
  readonly check: DeterminismCheck;
}

export interface CampaignHands {
  readonly bench: Bench;
  readonly target: Target;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
  /** Starts a pool of threads that run chunks on the same target. */
  readonly startPool: (threads: number) => ChunkPool;
}

export interface ChunkPool {
  run(request: ChunkRequest): Promise<ChunkResult>;
  close(): Promise<void>;
}

export interface CampaignResult {
  /** How many plans were executed: a prefix of those asked for. */
  readonly plans: number;
  readonly interrupted: boolean;
}

const LOCAL_CHUNK = 8;
const POOL_CHUNK = 24;
/** A pool pays only when at least this much work is left. */
const POOL_PAYS_MS = 4000;
/** How long to measure before the decision. */
const MEASURE_MS = 400;

/** Runs it. Throws PlanError when a plan cannot be executed, TargetError when the gateway never answers anybody. */
export async function runCampaign(campaign: Campaign, hands: CampaignHands): Promise<CampaignResult> {
  const run = new CampaignRun(campaign, hands);
  await run.locally();
  if (!run.over) await run.pooled();
  return run.result();
}

class CampaignRun {
  readonly #campaign: Campaign;
  readonly #hands: CampaignHands;
  readonly #startedAt = performance.now();
  #next: number;
  #done = 0;
  #answered = 0;

  constructor(campaign: Campaign, hands: CampaignHands) {
    this.#campaign = campaign;
    this.#hands = hands;
    this.#next = campaign.from;
  }

  get over(): boolean {
    if (this.#next > this.#campaign.to || this.#hands.signal.aborted) return true;
    return this.#campaign.budgetMs !== null && this.#elapsed >= this.#campaign.budgetMs;
  }

  /** In this thread, until it is over or a pool would pay. */
  async locally(): Promise<void> {
    while (!this.over && !this.#poolPays()) {
      this.#merge(await runChunk(this.#hands.bench, this.#hands.target, this.#take(LOCAL_CHUNK)));
      await nextTurn();
    }
  }

  /** The rest in threads: a few chunks ahead of the merge, dispatched and merged in plan order. */
  async pooled(): Promise<void> {
    const chunks = Math.ceil((this.#campaign.to - this.#next + 1) / POOL_CHUNK);
    const threads = Math.min(this.#campaign.workers, chunks);
    const pool = this.#hands.startPool(threads);
    const running: Promise<ChunkResult | undefined>[] = [];
    const interrupted = whenAborted(this.#hands.signal);
    try {
      for (;;) {
        while (running.length < threads * 2 && !this.over) running.push(pool.run(this.#take(POOL_CHUNK)));
        const first = running.shift();
        if (first === undefined) return;
        const chunk = await Promise.race([first, interrupted]);
        if (chunk === undefined) return;
        this.#merge(chunk);
      }
    } finally {
      for (const each of running) each.catch(() => undefined);
      await pool.close();
    }
  }

  result(): CampaignResult {
    if (this.#done > 0 && this.#answered === 0)
      throw new TargetError(
        `gateway '${this.#hands.target.name}' never answered a connect in ${this.#done} plans (dead before hello)`,
      );
    return { plans: this.#done, interrupted: this.#hands.signal.aborted };
  }

  get #elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  #poolPays(): boolean {
    if (this.#campaign.workers < 2) return false;
    if (this.#campaign.threads === 'at-once') return true;
    if (this.#done === 0 || this.#elapsed < MEASURE_MS) return false;
    const planned = ((this.#campaign.to - this.#next + 1) * this.#elapsed) / this.#done;
    const { budgetMs } = this.#campaign;
    return Math.min(planned, budgetMs === null ? Infinity : budgetMs - this.#elapsed) > POOL_PAYS_MS;
  }

  #take(count: number): ChunkRequest {
    const from = this.#next;
    const to = Math.min(this.#campaign.to, from + count - 1);
    this.#next = to + 1;
    return { seed: this.#campaign.seed, from, to, check: this.#campaign.check };
  }

  #merge(chunk: ChunkResult): void {
    for (const [offset, result] of chunk.plans.entries()) {
      this.#hands.ledger.addPlan(chunk.from + offset, result);
      this.#answered += result.answered;
      this.#done++;
    }
    for (const mismatch of chunk.mismatches) this.#hands.ledger.addMismatch(mismatch);
    if (chunk.broken !== null) throw chunkError(this.#campaign.seed, this.#hands.target, chunk.broken);
    this.#hands.onProgress(this.#done);
  }
}

/** Settles when the signal aborts, with undefined. */
export function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
