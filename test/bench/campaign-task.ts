/**
 * One campaign in a process of its own, as `gauntlet run --seeds` executes it; writes its reports to `out` in the
 * working directory and prints what it cost as one line of JSON.
 */
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { OutFolder } from '../../src/campaign/out-folder.ts';
import { run } from '../../src/campaign/run.ts';
import { loadTarget } from '../../src/campaign/target.ts';
import { startPool } from '../../src/campaign/workers/pool.ts';
import { tuneEngine } from '../../src/campaign/engine.mjs';
import { prepareFolder, writeReports } from '../../src/cli/report-files.ts';
import type { CampaignCost, CampaignOrder } from './campaign-process.ts';
import { peakBytes } from './memory.ts';

const SEED = 'gauntlet';
const OUT = 'out';

tuneEngine();
const { gateway, plans, workers } = JSON.parse(process.argv[2] ?? '') as CampaignOrder;
const target = await loadTarget({ type: 'named', name: gateway });
prepareFolder(OUT);
const startedAt = performance.now();
const report = await run(
  {
    target,
    seed: SEED,
    cases: [],
    check: 'none',
    campaign: {
      seed: SEED,
      from: 1,
      to: plans,
      budgetMs: null,
      workers,
      threads: 'when-they-pay',
      check: 'none',
    },
    requireCoverage: false,
    baseline: null,
    recordExpected: true,
    out: new OutFolder(OUT),
  },
  {
    executor: STANDARD_EXECUTOR,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onEvent: () => undefined,
    startPool: (threads) => startPool(target.reference, threads),
  },
);
const wallMs = performance.now() - startedAt;
writeReports(new OutFolder(OUT), report);
const { user, system } = process.cpuUsage();
const cost: CampaignCost = { wallMs, cpuMs: (user + system) / 1000, peakBytes: peakBytes() };
console.log(JSON.stringify(cost));
