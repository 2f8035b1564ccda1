/**
 * The campaign of a fleet, as its coordinator announces it: what is asked for, and hashes of all that the answer depends
 * on. A worker takes part when its own Gauntlet and its own copy of the target are the same. Holds no secret.
 */
import { z } from 'zod';
import { buildFingerprint, fingerprint } from '../campaign/fingerprint.ts';
import { shardedRunSchema } from '../campaign/shards/shard-lines.ts';
import type { TargetReference } from '../campaign/target.ts';
import { GAUNTLET_VERSION } from '../campaign/version.ts';
import { InputError } from '../input/problem.ts';
import { count } from '../report/published.ts';
import type { FleetRange } from './plan-range.ts';

export const announcedCampaignSchema = z.strictObject({
  fleetVersion: z.literal(1),
  /** Of this campaign alone: two that ask for the same differ in it. */
  id: z.string(),
  asked: shardedRunSchema,
  /** What is executed, as it was typed. */
  gateway: z.string(),
  from: count,
  to: count,
  check: z.enum(['all', 'sample', 'none']),
  /** Plans of a range, and most ranges that are handed out and not merged. */
  size: count.min(1),
  window: count.min(1),
  /** Most plans on the canary. */
  canaryPlans: count,
  /** Milliseconds that a plan may take, and that nothing may be heard of a worker. */
  patienceMs: count,
  leaseMs: count,
});

export type AnnouncedCampaign = z.output<typeof announcedCampaignSchema>;

/** What the plans of a range are drawn from. */
export function seedOf({ asked: { seed } }: AnnouncedCampaign, of: FleetRange['of']): string {
  return of === 'campaign' ? seed : `${seed}/canary`;
}

/** Throws InputError. */
export function readCampaign(text: string): AnnouncedCampaign {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError('what Redis holds is no campaign of a fleet');
  }
  const { fleetVersion, asked } = (value ?? {}) as { fleetVersion?: unknown; asked?: { version?: unknown } };
  const read = announcedCampaignSchema.safeParse(value);
  if (read.success) return read.data;
  if (typeof asked?.version === 'string' && asked.version !== GAUNTLET_VERSION)
    throw new InputError(otherVersion(`Gauntlet ${asked.version}`));
  throw new InputError(
    `what Redis holds is no campaign of this fleet format: ${JSON.stringify(fleetVersion)}`,
  );
}

/** Throws InputError when this Gauntlet is another than the coordinator's. */
export function refuseOtherGauntlet({ asked: { version, build } }: AnnouncedCampaign): void {
  const here = buildFingerprint();
  if (version === GAUNTLET_VERSION && build === here) return;
  throw new InputError(otherVersion(`Gauntlet ${version} (build ${build})`, here));
}

/** Throws InputError when the target is made of something else here. */
export function refuseOtherTarget({ asked, gateway }: AnnouncedCampaign, reference: TargetReference): void {
  const here = fingerprint(reference);
  if (here === asked.fingerprint) return;
  throw new InputError(
    `${gateway} has the digest ${here} here, and ${asked.fingerprint} where the campaign was begun: bring the same sources`,
  );
}

function otherVersion(theirs: string, build = buildFingerprint()): string {
  return `this fleet is at a campaign of ${theirs}, and this is Gauntlet ${GAUNTLET_VERSION} (build ${build}): what two versions execute is not one campaign`;
}
