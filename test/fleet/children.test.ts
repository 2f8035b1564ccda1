/** A worker that is killed leaves no process behind, whatever its plans are at. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from 'vitest';
import { fleet, type FleetProcess } from './fleet-processes.ts';
import { RedisServer } from './redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-children-'));
const SMALL = join(import.meta.dirname, '../hosted/small-gateway/small.yaml');
const HANGS = `
  export default { name: 'hangs', boot(host) { for (;;) host.log('info', 'on and on'); } };`;
const NEVER_RETURNS = `export default { name: 'never-returns', boot() { for (;;); } };`;

let redis: RedisServer | undefined;
let started: FleetProcess[] = [];
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await redis?.stop();
  [redis, started] = [undefined, []];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** By process: its parent, and when it began, in the machine's ticks: a number may be given again. */
function processes(): ReadonlyMap<
  number,
  { readonly parent: number; readonly name: string; readonly isOver: boolean }
> {
  const found = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const about = {
        parent: Number(fields[1]),
        name: `${name}@${fields[19] ?? ''}`,
        isOver: fields[0] === 'Z',
      };
      return [[Number(name), about] as const];
    } catch {
      // it has ended
      return [];
    }
  });
  return new Map(found);
}

/** Names of all that a process started, and that these started. */
function descendants(of: number): readonly string[] {
  const all = processes();
  const found = new Map<number, string>();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [pid, { parent, name }] of all) if (parent === of || found.has(parent)) found.set(pid, name);
  }
  return [...found.values()];
}

function isThere(name: string): boolean {
  return [...processes().values()].some((one) => one.name === name && !one.isOver);
}

it.each([
  ['executes plans of a gateway that comes with Gauntlet', 'reference', 1],
  ['is at a gateway that says something for ever', 'hangs.mjs', 2],
  ['is at a gateway that never returns', 'never-returns.mjs', 2],
  ['hosts a program', SMALL, 2],
] as const)(
  'none is left of a worker that %s',
  async (_what, gateway, generations) => {
    writeFileSync(join(folder, 'hangs.mjs'), HANGS);
    writeFileSync(join(folder, 'never-returns.mjs'), NEVER_RETURNS);
    redis = await RedisServer.start();
    const at = ['--redis', redis.address];
    const asked = ['-g', gateway, '-n', '5000', '--explain', '0', '-o', join(folder, 'out')];
    started.push(fleet(folder, ['serve', ...at, ...asked]));
    const named = gateway === SMALL ? ['-g', SMALL] : [];
    const worker = fleet(folder, ['work', ...at, ...named, '--slots', '2']);
    started.push(worker);
    const pid = worker.child.pid ?? 0;
    let all: readonly string[] = [];
    // its slots, and for each of them whatever executes the gateway
    for (; all.length < 2 * generations; all = descendants(pid)) await after(20);
    worker.child.kill('SIGKILL');
    await worker.ended;
    expect(all.length).toBeGreaterThanOrEqual(2 * generations);
    for (; all.some(isThere);) await after(20);
    // none of those that they have started meanwhile lives on either, as a child of nobody
    expect(all.filter(isThere)).toEqual([]);
  },
  120_000,
);
