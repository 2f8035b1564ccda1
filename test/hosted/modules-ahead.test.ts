import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execute, type Outcome } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import type { Beginnings } from '../../src/hosted/beginnings.ts';
import { beginningsOf, onDeployment } from '../../src/hosted/hosted-gateway.ts';
import type { HostedProgram } from '../../src/hosted/hosted-program.ts';
import { modulesAhead } from '../../src/hosted/modules-ahead.ts';
import { describedProgram } from '../../src/hosted/programs/described.ts';
import { forkAddon } from '../../src/hosted/zygote/build-addon.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { TOKEN } from '../../src/simulation/supervisor.ts';
import { NODE, program as moduleOfOurs } from './launching.ts';

const LONGEST_MS = 200_000;
const PLAN = planSchema.parse({
  clients: [{ id: 'somebody', follows: ['agent:main:main'] }],
  operations: [{ id: 'one', do: 'send', client: 'somebody', session: 'agent:main:main', atMs: 1000 }],
  faults: [{ id: 'again', kind: 'process.restart', atMs: 10_000, downMs: 200 }],
});
const PLAN_TEXT = JSON.stringify(PLAN);
const SMALL = fileURLToPath(new URL('small-gateway/small.yaml', import.meta.url));

interface Told {
  readonly own: readonly unknown[];
  readonly shared: readonly unknown[];
  readonly cwd: string;
  readonly argv: readonly string[];
}

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'gauntlet-ahead-'));
  vi.stubEnv('GAUNTLET_CACHE', cache);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

function small(): HostedProgram {
  const described = describedProgram(SMALL, TOKEN, NODE);
  return { ...described, starters: [described.script] };
}

async function executeOnce(
  program: HostedProgram,
  beginnings: Beginnings,
  onTrace?: (text: string) => void,
): Promise<Outcome> {
  const { profile } = STANDARD_EXECUTOR;
  return onDeployment(program, beginnings, { onTrace }, (gateway) =>
    execute({ plan: PLAN, gateway, dialect: program.dialect, profile, keep: true }),
  );
}

describe('modules that are loaded ahead', () => {
  it(
    'are those that one execution loads, without what starts the program, found once; lives are the same forked or not',
    async () => {
      const program = small();
      const once = vi.fn((beginnings: Beginnings, onTrace: (text: string) => void) =>
        executeOnce(program, beginnings, onTrace),
      );
      const modules = await modulesAhead(program, PLAN_TEXT, once);
      const names = modules.map((path) => basename(path));
      expect(names).toContain('store.mjs');
      expect(names).not.toContain(basename(program.script));
      // a worker's own copies too, but not what it begins with
      expect(names).toContain('token-code.mjs?hosted-worker=1');
      expect(names.filter((name) => name.startsWith('token-worker.mjs'))).toEqual([]);
      expect(once).toHaveBeenCalledTimes(2);
      expect(await modulesAhead(program, PLAN_TEXT, once)).toEqual(modules);
      expect(once).toHaveBeenCalledTimes(2);

      const digests: string[] = [];
      for (const addon of [await forkAddon(), { because: 'a process for each' }]) {
        const loads: string[] = [];
        const beginnings = beginningsOf(program, modules, addon, null);
        expect(beginnings.because).toBe('because' in addon ? addon.because : undefined);
        const note = (text: string): unknown => text.startsWith('load ') && loads.push(basename(text));
        digests.push((await executeOnce(program, beginnings, note)).digest);
        beginnings.close();
        // once for each life
        expect(loads.filter((name) => name === basename(program.script))).toHaveLength(2);
        expect(loads).not.toContain('store.mjs');
        expect(loads).toContain('token-worker.mjs?hosted-worker=1');
        expect(loads).not.toContain('token-code.mjs?hosted-worker=1');
      }
      expect(digests[1]).toBe(digests[0]);
    },
    LONGEST_MS,
  );

  it(
    'may not look at what changes from one life to the next',
    async () => {
      const beginnings = beginningsOf(small(), [moduleOfOurs('looks-ahead.ts')], await forkAddon(), null);
      await expect(executeOnce(small(), beginnings)).rejects.toThrow(
        'small cannot be hosted: while its modules are loaded it looks at /state/state.json, which changes',
      );
      beginnings.close();
    },
    LONGEST_MS,
  );

  it(
    'see the same of every life, and then each life what is its own, forked or not',
    async () => {
      const told: string[][] = [];
      for (const addon of [await forkAddon(), { because: 'a process for each' }]) {
        const beginnings = beginningsOf(small(), [moduleOfOurs('tells-life.ts')], addon, null);
        const { history = [] } = await executeOnce(small(), beginnings);
        told.push(
          history.flatMap((one) =>
            one.kind === 'log' && one.text.startsWith('tells ') ? [one.text.slice('tells '.length)] : [],
          ),
        );
        beginnings.close();
      }
      expect(told[1]).toEqual(told[0]);
      const [first, second] = (told[0] ?? []).map((text) => JSON.parse(text) as Told) as [Told, Told];
      expect(first.own[0]).toBe(1001);
      expect(second.own[0]).toBe(1002);
      expect(second.own.filter((value, at) => value === first.own[at])).toEqual([1]);
      expect(first.shared).toEqual([1000, Date.UTC(2025, 11, 31), expect.any(String), 0]);
      expect(second.shared).toEqual(first.shared);
      expect(first.cwd).toBe('/hosted/home');
      expect(first.argv.slice(0, 2)).toEqual(['gateway.mjs', '--port']);
    },
    LONGEST_MS,
  );

  it(
    'are all but those that look at what changes, and those that import them',
    async () => {
      const described = small();
      const script = join(dirname(described.script), 'aged.mjs');
      const program = { ...described, name: 'aged', script, starters: [script, described.script] };
      const found = await modulesAhead(program, PLAN_TEXT, (beginnings, onTrace) =>
        executeOnce(program, beginnings, onTrace),
      );
      const names = found.map((path) => basename(path));
      expect(names).toContain('store.mjs');
      expect(names).not.toContain('early.mjs');
      expect(names).not.toContain('age.mjs');
    },
    LONGEST_MS,
  );

  it(
    'are none when one of them cannot do without the world',
    async () => {
      const program = { ...small(), name: 'early', starters: [] };
      // its script listens when it is loaded
      const found = await modulesAhead(program, PLAN_TEXT, (beginnings, onTrace) =>
        executeOnce(program, beginnings, onTrace),
      );
      expect(found).toEqual([]);
    },
    LONGEST_MS,
  );
});
