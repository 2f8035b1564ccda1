import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LiveTarget } from '../../src/live/target.ts';
import { createCommandTarget } from '../../src/live/targets/command.ts';
import { executeLive, type LiveRun } from '../../src/live/world.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { livingIn } from './hostile/gone.ts';
import { temporaryFolder, until } from './temporary-folder.ts';

const TARGET = fileURLToPath(new URL('hostile/target.mjs', import.meta.url));
/** Cold starts on a busy machine included. */
const SOON_MS = 60_000;

const folder = temporaryFolder();

function target(way: string): LiveTarget {
  mkdirSync(join(folder.path, 'pids'));
  const file = join(folder.path, 'target.yaml');
  const args = [TARGET, way, '{port}', join(folder.path, 'pids')];
  writeFileSync(file, JSON.stringify({ name: 'small', start: { command: process.execPath, args } }));
  return createCommandTarget(file);
}

function execute(
  what: LiveTarget,
  faults: NonNullable<PlanInput['faults']>,
  { signal = new AbortController().signal, quietWithinMs = 40_000 } = {},
): Promise<LiveRun> {
  const plan = planSchema.parse({ quietWithinMs, clients: [{ id: 'web' }], faults });
  return executeLive(plan, what, { signal, folder: join(folder.path, 'place') });
}

function life({ records }: LiveRun): string[] {
  return records.flatMap((one) => (one.kind === 'process' ? [`${one.incarnation} ${one.event}`] : []));
}

describe('the supervisor', () => {
  it(
    'stops a process and starts the next on the same state',
    async () => {
      const run = await execute(target('leaves a process behind'), [
        { kind: 'process.restart', id: 'stop', atMs: 300, downMs: 100 },
      ]);
      expect(run.pending).toEqual([]);
      // this one has no handler: the signal itself ends it
      expect(life(run)).toEqual([
        '1 booting',
        '1 listening',
        '1 stopping',
        '1 exited',
        '2 booting',
        '2 listening',
      ]);
    },
    SOON_MS,
  );

  it(
    'kills a process, and one that is paused as well',
    async () => {
      const run = await execute(target('leaves a process behind'), [
        { kind: 'process.pause', id: 'pause', atMs: 200, durationMs: 60_000 },
        { kind: 'process.crash', id: 'kill', atMs: 400, downMs: 100 },
      ]);
      expect(life(run).slice(2)).toEqual(['1 paused', '1 crashed', '2 booting', '2 listening']);
    },
    SOON_MS,
  );

  it(
    'starts a process again that went by itself, and says so',
    async () => {
      const run = await execute(target('dies after every hello'), [], { quietWithinMs: 5_000 });
      expect(life(run).slice(0, 4)).toEqual(['1 booting', '1 listening', '1 crashed', '2 booting']);
      const logs = run.records.flatMap((one) =>
        one.kind === 'log' ? [`${one.text}: ${one.detail ?? ''}`] : [],
      );
      expect(logs[0]).toBe('the process ended by itself: exited with code 9');
    },
    SOON_MS,
  );

  it(
    'starts nothing any more when the execution is over while a start is under way',
    async () => {
      const base = target('leaves a process behind');
      let launches = 0;
      let goOn = (): void => undefined;
      const slow: LiveTarget = {
        ...base,
        deploy: async (place) => {
          const deployment = await base.deploy(place);
          const launch = async (
            port: number,
            agedMs: number,
          ): ReturnType<NonNullable<typeof deployment.launch>> => {
            if (++launches === 2) await new Promise<void>((resolve) => (goOn = resolve));
            if (deployment.launch === undefined) throw new Error('it has a lifecycle');
            return deployment.launch(port, agedMs);
          };
          return { ...deployment, launch };
        },
      };
      const controller = new AbortController();
      const going = execute(slow, [{ kind: 'process.crash', id: 'kill', atMs: 100, downMs: 100 }], {
        signal: controller.signal,
      });
      await until(() => launches === 2, 'the second start', SOON_MS);
      controller.abort(new Error('enough'));
      await expect(going).rejects.toThrow('enough');
      goOn();
      await new Promise((resolve) => setImmediate(resolve));
      expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
      const pids = join(folder.path, 'pids');
      await until(() => livingIn(pids).length === 0, 'the end of every process');
      expect(readdirSync(pids)).toHaveLength(2);
    },
    SOON_MS,
  );
});
