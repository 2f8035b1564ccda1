/** BullMQ and ioredis, which whoever has a fleet installs beside Gauntlet. Loaded when a fleet is used. */
import type * as BullMq from 'bullmq';
import type * as IoRedis from 'ioredis';
import { InputError, messageOf } from '../input/problem.ts';
import { shownAddress, type RedisAddress } from './redis-address.ts';

export interface FleetLibraries {
  readonly address: RedisAddress;
  readonly bullmq: typeof BullMq;
  /** A connection that comes back whenever Redis does, however long that takes. */
  readonly connect: () => IoRedis.Redis;
}

/** Makes sure that Redis answers. Throws InputError when it does not, or a library is not there. */
export async function fleetLibraries(address: RedisAddress): Promise<FleetLibraries> {
  let bullmq: typeof BullMq;
  let ioredis: Pick<typeof IoRedis, 'Redis'>;
  try {
    [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
  } catch (thrown) {
    throw new InputError(
      `a fleet needs BullMQ and ioredis beside Gauntlet: npm install bullmq@6 ioredis@6 (${messageOf(thrown)})`,
    );
  }
  const options = { ...address, lazyConnect: true };
  const first = new ioredis.Redis({ ...options, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let problem: unknown;
  first.on('error', (error) => (problem = error));
  try {
    await first.connect();
    await first.ping();
  } catch (thrown) {
    throw new InputError(`${shownAddress(address)}: no Redis answers there: ${messageOf(problem ?? thrown)}`);
  } finally {
    first.disconnect();
  }
  return {
    address,
    bullmq,
    connect() {
      const connection = new ioredis.Redis({
        ...options,
        maxRetriesPerRequest: null,
        retryStrategy: (times) => Math.min(times * 50, 1000),
      });
      // it tries again by itself
      connection.on('error', () => undefined);
      return connection;
    },
  };
}
