/**
 * `npm run bench:hosted`: what an execution of a release of OpenClaw costs in virtual time, beside the same plan in the
 * live world, in one run: plans of 18 to 22 operations, and then one of them in real time. Executions per core-minute
 * are by processor time, ours and the gateway's together; in the live world, which waits, also by the clock.
 *
 *     npm run bench:hosted [-- RELEASE PLANS]      default: 2026.5.28 and 20
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { openTarget, parseTarget } from '../../src/campaign/target.ts';
import { executeLive } from '../../src/live/world.ts';
import { createOpenClawTarget } from '../../src/live/targets/openclaw.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { secondsUsed } from './process-time.ts';
import { writeFigures } from './report-file.ts';

const [release = '2026.5.28', wanted = '20'] = process.argv.slice(2);
const OPERATIONS = { least: 18, most: 22 };
const { execute, profile } = STANDARD_EXECUTOR;
const target = await openTarget(parseTarget(`openclaw@${release}`));
const { gateway, dialect, planOf } = target;
if (planOf === undefined) throw new Error('a hosted target draws its own plans');

function* plans(): Generator<Plan> {
  for (let index = 0; ; index++) {
    const plan = planOf?.(`bench-hosted/${index}`);
    if (plan === undefined) return;
    const { length } = plan.operations;
    if (length >= OPERATIONS.least && length <= OPERATIONS.most) yield plan;
  }
}

interface Cost {
  readonly seconds: number;
  readonly lives: number;
  readonly virtualSeconds: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const costs: Cost[] = [];
const startedAt = performance.now();
let first: Plan | undefined;
for (const plan of plans()) {
  first ??= plan;
  const before = secondsUsed();
  let lives = 0;
  const { virtualMicros } = await execute({
    plan,
    gateway,
    dialect,
    profile,
    onRecord: (record) => {
      if (record.kind === 'process' && record.event === 'booting') lives++;
    },
  });
  const cost = { seconds: secondsUsed() - before, lives, virtualSeconds: virtualMicros / 1e6 };
  costs.push(cost);
  process.stderr.write(
    `${plan.seed}: ${cost.seconds.toFixed(2)} s, ${lives} lives, ${cost.virtualSeconds.toFixed(0)} virtual s\n`,
  );
  // the first pays for what all share: modules, compiled code
  if (costs.length > Number(wanted)) break;
}
if ('close' in gateway) gateway.close();
const later = costs.slice(1);
const seconds = median(later.map((cost) => cost.seconds));
const spread = later.map((cost) => cost.seconds).toSorted((a, b) => a - b);
const perMinute = (60 * later.length) / later.reduce((sum, cost) => sum + cost.seconds, 0);
console.log(
  `openclaw@${release} hosted: ${later.length} plans of ${OPERATIONS.least} to ${OPERATIONS.most} operations, median ${seconds.toFixed(2)} s of processor time (${(spread[0] ?? 0).toFixed(2)} to ${(spread.at(-1) ?? 0).toFixed(2)}), ${perMinute.toFixed(1)} executions per core-minute`,
);
console.log(
  `the first, with loading its modules: ${(costs[0]?.seconds ?? 0).toFixed(1)} s; all in ${((performance.now() - startedAt) / 1000).toFixed(0)} s of wall time`,
);

const live = createOpenClawTarget(`openclaw@${release}`);
const { signal } = new AbortController();
await live.prepare?.({ signal, tell: (line) => process.stderr.write(`${line}\n`) });
const [usedBefore, began] = [secondsUsed(), performance.now()];
const livePlan: Plan = { ...(first as Plan), faults: [] };
await executeLive(livePlan, live, {
  signal,
  folder: join(mkdtempSync(join(tmpdir(), 'gauntlet-bench-')), 'live'),
});
const liveCpu = secondsUsed() - usedBefore;
const liveWall = (performance.now() - began) / 1000;
console.log(
  `the live world, the first plan without its faults: ${liveWall.toFixed(0)} s of wall time (${(60 / liveWall).toFixed(1)} executions per minute), ${liveCpu.toFixed(1)} s of processor time`,
);
const figures = { release, costs, medianSeconds: seconds, perMinute, liveCpu, liveWall };
console.log(`\nwritten to ${writeFigures('bench-hosted', figures)}`);
process.exit(0);
