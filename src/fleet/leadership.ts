/**
 * Who coordinates a campaign: one at a time, for as long as its lease is renewed. The others stand by and take over from the
 * newest checkpoint.
 */
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { RENEW, type FleetStore } from './fleet-store.ts';
import type { RedisAddress } from './redis-address.ts';

/** Renewed so often in a lease. */
const RENEWALS = 3;
/** A coordinator that does not come to anything else for so long is lost. */
const SILENCE_MS = 10 * 60 * 1000;
const THREAD = new URL('./lease-thread.mjs', import.meta.url);

export class Leadership {
  readonly #store: FleetStore;
  readonly #id: string;
  readonly #leaseMs: number;
  readonly #address: RedisAddress;
  readonly coordinator: string;
  #thread: Worker | undefined;
  #telling: NodeJS.Timeout | undefined;

  /** `id`: of the campaign. */
  constructor(store: FleetStore, address: RedisAddress, id: string, coordinator: string, leaseMs: number) {
    this.#store = store;
    this.#address = address;
    this.#id = id;
    this.coordinator = coordinator;
    this.#leaseMs = leaseMs;
  }

  /** Waits for its turn. Gives false when the campaign is over by then, or on an interrupt. */
  async await(signal: AbortSignal, onStandingBy: () => void): Promise<boolean> {
    let isTold = false;
    while (!signal.aborted) {
      if ((await this.#store.outcome(this.#id)) !== undefined) return false;
      if (await this.#store.lead(this.#id, this.coordinator, this.#leaseMs)) {
        this.#renew();
        return true;
      }
      if (!isTold) onStandingBy();
      isTold = true;
      await after(this.#leaseMs / RENEWALS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  /** May be called again. */
  async release(): Promise<void> {
    clearInterval(this.#telling);
    await this.#thread?.terminate();
    await this.#store.release(this.#id, this.coordinator);
  }

  /** In a thread: this one executes what failed, for longer than a lease at times. */
  #renew(): void {
    if (this.#thread !== undefined) return;
    const everyMs = this.#leaseMs / RENEWALS;
    const thread = new Worker(THREAD, {
      workerData: {
        address: this.#address,
        script: RENEW,
        key: this.#store.leaderKey(this.#id),
        coordinator: this.coordinator,
        everyMs,
        leaseMs: this.#leaseMs,
        silenceMs: SILENCE_MS,
      },
    });
    thread.on('error', () => undefined);
    thread.unref();
    this.#thread = thread;
    this.#telling = setInterval(() => thread.postMessage('goes on'), everyMs);
    this.#telling.unref();
  }
}
