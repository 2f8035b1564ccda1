/** `gauntlet fleet work`: executes plans for whoever serves a fleet. */
import { availableParallelism } from 'node:os';
import { parseTarget } from '../campaign/target.ts';
import { FleetStore } from '../fleet/fleet-store.ts';
import { work } from '../fleet/fleet-worker.ts';
import { fleetLibraries } from '../fleet/libraries.ts';
import { redisAddress, shownAddress, type RedisOptions } from '../fleet/redis-address.ts';
import { printable } from '../input/printable.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { trusted } from './stored-failure.ts';

export interface FleetWorkOptions extends RedisOptions {
  /** Of the fleet. */
  readonly name: string;
  readonly gateway?: string;
  readonly slots?: number;
  readonly once: boolean;
  readonly quiet: boolean;
}

export async function fleetWorkVerb(options: FleetWorkOptions): Promise<ExitCode> {
  const { name, gateway, once, quiet, slots = availableParallelism() } = options;
  const address = redisAddress(options);
  const libraries = await fleetLibraries(address);
  const store = new FleetStore(libraries.connect(), name);
  const { signal, release } = onInterrupt();
  try {
    await work({
      libraries,
      store,
      slots,
      once,
      signal,
      referenceOf: (campaign) =>
        gateway === undefined
          ? trusted(parseTarget(campaign.gateway), shownAddress(address))
          : parseTarget(gateway),
      tell(line) {
        if (!quiet) process.stderr.write(`gauntlet fleet: ${printable(line)}\n`);
      },
    });
    return EXIT.clean;
  } finally {
    release();
    await store.close();
  }
}
