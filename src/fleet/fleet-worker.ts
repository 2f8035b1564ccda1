/**
 * A worker of a fleet: takes part in the campaign that is under way, range after range, until that is over or it is told to
 * stop. It judges nothing that is not its own: it refuses a campaign of another Gauntlet, and a target that is made of
 * something else here.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import type { TargetReference } from '../campaign/target.ts';
import { InputError, messageOf } from '../input/problem.ts';
import {
  refuseOtherGauntlet,
  refuseOtherTarget,
  seedOf,
  type AnnouncedCampaign,
} from './announced-campaign.ts';
import { ExecutorProcess } from './executor-process.ts';
import type { FleetStore } from './fleet-store.ts';
import type { FleetLibraries } from './libraries.ts';
import { planRangeSchema, rangeName } from './plan-range.ts';
import { MOST_TRIES, type RangeJob } from './range-queue.ts';

/** So often it looks whether a campaign has begun, or is over. */
const LOOK_MS = 500;
/** So often it says that it is there. */
const SIGN_MS = 5000;
/** A worker that is lost is no fault of its range, as often as that is: the tries of a range are counted by themselves. */
const ANY_NUMBER = 1_000_000;

export interface WorkerPorts {
  readonly libraries: FleetLibraries;
  readonly store: FleetStore;
  /** Ranges at a time, each in a process of its own. */
  readonly slots: number;
  /** Ends when the first campaign is over. */
  readonly once: boolean;
  /** What the campaign names, or what stands for it here. Throws InputError. */
  readonly referenceOf: (campaign: AnnouncedCampaign) => TargetReference;
  /** It takes no further range, and ends with the ones that it is at. */
  readonly signal: AbortSignal;
  /** Something for people, one line at a time. */
  readonly tell: (line: string) => void;
}

/** Gives how many ranges it executed. */
export async function work(ports: WorkerPorts): Promise<number> {
  const { store, signal, once, tell } = ports;
  let done: string | undefined;
  let ranges = 0;
  tell('waits for a campaign');
  while (!signal.aborted) {
    const campaign = await store.campaign();
    if (campaign === undefined || campaign.id === done) {
      await after(LOOK_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    refuseOtherGauntlet(campaign);
    const reference = ports.referenceOf(campaign);
    refuseOtherTarget(campaign, reference);
    ranges += await new Participation(campaign, reference, ports).run();
    done = campaign.id;
    if (once) break;
  }
  return ranges;
}

class Participation {
  readonly #campaign: AnnouncedCampaign;
  readonly #reference: TargetReference;
  readonly #ports: WorkerPorts;
  readonly #id = randomUUID();
  readonly #free: ExecutorProcess[];
  readonly #executors: readonly ExecutorProcess[];
  #ranges = 0;
  #plans = 0;
  #refused: InputError | undefined;

  constructor(campaign: AnnouncedCampaign, reference: TargetReference, ports: WorkerPorts) {
    this.#campaign = campaign;
    this.#reference = reference;
    this.#ports = ports;
    this.#executors = Array.from({ length: ports.slots }, () => new ExecutorProcess(campaign.patienceMs));
    this.#free = [...this.#executors];
  }

  async run(): Promise<number> {
    const { libraries, store, slots, signal, tell } = this.#ports;
    const { id, leaseMs, gateway, asked } = this.#campaign;
    const connection = libraries.connect();
    const worker = new libraries.bullmq.Worker<RangeJob>(id, ({ data }) => this.#execute(data), {
      connection,
      prefix: store.queuePrefix,
      concurrency: slots,
      lockDuration: leaseMs,
      stalledInterval: leaseMs / 2,
      maxStalledCount: ANY_NUMBER,
      maxStartedAttempts: MOST_TRIES,
    });
    worker.on('error', () => undefined);
    worker.on('failed', (job, error) => {
      if (job !== undefined) tell(`${rangeName(job.data.range)}: ${error.message}`);
    });
    tell(`takes part in the campaign ${id}: seed '${asked.seed}' on ${gateway}`);
    const signs = setInterval(() => void this.#sign(), SIGN_MS);
    try {
      await this.#sign();
      while (!signal.aborted && this.#refused === undefined && (await this.#goesOn()))
        await after(LOOK_MS, undefined, { signal }).catch(() => undefined);
      // of a campaign that is over nothing is wanted any more
      if (!signal.aborted) this.#closeExecutors();
      await worker.close(!signal.aborted);
      clearInterval(signs);
      // whoever is interrupted may have lost Redis, and is forgotten after a while
      if (!signal.aborted)
        await this.#ports.store.signOff(this.#campaign.id, this.#id).catch(() => undefined);
    } finally {
      clearInterval(signs);
      this.#closeExecutors();
      connection.disconnect();
    }
    if (this.#refused !== undefined) throw this.#refused;
    tell(`executed ${this.#ranges} ranges, ${this.#plans} plans`);
    return this.#ranges;
  }

  async #execute({ range: given, target }: RangeJob): Promise<void> {
    const range = planRangeSchema.parse(given);
    if (target !== this.#campaign.asked.fingerprint)
      throw new Error(`the job is for the target ${target}, and this campaign is not`);
    const executor = this.#free.pop();
    if (executor === undefined) throw new Error('more jobs than slots');
    try {
      const { check, id } = this.#campaign;
      const seed = seedOf(this.#campaign, range.of);
      const { plans, result } = await executor.run({ reference: this.#reference, seed, check, range });
      await this.#ports.store.saveResult(id, range, result);
      this.#ranges++;
      this.#plans += plans;
    } catch (thrown) {
      if (thrown instanceof InputError) this.#refused = thrown;
      throw new Error(messageOf(thrown));
    } finally {
      this.#free.push(executor);
    }
  }

  async #goesOn(): Promise<boolean> {
    return (await this.#ports.store.campaign())?.id === this.#campaign.id;
  }

  async #sign(): Promise<void> {
    const about = { host: hostname(), pid: process.pid, slots: this.#ports.slots };
    const sign = { ...about, ranges: this.#ranges, plans: this.#plans };
    await this.#ports.store.sign(this.#campaign.id, this.#id, sign).catch(() => undefined);
  }

  #closeExecutors(): void {
    for (const executor of this.#executors) executor.close();
  }
}
