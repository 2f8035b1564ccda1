/** Campaigns in processes of their own, so that none is warmer than the other, and the files they leave behind. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CHILD = join(import.meta.dirname, 'campaign-child.mjs');

export interface CampaignOrder {
  /** A name of the catalogue. */
  readonly gateway: string;
  readonly plans: number;
  /** Threads. */
  readonly workers: number;
}

export interface CampaignCost {
  /** From the first plan to the last failure file; starting Node and loading do not count. */
  readonly wallMs: number;
  /** User and system time of the whole process, all its threads and the loading included. */
  readonly cpuMs: number;
  /** Resident memory at its peak. */
  readonly peakBytes: number;
}

export interface FinishedCampaign extends CampaignCost {
  /** Everything it wrote, by path. */
  readonly files: ReadonlyMap<string, string>;
}

export async function runCampaignProcess(order: CampaignOrder): Promise<FinishedCampaign> {
  const folder = mkdtempSync(join(tmpdir(), 'gauntlet-bench-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(order)], {
      cwd: folder,
    });
    return { ...(JSON.parse(stdout) as CampaignCost), files: filesIn(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Paths at which two campaigns did not write the same bytes. */
export function differences(a: FinishedCampaign, b: FinishedCampaign): readonly string[] {
  return [...new Set([...a.files.keys(), ...b.files.keys()])]
    .sort()
    .filter((path) => a.files.get(path) !== b.files.get(path));
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    paths
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
  );
}
