/**
 * `npm run long`: what takes longer than CI may. Every correct gateway passes every property on very many plans, each
 * gateway in a process of its own: the reference 100,000 of them, each known-good variant 10,000. Fails when one does
 * not. Then all of the tests of which CI does a part (test/long/sampled.ts), the selftest (`npm run selftest`), the mutants
 * of the judging rooms (`npm run mutants`), the package on other Nodes (`npm run long:package`), fleets
 * that are disturbed (`npm run long:fleet`), and the clients of a
 * release of OpenClaw against `gauntlet serve` (`npm run long:clients`, which downloads it). `npm run long -- --gateway
 * steers --plans 500 --seed other` for a part of the plans and nothing else, or another seed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { runReportSchema, type RunReport } from '../../src/report/published.ts';
import { LONG_VARIABLE } from './sampled.ts';
import { tableText } from '../bench/table.ts';

const CLI = join(import.meta.dirname, '../../src/cli/gauntlet.mjs');
const PLANS = { reference: 100_000, good: 10_000 } as const;

const { values } = parseArgs({
  options: {
    gateway: { type: 'string', multiple: true },
    plans: { type: 'string' },
    seed: { type: 'string', default: 'long' },
  },
});
const correct = GATEWAYS.flatMap(({ name, kind }) => (kind === 'bad' ? [] : [{ name, plans: PLANS[kind] }]));
const chosen = correct.filter(({ name }) => values.gateway?.includes(name) ?? true);
if (chosen.length === 0) throw new Error(`no correct gateway is called ${values.gateway?.join(' or ')}`);

const rows: string[][] = [];
for (const { name, plans } of chosen) {
  const asked = values.plans === undefined ? plans : Number(values.plans);
  const startedAt = performance.now();
  const report = await runPlans(name, asked);
  const seconds = (performance.now() - startedAt) / 1_000;
  rows.push([name, String(report.plans), report.verdict, report.digest, seconds.toFixed(1)]);
  for (const { property, plan, sentence } of report.violations)
    console.log(`${name}: ${property} in ${plan}: ${sentence}`);
  if (report.verdict !== 'pass') process.exitCode = 1;
}
console.log(
  tableText(
    [
      { title: `seed ${values.seed}`, align: 'left' },
      { title: 'plans', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'digest', align: 'left' },
      { title: 'wall s', align: 'right' },
    ],
    rows,
  ),
);

if (values.gateway === undefined) {
  const child = spawn('npx', ['vitest', 'run', '--project', 'long', '--project', 'browser'], {
    stdio: 'inherit',
    env: { ...process.env, [LONG_VARIABLE]: '1' },
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) process.exitCode = 1;
  for (const script of ['selftest', 'mutants', 'long:package', 'long:fleet', 'long:clients']) {
    const child = spawn('npm', ['run', '--silent', script], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) process.exitCode = 1;
  }
}

async function runPlans(gateway: string, plans: number): Promise<RunReport> {
  const out = mkdtempSync(join(tmpdir(), 'gauntlet-long-'));
  try {
    const words = ['run', '--gateway', gateway, '--seed', values.seed, '--seeds', String(plans)];
    const child = spawn(process.execPath, [CLI, ...words, '--json', '--quiet', '--out', out], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return runReportSchema.parse(JSON.parse(await text(child.stdout)));
  } finally {
    rmSync(out, { recursive: true });
  }
}
