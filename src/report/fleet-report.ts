/** What a fleet says of itself beside the report of its run, and what is under way in it, as schemas and for people. */
import { z } from 'zod';
import { counted, joined } from './lines.ts';
import type { Paint } from './paint.ts';
import { count, version, type Printed } from './published.ts';

const canary = z.strictObject({
  /** The plan in which it was noticed; null: it was not, and whoever is as rare is not either. */
  noticedAt: count.nullable(),
  /** Most plans that it was given. */
  plans: count,
});

const poisoned = z.array(
  z.strictObject({
    /** Such as `gauntlet/7`. */
    plan: z.string(),
    of: z.enum(['campaign', 'canary']),
    /** What became of the last one who tried. */
    reason: z.string(),
  }),
);

/** `fleet.json`: how its plans were executed. What was found is in `report.json`. */
export const fleetReportSchema = z.strictObject({
  schemaVersion: version,
  /** Plans that nobody survives, in their order: they are in no other report. */
  poisoned,
  canary,
  /** Ranges that were cut in two, since nobody could execute them whole. */
  cuts: count,
  /** The first failure of each kind, made smaller and explained once. */
  explained: z.array(
    z.strictObject({
      /** The failure file, and the smaller one that holds the explanation. */
      failure: z.string(),
      file: z.string(),
      sentence: z.string(),
    }),
  ),
});

export const fleetStatusSchema = z.strictObject({
  schemaVersion: version,
  fleet: z.string(),
  /** Null: there is none. */
  campaign: z
    .strictObject({
      id: z.string(),
      gateway: z.string(),
      /** The target's digest. */
      target: z.string(),
      seed: z.string(),
      from: count,
      to: count,
      /** Merged, and those of them that violate something. */
      plans: count,
      failures: count,
      kinds: count,
      /** Ranges that were handed out and are not merged. */
      outstanding: count,
      cuts: count,
      poisoned,
      canary,
      workers: z.array(
        z.strictObject({ host: z.string(), pid: count, slots: count, ranges: count, plans: count }),
      ),
    })
    .nullable(),
  /** In use in Redis, for all that it holds. */
  redisBytes: count,
});

export type FleetReport = Printed<typeof fleetReportSchema>;
export type FleetStatus = Printed<typeof fleetStatusSchema>;

export function renderFleetStatus(
  { fleet, campaign, redisBytes }: FleetStatus,
  paint: Paint,
  width?: number,
): string {
  const memory = `Redis holds ${(redisBytes / 1_000_000).toFixed(1)} MB`;
  if (campaign === null) return joined([`fleet ${fleet}: no campaign`, memory], width);
  const { gateway, seed, from, to, plans, failures, kinds, outstanding, cuts, workers } = campaign;
  const failed = `${counted(failures, 'failure')} of ${counted(kinds, 'kind')}`;
  return joined(
    [
      `fleet ${fleet}: plans ${from} to ${to} of seed '${seed}' on ${gateway}`,
      `${counted(plans, 'plan')} merged, ${failures === 0 ? paint('green', 'no failure') : paint('red', failed)}`,
      `${counted(outstanding, 'range')} handed out, ${cuts} cut in two`,
      ...fleetProblems(campaign).map((line) => paint('red', line)),
      `${counted(workers.length, 'worker')} with ${counted(
        workers.reduce((sum, { slots }) => sum + slots, 0),
        'slot',
      )}`,
      ...workers.map(
        (one) => `  ${one.host} ${one.pid}: ${counted(one.ranges, 'range')}, ${counted(one.plans, 'plan')}`,
      ),
      memory,
    ],
    width,
  );
}

/** What is wrong with the fleet itself, one line each. Of a campaign that goes on a canary may be noticed yet. */
export function fleetProblems({
  poisoned: plans,
  canary: { noticedAt, plans: most },
  isOver = false,
}: Pick<FleetReport, 'poisoned' | 'canary'> & { readonly isOver?: boolean }): readonly string[] {
  return [
    ...plans.map(({ plan, reason }) => `plan '${plan}' is left out: nobody survives it: ${reason}`),
    ...(isOver && noticedAt === null
      ? [`the canary stayed green for ${most} plans: this fleet sees nothing that is rare`]
      : []),
  ];
}
