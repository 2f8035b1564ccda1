/**
 * `gauntlet why FILE`: from which entry of its plan on a stored failure is probable, whatever comes after. Ends clean
 * when that was measured; a failure that does not show again is inconclusive.
 */
import { availableParallelism } from 'node:os';
import { runContinuations, type RunContinuations } from '../campaign/continuations.ts';
import type { ReplayPorts } from '../campaign/replay.ts';
import { whyFailure } from '../campaign/why-failure.ts';
import { startContinuationPool, type ContinuationPool } from '../campaign/workers/pool.ts';
import { printable } from '../input/printable.ts';
import { renderWhy } from '../report/terminal-why.ts';
import { attended } from './attended.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { writeFailurePages } from './failure-pages.ts';
import { unwritten } from './report-files.ts';
import { loadFailure } from './stored-failure.ts';
import { printReport } from './terminal-io.ts';

export interface WhyVerbOptions {
  /** Ask on this gateway instead of the one that failed. */
  readonly gateway?: string;
  readonly executions: number;
  /** Default: more than one only when that pays. */
  readonly workers?: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function whyVerb(file: string, options: WhyVerbOptions): Promise<ExitCode> {
  const { failure, ports } = await loadFailure(file, options.gateway);
  const { executions: maxExecutions, quiet } = options;
  const threads = new Threads(ports, options.workers, maxExecutions);
  const { report, problem } = await attended(quiet, async ({ signal, onProgress }) => {
    try {
      return await whyFailure({ failure, file }, ports, {
        maxExecutions,
        run: (request) => threads.run(request),
        signal,
        onProgress: ({ executions }) =>
          onProgress({ counted: 'drawing anew what comes after: execution', done: executions, total: null }),
      });
    } finally {
      await threads.close();
    }
  });
  printReport(report, options.json, (shown, paint, width) => renderWhy(shown, paint, quiet, width));
  if (problem !== undefined) process.stderr.write(`gauntlet: ${printable(problem)}\n`);
  const pages = await writeFailurePages([report.found?.file ?? null]);
  return worst([
    report.outcome === 'reproduced' ? EXIT.clean : EXIT.inconclusive,
    report.interrupted ? EXIT.interrupted : EXIT.clean,
    problem === undefined ? EXIT.clean : EXIT.usage,
    unwritten(...pages),
  ]);
}

/** A pool pays only when the budget may take at least this long. */
const POOL_PAYS_MS = 8_000;

/** In this thread, until it shows that more of them pay or where more were asked for. */
class Threads {
  readonly #ports: ReplayPorts;
  readonly #most: number;
  readonly #isAsked: boolean;
  readonly #budget: number;
  #pool: ContinuationPool | undefined;

  constructor(ports: ReplayPorts, workers: number | undefined, budget: number) {
    this.#ports = ports;
    this.#most = workers ?? availableParallelism();
    this.#isAsked = workers !== undefined;
    this.#budget = budget;
    if (this.#isAsked) this.#start();
  }

  readonly run: RunContinuations = async (request) => {
    if (this.#pool !== undefined) return this.#pool.run(request);
    const began = performance.now();
    const failures = await runContinuations(this.#ports, request);
    const each = (performance.now() - began) / (request.to - request.from + 1);
    if (!this.#isAsked && each * this.#budget > POOL_PAYS_MS) this.#start();
    return failures;
  };

  async close(): Promise<void> {
    await this.#pool?.close();
  }

  #start(): void {
    if (this.#most > 1) this.#pool = startContinuationPool(this.#ports.target.reference, this.#most);
  }
}
