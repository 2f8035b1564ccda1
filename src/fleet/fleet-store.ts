/**
 * What a fleet keeps in Redis beside its queue: the campaign, who coordinates it, how far it has come, what workers made of
 * ranges and have not been asked for yet, and in the end what came of it. Who may write what is decided in Redis itself: a
 * coordinator that was suspended and wakes up changes nothing.
 */
import type { Redis } from 'ioredis';
import { readCampaign, type AnnouncedCampaign } from './announced-campaign.ts';
import { rangeName, type FleetRange } from './plan-range.ts';

/** Results that nobody fetched, and what came of a campaign, are kept for so long. */
const KEPT_SECONDS = 24 * 60 * 60;
/** A worker that was not heard of for so long is gone. */
const WORKER_SECONDS = 30;

/** Written only by who coordinates, and only on what it read. */
const COMMIT = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if (redis.call('get', KEYS[2]) or '0') ~= ARGV[2] then return 0 end
redis.call('set', KEYS[2], ARGV[3])
redis.call('set', KEYS[3], ARGV[4])
return 1`;

/** Only the lease of who has it. */
export const RENEW = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('pexpire', KEYS[1], ARGV[2])`;

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`;

/** Only the campaign that is over: another may have been announced. */
const CONCLUDE = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[2], ARGV[2], 'EX', ARGV[3])
if redis.call('get', KEYS[3]) == ARGV[4] then redis.call('del', KEYS[3]) end
return 1`;

export interface WorkerSign {
  readonly host: string;
  readonly pid: number;
  readonly slots: number;
  /** Since it joined the campaign. */
  readonly ranges: number;
  readonly plans: number;
}

export class FleetStore {
  readonly #redis: Redis;
  readonly #prefix: string;

  /** `name`: of the fleet. */
  constructor(redis: Redis, name: string) {
    this.#redis = redis;
    this.#prefix = `{gauntlet:${name}}`;
  }

  /** What the keys of its queues begin with. */
  get queuePrefix(): string {
    return `${this.#prefix}:queue`;
  }

  /** The campaign that is under way; undefined: none. Throws InputError when it cannot be read here. */
  async campaign(): Promise<AnnouncedCampaign | undefined> {
    const text = await this.#redis.get(`${this.#prefix}:campaign`);
    return text === null ? undefined : readCampaign(text);
  }

  /** Announces a campaign where none is under way; gives the one that is. */
  async announce(campaign: AnnouncedCampaign): Promise<AnnouncedCampaign> {
    await this.#redis.set(`${this.#prefix}:campaign`, JSON.stringify(campaign), 'NX');
    return (await this.campaign()) ?? campaign;
  }

  /** Forgets the campaign that is under way, whoever coordinates it, and whether or not it can be read here; gives its id. */
  async abandon(): Promise<string | undefined> {
    const text = await this.#redis.getdel(`${this.#prefix}:campaign`);
    return /"id":"([0-9a-f]+)"/.exec(text ?? '')?.[1];
  }

  async lead(id: string, coordinator: string, leaseMs: number): Promise<boolean> {
    const key = this.leaderKey(id);
    if ((await this.#redis.set(key, coordinator, 'PX', leaseMs, 'NX')) === 'OK') return true;
    return this.renew(id, coordinator, leaseMs);
  }

  async renew(id: string, coordinator: string, leaseMs: number): Promise<boolean> {
    return (await this.#redis.eval(RENEW, 1, this.leaderKey(id), coordinator, leaseMs)) === 1;
  }

  leaderKey(id: string): string {
    return this.#key(id, 'leader');
  }

  async release(id: string, coordinator: string): Promise<void> {
    await this.#redis.eval(RELEASE, 1, this.leaderKey(id), coordinator);
  }

  /** The bytes of the newest checkpoint; undefined: none was written. */
  async checkpoint(id: string): Promise<Buffer | undefined> {
    return (await this.#redis.getBuffer(this.#key(id, 'checkpoint'))) ?? undefined;
  }

  /** False: another one coordinates, or Redis lost what the last one was written on. `number`: of the new one. */
  async commit(id: string, coordinator: string, number: number, bytes: Buffer): Promise<boolean> {
    const keys = [this.leaderKey(id), this.#key(id, 'number'), this.#key(id, 'checkpoint')];
    const written = await this.#redis.eval(COMMIT, 3, ...keys, coordinator, number - 1, number, bytes);
    return written === 1;
  }

  async saveResult(id: string, range: FleetRange, bytes: Buffer): Promise<void> {
    await this.#redis.set(this.#key(id, rangeName(range)), bytes, 'EX', KEPT_SECONDS);
  }

  async result(id: string, range: FleetRange): Promise<Buffer | undefined> {
    return (await this.#redis.getBuffer(this.#key(id, rangeName(range)))) ?? undefined;
  }

  async dropResult(id: string, range: FleetRange): Promise<void> {
    await this.#redis.del(this.#key(id, rangeName(range)));
  }

  /** It is over, and `outcome` is what came of it. False: another one coordinates by now. */
  async conclude(campaign: AnnouncedCampaign, coordinator: string, outcome: Buffer): Promise<boolean> {
    const { id } = campaign;
    const keys = [this.leaderKey(id), this.#key(id, 'outcome'), `${this.#prefix}:campaign`];
    const concluded = await this.#redis.eval(
      CONCLUDE,
      3,
      ...keys,
      coordinator,
      outcome,
      KEPT_SECONDS,
      JSON.stringify(campaign),
    );
    return concluded === 1;
  }

  async outcome(id: string): Promise<Buffer | undefined> {
    return (await this.#redis.getBuffer(this.#key(id, 'outcome'))) ?? undefined;
  }

  async sign(id: string, worker: string, sign: WorkerSign): Promise<void> {
    await this.#redis.set(this.#key(id, `worker-${worker}`), JSON.stringify(sign), 'EX', WORKER_SECONDS);
  }

  /** It is no worker of this campaign any more; one that says nothing is forgotten after a while. */
  async signOff(id: string, worker: string): Promise<void> {
    await this.#redis.unlink(this.#key(id, `worker-${worker}`));
  }

  async workers(id: string): Promise<readonly WorkerSign[]> {
    const keys = await this.#scanned(this.#key(id, 'worker-*'));
    const texts = keys.length === 0 ? [] : await this.#redis.mget(keys);
    return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as WorkerSign]));
  }

  /** Bytes that Redis has in use, for all that it holds. */
  async usedBytes(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.#redis.info('memory'))?.[1] ?? 0);
  }

  /** Removes what is left of a campaign, but for what came of it. */
  async clean(id: string): Promise<void> {
    const outcome = this.#key(id, 'outcome');
    const keys = (await this.#scanned(this.#key(id, '*'))).filter((key) => key !== outcome);
    if (keys.length > 0) await this.#redis.unlink(keys);
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => this.#redis.disconnect());
  }

  #key(id: string, name: string): string {
    return `${this.#prefix}:${id}:${name}`;
  }

  async #scanned(pattern: string): Promise<string[]> {
    const keys: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = await this.#redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500);
      cursor = next;
      keys.push(...found);
    } while (cursor !== '0');
    return keys;
  }
}
