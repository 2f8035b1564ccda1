/** What a seed database holds: how the plans of each target grew, what they cost, and which failures are open since when. */
import { z } from 'zod';
import { aligned, counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { count, version, verdictName, type Printed } from './published.ts';

const moment = z.strictObject({ commit: z.string(), at: z.string() });

const seedsRun = z.strictObject({
  ran: moment,
  /** A hash of the gateway's source. */
  fingerprint: z.string(),
  /** The version that ran. */
  gauntlet: z.string(),
  seed: z.string(),
  verdict: verdictName,
  plans: count,
  cells: count,
  pairs: count,
  triples: count,
  /** After so many plans: cells, pairs and triples. */
  growth: z.array(z.tuple([count, count, count, count])),
  /** Null: nobody measured it. */
  plansPerCoreHour: count.nullable(),
  /** Kinds of failure that were open then. */
  open: count,
});

const seedsTarget = z.strictObject({
  /** The folder in the database. */
  name: z.string(),
  /** As it was named; null: no run came to its end. */
  gateway: z.string().nullable(),
  /** Plans that are kept, by why. */
  kept: z.strictObject({ failing: count, mended: count, reached: count }),
  /** The oldest comes first. */
  runs: z.array(seedsRun),
  /** At the newest run. */
  open: z.array(
    z.strictObject({
      property: z.string(),
      cause: z.string(),
      state: z.string(),
      plan: z.string(),
      plans: count,
      since: moment,
      /** Whole days from then to the newest run. */
      days: count,
    }),
  ),
  failing: z.array(
    z.strictObject({
      plan: z.string(),
      events: count,
      found: moment,
      properties: z.array(z.string()),
      command: z.string().nullable(),
    }),
  ),
});

export const seedsReportSchema = z.strictObject({
  schemaVersion: version,
  version: z.string(),
  database: z.string(),
  /** All that there can be. */
  possible: z.strictObject({ cells: count, pairs: count, triples: count }),
  targets: z.array(seedsTarget),
});

export type SeedsReport = Printed<typeof seedsReportSchema>;
export type SeedsTarget = SeedsReport['targets'][number];

export function renderSeeds(
  { targets, database, possible }: SeedsReport,
  paint: Paint,
  width?: number,
): string {
  if (targets.length === 0) return joined([`${database}: holds nothing yet`], width);
  return joined(
    targets.flatMap(({ name, kept, runs, open }, at) => {
      const newest = runs.at(-1);
      const rows = runs.slice(-MOST_SHOWN).map((run) => runCells(run));
      return [
        ...(at === 0 ? [] : ['']),
        paint('bold', name),
        `  kept: ${kept.failing} failing, ${kept.mended} mended, ${counted(kept.reached, 'plan')} that reached most`,
        ...(newest === undefined
          ? []
          : [
              `  of ${possible.cells} cells, ${possible.pairs} pairs and ${possible.triples} triples of facts, by run:`,
              ...aligned(rows).map((cells) => `    ${cells.join('  ')}`),
            ]),
        ...open.map(
          ({ property, cause, state, since, days }) =>
            `  ${paint('red', '✗')} ${property} (${cause}, while ${state}): open since ${since.commit.slice(0, 12)}, ${counted(days, 'day')}`,
        ),
      ];
    }),
    width,
  );
}

/** Runs in a terminal. */
const MOST_SHOWN = 8;

function runCells({
  ran,
  verdict,
  plans,
  cells,
  pairs,
  triples,
  plansPerCoreHour,
}: SeedsTarget['runs'][number]): string[] {
  return [
    ran.commit.slice(0, 12),
    ran.at.slice(0, 10),
    verdict,
    counted(plans, 'plan'),
    `${cells} cells`,
    `${pairs} pairs`,
    `${triples} triples`,
    plansPerCoreHour === null ? 'not measured' : `${plansPerCoreHour} plans per core-hour`,
  ];
}
