/**
 * A campaign on two workers that is disturbed in every way that there is: a worker is killed, Redis is started anew, a second
 * coordinator is started, and the first one killed where that is asked for. What disturbs it comes at ranges that a seed draws.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createStream } from '../../src/kernel/random.ts';
import { fleet, WatchedCampaign } from './fleet-processes.ts';
import type { RedisServer } from './redis-server.ts';

export interface Disturbed {
  /** As of `gauntlet run`. */
  readonly asked: readonly string[];
  readonly plans: number;
  readonly range: number;
  readonly seed: string;
  readonly killsCoordinator: boolean;
}

/** Gives what the one that coordinated to the end wrote into `out`. */
export async function disturbed(
  redis: RedisServer,
  folder: string,
  out: string,
  { asked, plans, range, seed, killsCoordinator }: Disturbed,
): Promise<Readonly<Record<string, string>>> {
  const at = ['--redis', redis.address];
  const worker = ['work', ...at, '--slots', '1'];
  const server = ['serve', ...at, ...asked, '-n', String(plans), '--range', String(range), '--lease', '2s'];
  const draws = createStream(seed);
  // the last ranges are left to what was disturbed
  const ranges = Math.floor((plans / range) * 0.7);
  const moment = (): number => 1 + Math.floor(draws.next() * ranges);
  const processes = [fleet(folder, worker), fleet(folder, worker)];
  const first = fleet(folder, [...server, '--explain', '0', '-o', out]);
  const campaign = await WatchedCampaign.announcedAt(redis.port);
  try {
    processes.push(first);
    const second = fleet(folder, [...server, '--explain', '0', '-o', out]);
    processes.push(second);
    await second.said('standing by');
    await Promise.all([
      campaign.executed(moment()).then(() => processes[0]?.child.kill('SIGKILL')),
      campaign.executed(moment()).then(() => redis.restart()),
      killsCoordinator
        ? campaign.executed(moment()).then(() => first.child.kill('SIGKILL'))
        : Promise.resolve(true),
    ]);
    const ends = await Promise.all([first.ended, second.ended]);
    const [killed] = ends;
    if (killsCoordinator !== (killed.code === null))
      throw new Error(`the first one ended with ${killed.code}`);
    return written(out);
  } finally {
    await campaign.close();
    for (const { child } of processes) child.kill('SIGKILL');
  }
}

/** Reports and failure files, by their names. */
export function written(out: string): Readonly<Record<string, string>> {
  const reports = ['report.json', 'junit.xml', 'summary.md', 'badge.json'];
  const failures = readdirSync(join(out, 'failures'))
    .filter((name) => /\.jsonl?$/.test(name))
    .map((name) => join('failures', name));
  return Object.fromEntries(
    [...reports, ...failures].map((name) => [name, readFileSync(join(out, name), 'utf8')]),
  );
}

export function forget(...folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
