/** `gauntlet fleet status`: how far the campaign of a fleet has come. Changes nothing. */
import { unpackedCheckpoint } from '../fleet/checkpoint.ts';
import { FleetStore } from '../fleet/fleet-store.ts';
import { fleetLibraries } from '../fleet/libraries.ts';
import { redisAddress, type RedisOptions } from '../fleet/redis-address.ts';
import { renderFleetStatus, type FleetStatus } from '../report/fleet-report.ts';
import { SCHEMA_VERSION } from '../report/published.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { fleetReportOf } from './fleet-serve.ts';
import { printReport } from './terminal-io.ts';

export interface FleetStatusOptions extends RedisOptions {
  readonly name: string;
  readonly json: boolean;
}

export async function fleetStatusVerb(options: FleetStatusOptions): Promise<ExitCode> {
  const { connect } = await fleetLibraries(redisAddress(options));
  const store = new FleetStore(connect(), options.name);
  try {
    const status: FleetStatus = {
      schemaVersion: SCHEMA_VERSION,
      fleet: options.name,
      campaign: await campaignIn(store),
      redisBytes: await store.usedBytes(),
    };
    printReport(status, options.json, renderFleetStatus);
    return EXIT.clean;
  } finally {
    await store.close();
  }
}

async function campaignIn(store: FleetStore): Promise<FleetStatus['campaign']> {
  const campaign = await store.campaign();
  if (campaign === undefined) return null;
  const { id, gateway, from, to, asked } = campaign;
  const bytes = await store.checkpoint(id);
  const read = bytes === undefined ? undefined : unpackedCheckpoint(bytes);
  const { poisoned, canary, cuts } = fleetReportOf(
    campaign,
    read ?? { noticedAt: null, poisoned: [], cuts: 0 },
  );
  return {
    id,
    gateway,
    target: asked.fingerprint,
    seed: asked.seed,
    from,
    to,
    plans: read?.merged.done ?? 0,
    failures: read?.merged.failures ?? 0,
    kinds: read?.ledger.groups.length ?? 0,
    outstanding: read?.campaign.outstanding.length ?? 0,
    cuts,
    poisoned,
    canary,
    workers: await store.workers(id),
  };
}
