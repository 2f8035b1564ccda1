/** `gauntlet seeds FOLDER`: what a seed database holds, and its page. Executes nothing. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { planName } from '../campaign/chunk.ts';
import { GAUNTLET, shellWord } from '../campaign/commands.ts';
import { OutFolder } from '../campaign/out-folder.ts';
import type { RunRecord } from '../campaign/seeds/run-record.ts';
import { SeedDatabase } from '../campaign/seeds/seed-database.ts';
import type { SeedEntry } from '../campaign/seeds/seed-entry.ts';
import { POSSIBLE } from '../campaign/seeds/watched-plans.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { InputError } from '../input/problem.ts';
import { seedsPage } from '../page/seeds-page.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { renderSeeds, type SeedsReport, type SeedsTarget } from '../report/seeds-report.ts';
import { EXIT, worst, type ExitCode } from './exit-codes.ts';
import { unwritten } from './report-files.ts';
import { printReport } from './terminal-io.ts';

export interface SeedsOptions {
  readonly json: boolean;
  /** Write a page there, too. */
  readonly page?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MICROS_PER_HOUR = 3_600_000_000;

export async function seedsVerb(folder: string, { json, page }: SeedsOptions): Promise<ExitCode> {
  if (!existsSync(folder)) throw new InputError(`${folder}: no such folder`);
  const database = new SeedDatabase(folder);
  const report: SeedsReport = {
    schemaVersion: SCHEMA_VERSION,
    version: GAUNTLET_VERSION,
    database: folder,
    possible: POSSIBLE,
    targets: database.targets.map((name) => targetOf(database, name)),
  };
  printReport(report, json, renderSeeds);
  if (page === undefined) return EXIT.clean;
  const out = new OutFolder(dirname(page));
  out.write(basename(page), [await seedsPage(report)]);
  return worst([EXIT.clean, unwritten(out)]);
}

function targetOf(database: SeedDatabase, name: string): SeedsTarget {
  const { failing, mended, reached } = database.entries(name);
  const runs = database.runs(name);
  const newest = runs.at(-1);
  const fastest = [...failing].sort((a, b) => a.events - b.events);
  return {
    name,
    gateway: newest?.gateway ?? null,
    kept: { failing: failing.length, mended: mended.length, reached: reached.length },
    runs: runs.map(runOf),
    open: (newest?.open ?? []).map((one) => ({ ...one, days: daysBetween(one.since.at, newest?.ran.at) })),
    failing: fastest.map((entry) => failingOf(entry, newest?.gateway)),
  };
}

function runOf({
  ran,
  fingerprint,
  gauntlet,
  seed,
  verdict,
  plans,
  growth,
  coreMicros,
  open,
}: RunRecord): SeedsTarget['runs'][number] {
  const [, cells = 0, pairs = 0, triples = 0] = growth.at(-1) ?? [];
  const perHour = coreMicros === null || coreMicros === 0 ? null : (plans / coreMicros) * MICROS_PER_HOUR;
  return {
    ran,
    fingerprint,
    gauntlet,
    seed,
    verdict,
    plans,
    cells,
    pairs,
    triples,
    growth,
    plansPerCoreHour: perHour === null ? null : Math.round(perHour),
    open: open.length,
  };
}

function failingOf(
  { seed, index, events, found, kinds = [] }: SeedEntry,
  gateway: string | undefined,
): SeedsTarget['failing'][number] {
  return {
    plan: planName(seed, index),
    events,
    found,
    properties: [...new Set(kinds.map(({ property }) => property))],
    command:
      gateway === undefined
        ? null
        : `${GAUNTLET} run --gateway ${shellWord(gateway)} --seed ${shellWord(seed)} --seeds ${index}..${index}`,
  };
}

function daysBetween(from: string, to: string | undefined): number {
  return to === undefined ? 0 : Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS));
}
