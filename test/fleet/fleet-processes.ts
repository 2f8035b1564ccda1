/** The processes of a fleet, as people start them, and what its queue says of ranges that were executed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { FleetStore } from '../../src/fleet/fleet-store.ts';
import { GAUNTLET } from '../cli/spawned.ts';

export interface FleetProcess {
  readonly child: ChildProcess;
  /** Once it has ended; the code of one that was killed is null. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Settles when it has said this on stderr, or has ended. */
  said(words: string): Promise<void>;
}

/** Starts `gauntlet fleet …` in a folder. */
export function fleet(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): FleetProcess {
  const child = spawn(process.execPath, [GAUNTLET, 'fleet', ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  let look = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const ended = new Promise<Awaited<FleetProcess['ended']>>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    async said(words) {
      if (stderr.includes(words)) return;
      const heard = new Promise<void>((resolve) => {
        look = () => {
          if (stderr.includes(words)) resolve();
        };
      });
      await Promise.race([heard, ended]);
    },
  };
}

/** The campaign of a fleet, as its queue tells of it. */
export class WatchedCampaign {
  readonly #redis: Redis;
  readonly #events: QueueEvents;
  readonly id: string;
  #executed = 0;
  #waiting: { readonly executed: number; resolve(): void }[] = [];

  private constructor(redis: Redis, events: QueueEvents, id: string) {
    this.#redis = redis;
    this.#events = events;
    this.id = id;
    events.on('error', () => undefined);
    events.on('completed', () => {
      this.#executed++;
      for (const one of this.#waiting) if (this.#executed >= one.executed) one.resolve();
    });
  }

  /** Waits until it is announced. */
  static async announcedAt(port: number, name = 'gauntlet'): Promise<WatchedCampaign> {
    const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    const store = new FleetStore(redis, name);
    let campaign = await store.campaign();
    for (; campaign === undefined; campaign = await store.campaign()) await after(10);
    const { id } = campaign;
    const events = new QueueEvents(id, { connection: redis, prefix: store.queuePrefix, lastEventId: '0' });
    return new WatchedCampaign(redis, events, id);
  }

  /** Settles when so many ranges were executed. */
  async executed(ranges: number): Promise<void> {
    if (this.#executed >= ranges) return;
    await new Promise<void>((resolve) => this.#waiting.push({ executed: ranges, resolve }));
  }

  async close(): Promise<void> {
    await this.#events.close();
    this.#redis.disconnect();
  }
}
