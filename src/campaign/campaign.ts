/**
 * A campaign: many plans of one seed on one gateway. Starts in this thread; when the measured pace says that seconds
 * of work are left, starts more and goes on beside them: it is warm, and every thread that is not costs seconds of
 * compiling. Results are merged in plan order, so the ledger of an N-worker campaign is the one-worker campaign's. An
 * interrupt or the time budget ends it after a whole prefix of its plans.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runChunk, type Executor, type ChunkRequest, type ChunkResult } from './chunk.ts';
import type { DeterminismCheck } from './determinism.ts';
import type { Ledger } from './ledger.ts';
import { MergedPlans } from './merged-plans.ts';
import type { Target } from './target.ts';

/** Many plans of a seed on one target. */
export interface Campaign {
  readonly seed: string;
  /** First and last plan, both included; `to` may be Infinity when there is a time budget. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of wall time after which no further plan is started; null: none. */
  readonly budgetMs: number | null;
  /** Ends it with the plan that is the so-many-th to violate something. Default: it goes on. */
  readonly maxFailures?: number;
  /** Most threads to use, this one included. */
  readonly workers: number;
  /** More threads start at once, or only when the measured pace says that seconds of work are left. */
  readonly threads: 'at-once' | 'when-they-pay';
  readonly check: DeterminismCheck;
}

export interface CampaignPorts {
  readonly executor: Executor;
  readonly target: Target;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** Of a part of a campaign nobody can say that the gateway answered nobody before. Default: it is the whole. */
  readonly isPart?: boolean;
  /** Handed each chunk that counts, in the order of their plans. */
  readonly onChunk?: (chunk: ChunkResult) => void;
  readonly onProgress: (done: number, violations: number) => void;
  /** Starts threads, or processes for the gateway of a file, that run chunks on the same target beside this one. */
  readonly startPool: (threads: number) => ChunkPool;
}

export interface CampaignProgress {
  /** What is being counted. */
  readonly counted: string;
  readonly done: number;
  /** Null when only a time budget ends it. */
  readonly total: number | null;
  /** Plans in which something was violated, and cells of the coverage grid that a fault landed in: of a campaign. */
  readonly violations?: number;
  readonly cells?: number;
}

export interface ChunkPool {
  /** Each thread takes up to `CHUNKS_PER_THREAD` of them and executes one after the other. */
  run(request: ChunkRequest): Promise<ChunkResult>;
  close(): Promise<void>;
}

/** So many chunks are with each thread of a pool: one to execute, one to go on with while this thread is busy. */
export const CHUNKS_PER_THREAD = 2;

/** Most plans in a chunk of this thread, which hears of nothing while it executes them. */
const LOCAL_CHUNK = 8;
/** Most plans in a chunk of a pool. */
const POOL_CHUNK = 24;
/** Towards the end chunks get smaller: each is at most this part of a thread's share of what is left. */
const PART_OF_SHARE = 4;
/** Chunks of this thread that may wait for an earlier one of the pool to be merged. */
const MOST_WAITING = 100;
/** A pool pays only when at least this much work is left. */
const POOL_PAYS_MS = 4000;
/** How long to measure before the decision. */
const MEASURE_MS = 400;

/** Runs it, and says how many plans were executed: a prefix of those asked for. Throws PlanError when one cannot be. */
export async function runCampaign(campaign: Campaign, ports: CampaignPorts): Promise<number> {
  const run = new CampaignRun(campaign, ports);
  await run.locally();
  if (!run.over) await run.together();
  return run.done;
}

class CampaignRun {
  readonly #campaign: Campaign;
  readonly #ports: CampaignPorts;
  readonly #startedAt = performance.now();
  readonly #merged: MergedPlans;
  #next: number;

  constructor(campaign: Campaign, ports: CampaignPorts) {
    this.#campaign = campaign;
    this.#ports = ports;
    this.#merged = new MergedPlans({ ...ports, seed: campaign.seed, maxFailures: campaign.maxFailures });
    this.#next = campaign.from;
  }

  get over(): boolean {
    if (this.#merged.isOver || this.#next > this.#campaign.to || this.#ports.signal.aborted) return true;
    return this.#campaign.budgetMs !== null && this.#elapsed >= this.#campaign.budgetMs;
  }

  /** In this thread, until it is over or a pool would pay. */
  async locally(): Promise<void> {
    while (!this.over && !this.#poolPays()) {
      this.#merged.add(await this.#local());
      await nextTurn();
    }
  }

  /** The rest in threads, this one among them: dispatched and merged in plan order. */
  async together(): Promise<void> {
    const { signal, startPool } = this.#ports;
    const threads = Math.min(this.#campaign.workers - 1, Math.ceil(this.#left / LOCAL_CHUNK));
    const pool = startPool(threads);
    const waiting: Waiting[] = [];
    let away = 0;
    try {
      while (!signal.aborted && !this.#merged.isOver) {
        for (; away < threads * CHUNKS_PER_THREAD && !this.over; away++)
          waiting.push(waitFor(pool.run(this.#take(POOL_CHUNK)).finally(() => away--)));
        const first = waiting[0];
        if (!this.over && waiting.length < MOST_WAITING) {
          const own = this.#local();
          waiting.push(waitFor(own));
          await own;
          await nextTurn();
        } else if (first === undefined) return;
        else await unlessAborted(first.chunk, signal);
        while (!this.#merged.isOver && waiting[0]?.isSettled === true)
          this.#merged.add(await (waiting.shift() as Waiting).chunk);
      }
    } finally {
      await pool.close();
    }
  }

  get done(): number {
    return this.#merged.done;
  }

  get #left(): number {
    return this.#campaign.to - this.#next + 1;
  }

  get #elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  #poolPays(): boolean {
    if (this.#campaign.workers < 2) return false;
    if (this.#campaign.threads === 'at-once') return true;
    if (this.done === 0 || this.#elapsed < MEASURE_MS) return false;
    const planned = (this.#left * this.#elapsed) / this.done;
    const { budgetMs } = this.#campaign;
    return Math.min(planned, budgetMs === null ? Infinity : budgetMs - this.#elapsed) > POOL_PAYS_MS;
  }

  #take(most: number): ChunkRequest {
    const { seed, check, workers } = this.#campaign;
    const from = this.#next;
    const count = Math.min(most, Math.ceil(this.#left / (workers * PART_OF_SHARE)));
    this.#next = from + count;
    return { seed, check, from, to: from + count - 1 };
  }

  #local(): Promise<ChunkResult> {
    return runChunk(this.#ports.executor, this.#ports.target, this.#take(LOCAL_CHUNK));
  }
}

/** A chunk that was begun and is not merged. */
interface Waiting {
  readonly chunk: Promise<ChunkResult>;
  isSettled: boolean;
}

/** Its failure is no unhandled rejection: whoever awaits the promise itself still gets it. */
function waitFor(chunk: Promise<ChunkResult>): Waiting {
  const waiting: Waiting = { chunk, isSettled: false };
  const settle = (): void => {
    waiting.isSettled = true;
  };
  chunk.then(settle, settle);
  return waiting;
}

/**
 * Settles as the chunk does, or when the signal aborts. Holds on to nothing afterwards: a race against one promise for
 * the whole campaign would keep every result for as long.
 */
function unlessAborted(chunk: Promise<ChunkResult>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve();
    signal.addEventListener('abort', stop, { once: true });
    const release = (): void => signal.removeEventListener('abort', stop);
    chunk.then(stop, reject).finally(release);
  });
}
