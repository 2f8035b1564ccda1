/** What `--seed-database` means to the verbs that execute plans: the run begins with what is in there, and leaves there what it found. */
import { CoreTime } from '../campaign/core-time.ts';
import { planSeed } from '../campaign/chunk.ts';
import { fingerprint } from '../campaign/fingerprint.ts';
import type { OutFolder } from '../campaign/out-folder.ts';
import type { ScenarioCase } from '../campaign/scenario-run.ts';
import { keptSeeds } from '../campaign/seeds/kept-seeds.ts';
import { runRecord } from '../campaign/seeds/run-record.ts';
import { SeedDatabase, targetFolder, withoutStrangers } from '../campaign/seeds/seed-database.ts';
import { seedCases } from '../campaign/seeds/seed-cases.ts';
import { planHash, type SeedEntries, type SeedName } from '../campaign/seeds/seed-entry.ts';
import { WatchedPlans } from '../campaign/seeds/watched-plans.ts';
import { STANDARD_EXECUTOR } from '../campaign/standard-executor.ts';
import type { Target } from '../campaign/target.ts';
import { printable } from '../input/printable.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunReport } from '../report/published.ts';
import { commitHere } from './commit.ts';

export interface SeedDatabaseOptions {
  /** A folder. */
  readonly seedDatabase?: string;
  /** Of what is judged; default: as git says. */
  readonly commit?: string;
}

export interface OpenedSeeds {
  /** What the run begins with. */
  readonly cases: readonly ScenarioCase[];
  readonly watched: WatchedPlans;
  /** `coreMicros`: what it cost elsewhere; default: what it cost here. */
  keep(report: RunReport, coreMicros?: number | null): readonly OutFolder[];
}

/** Undefined where none is asked for. Throws InputError when it cannot be read. */
export function openSeeds(
  {
    seedDatabase,
    commit,
    seed,
    quiet,
  }: SeedDatabaseOptions & { readonly seed: string; readonly quiet: boolean },
  target: Target,
): OpenedSeeds | undefined {
  if (seedDatabase === undefined) return undefined;
  const database = new SeedDatabase(seedDatabase);
  const folder = targetFolder(target.reference);
  const plans = new Map<string, Plan>();
  const planOf = ({ seed: of, index }: SeedName): Plan => {
    const name = planSeed(of, index);
    const plan = plans.get(name) ?? (target.planOf ?? STANDARD_EXECUTOR.generate)(name);
    plans.set(name, plan);
    return plan;
  };
  const hashOf = (name: SeedName): string => planHash(planOf(name));
  const { entries, strangers } = withoutStrangers(database.entries(folder), hashOf);
  if (strangers > 0 && !quiet)
    process.stderr.write(
      `${printable(seedDatabase)}: ${strangers} of its seeds give other plans in this version of Gauntlet, and are left out\n`,
    );
  const watched = new WatchedPlans(seed);
  const spent = new CoreTime(target.reference);
  return {
    cases: seedCases(entries, target, `${seedDatabase.replaceAll('\\', '/')}/${folder}`, planOf),
    watched,
    keep(report, coreMicros = spent.micros) {
      // nothing was learned about plans
      if (report.answered === 0 || watched.points.length === 0) return [];
      const about = { watched, now: commitHere(commit), fingerprint: fingerprint(target.reference) };
      const kept: SeedEntries = keptSeeds(entries, { ...about, planOf: hashOf });
      const record = report.interrupted
        ? undefined
        : runRecord(database.runs(folder), { ...about, gateway: typed(target), report, coreMicros });
      return [database.keep(folder, kept, record)];
    },
  };
}

/** As it was named. */
function typed({ reference }: Target): string {
  if (reference.type === 'file') return reference.path;
  return reference.type === 'named' ? reference.name : reference.text;
}
