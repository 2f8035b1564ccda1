/**
 * The golden digests: what this version of Gauntlet must print on every machine. Measured as a user would see them:
 * campaigns through the command line in a process of its own, scenarios one by one on the reference gateway.
 * What is committed (golden.json) are digests of histories only; reports may be worded anew without touching it.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { scenarioTrial } from '../../src/campaign/scenario-run.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { runReportSchema } from '../../src/report/published.ts';
import { gauntlet } from '../cli/spawned.ts';

const GOLDEN_FILE = fileURLToPath(new URL('golden.json', import.meta.url));
export const SEED = 'golden';

/** The campaigns, by gateway: how many plans of the seed. The second one is convicted at once, so it writes failure files. */
export const CAMPAIGNS: Readonly<Record<string, number>> = {
  reference: 100,
  'numbers-per-process': 30,
};

const campaignSchema = z.strictObject({ plans: z.number(), records: z.number(), digest: z.string() });
const goldenSchema = z.strictObject({
  seed: z.literal(SEED),
  /** By gateway. */
  campaigns: z.record(z.string(), campaignSchema),
  /** By scenario file, on the reference gateway. */
  scenarios: z.record(z.string(), z.string()),
});

export type Golden = z.output<typeof goldenSchema>;

/** One campaign as one process left it behind. */
export interface CampaignRun {
  readonly totals: Golden['campaigns'][string];
  /** report.json without its wall time. */
  readonly report: string;
  /** What it wrote into its folder; failure files are named by their content. */
  readonly files: readonly string[];
}

export function readGolden(): Golden {
  return goldenSchema.parse(JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')));
}

export function writeGolden(golden: Golden): void {
  writeFileSync(GOLDEN_FILE, `${JSON.stringify(golden, null, 2)}\n`);
}

/** `gauntlet run --gateway … --seed golden --seeds … --json`, in a folder of its own. */
export async function runCampaign(gateway: string, workers: number): Promise<CampaignRun> {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-golden-'));
  try {
    const plans = String(CAMPAIGNS[gateway]);
    const asked = ['--gateway', gateway, '--seed', SEED, '--seeds', plans, '--workers', String(workers)];
    const ended = await gauntlet('run', ...asked, '--json', '--quiet', '--out', folder);
    if (ended.code !== 0 && ended.code !== 1) throw new Error(`exit ${ended.code}: ${ended.stderr}`);
    const { plans: ran, records, digest } = runReportSchema.parse(JSON.parse(ended.stdout));
    const report = readFileSync(join(folder, 'report.json'), 'utf8').replaceAll(folder, 'OUT');
    return { totals: { plans: ran, records, digest }, report, files: filesBelow(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The history digest of every packaged scenario on the reference gateway. */
export async function scenarioDigests(): Promise<Golden['scenarios']> {
  const target = namedTarget('reference');
  const digests: Record<string, string> = {};
  for (const file of loadPackagedScenarios(KNOWN_NAMES)) {
    const trial = scenarioTrial(STANDARD_EXECUTOR, { file, target, expectedProperty: null });
    digests[basename(file.file)] = (await STANDARD_EXECUTOR.execute(trial)).digest;
  }
  return digests;
}

/** Everything, with that many workers; `reports` is a hash over the reports of all campaigns and their files. */
export async function measureGolden(workers: number): Promise<{ golden: Golden; reports: string }> {
  const campaigns: Record<string, Golden['campaigns'][string]> = {};
  const reports = createHash('sha256');
  for (const gateway of Object.keys(CAMPAIGNS)) {
    const run = await runCampaign(gateway, workers);
    campaigns[gateway] = run.totals;
    reports.update(run.report).update(run.files.join('\n'));
  }
  return {
    golden: { seed: SEED, campaigns, scenarios: await scenarioDigests() },
    reports: reports.digest('hex').slice(0, 16),
  };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}
