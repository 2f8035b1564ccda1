import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { SPEAKS_CASE } from './small-live.ts';
import { TargetError } from '../../src/input/problem.ts';
import { createCommandTarget } from '../../src/live/targets/command.ts';
import { executeLive, type LiveRun } from '../../src/live/world.ts';
import { planSchema, type PlanInput } from '../../src/plan/plan.ts';
import { start } from '../cli/spawned.ts';
import { listeningIn, livingIn } from './hostile/gone.ts';
import { verdictsOf } from './small-live.ts';
import { ownFolder, until } from './temporary-folder.ts';

const TARGET = fileURLToPath(new URL('hostile/target.mjs', import.meta.url));
/** Cold starts on a busy machine included. */
const SOON_MS = 120_000;

interface Hostile {
  /** Its description. */
  readonly file: string;
  /** Where its processes write their ids. */
  readonly pids: string;
  /** The folder of its executions. */
  readonly place: string;
}

/** Describes a target that means no good. */
function hostile(way: string, command = process.execPath): Hostile {
  const folder = ownFolder();
  const pids = join(folder, 'pids');
  mkdirSync(pids);
  const file = join(folder, 'hostile.yaml');
  const args = [TARGET, way, '{port}', pids];
  writeFileSync(file, JSON.stringify({ name: 'hostile', start: { command, args }, readyWithinMs: 6_000 }));
  return { file, pids, place: join(folder, 'place') };
}

function execute(
  { file, place: folder }: Hostile,
  changes: Partial<PlanInput> = {},
  signal = new AbortController().signal,
): Promise<LiveRun> {
  const plan = planSchema.parse({
    quietWithinMs: 3_000,
    clients: [{ id: 'web', follows: ['agent:main:main'] }],
    operations: [{ do: 'send', id: 'm1', client: 'web', session: 'agent:main:main', atMs: 100 }],
    ...changes,
  });
  return executeLive(plan, createCommandTarget(file), { signal, folder });
}

/** Nothing is left: no process, no listener, no folder. */
async function expectNothingLeft({ pids, place }: Hostile): Promise<void> {
  await until(() => livingIn(pids).length === 0, 'the end of every process');
  expect(await listeningIn(pids)).toEqual([]);
  expect(existsSync(place)).toBe(false);
}

// they run beside each other, so that this can be looked at in the end only
afterAll(() => {
  const resources = process.getActiveResourcesInfo();
  expect(resources).not.toContain('TCPServerWrap');
  expect(resources).not.toContain('ProcessWrap');
});

describe.concurrent('a target that never says hello', () => {
  it.each<[string, RegExp]>([
    ['closes at once', /^hostile: not ready within 6 s: (?:read ECONNRESET|socket hang up)/],
    ['accepts and is silent', /^hostile: not ready within 6 s: no WebSocket handshake within \d+ ms/],
    ['accepts WebSockets and is silent', /^hostile: not ready within 6 s: no hello within \d+ ms/],
    ['speaks no HTTP', /^hostile: not ready within 6 s: it does not speak WebSocket: /],
    ['sends an endless head', /^hostile: not ready within 6 s: it does not speak WebSocket: /],
    ['is a web page', /^hostile: no WebSocket there: Unexpected server response: 200/],
    [
      'sends garbage frames',
      /^hostile: not ready within 6 s: it does not speak WebSocket: Invalid WebSocket/,
    ],
    ['sends garbage text', /^hostile: 1,000 messages and no hello \(it said what is no frame: not JSON\)/],
    ['floods before hello', /^hostile: 1,000 messages and no hello/],
    ['sends 100 MiB before hello', /^hostile: it answers with a message of more than 4 MiB before any hello/],
    ['dies in the handshake', /^hostile: exited with code 7 before it was ready/],
    [
      'exits before it listens',
      /^hostile: exited with code 3 before it was ready; its last words: no configuration found$/,
    ],
  ])(
    'ends with one clear line when it %s',
    async (way, line) => {
      const target = hostile(way);
      const failure = await execute(target).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(TargetError);
      expect((failure as TargetError).message).toMatch(line);
      expect((failure as TargetError).message).not.toContain('\n');
      await expectNothingLeft(target);
    },
    SOON_MS,
  );

  it('ends with one clear line when there is no such command', async () => {
    const target = hostile('closes at once', 'no-such-command');
    const failure = await execute(target).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(TargetError);
    expect((failure as TargetError).message).toBe('hostile: cannot be started: spawn no-such-command ENOENT');
    await expectNothingLeft(target);
  });
});

describe.concurrent('a target that turns hostile after hello', () => {
  it.each<string>([
    'says goodbye to every hello',
    'sends 100 MiB',
    'sends garbage frames after hello',
    'sends bad frames after hello',
    'sends garbage text after hello',
    'falls silent after hello',
    'dies after every hello',
    'prints lines without end',
    'prints without a line break',
  ])(
    'is given a verdict when it %s',
    async (way) => {
      const target = hostile(way);
      const run = await execute(target);
      expect(verdictsOf(run.records)).not.toContain('view/converges pass');
      expect(run.log.length).toBeLessThanOrEqual(400);
      for (const line of run.log) expect(line.length).toBeLessThanOrEqual(2_001);
      await expectNothingLeft(target);
    },
    SOON_MS,
  );

  it(
    'is given a verdict or up when it floods',
    async () => {
      const target = hostile('floods');
      const outcome = await execute(target).then(
        ({ records }) => verdictsOf(records).length > 0,
        (thrown: unknown) => (thrown as Error).message,
      );
      if (outcome !== true) expect(outcome).toMatch(/^hostile: floods its clients /);
      await expectNothingLeft(target);
    },
    SOON_MS,
  );

  it(
    'is killed when it ignores the stop signal, and started again',
    async () => {
      const faults = [{ kind: 'process.restart', id: 'stop', atMs: 500, downMs: 100 }] as const;
      const target = hostile('ignores SIGTERM');
      const run = await execute(target, { faults: [...faults], quietWithinMs: 40_000 });
      const life = run.records.flatMap((record) => (record.kind === 'process' ? [record.event] : []));
      expect(life).toEqual(['booting', 'listening', 'stopping', 'crashed', 'booting', 'listening']);
      await expectNothingLeft(target);
    },
    SOON_MS,
  );

  it(
    'is killed with what it started, also when it went by itself',
    async () => {
      const faults = [{ kind: 'process.restart', id: 'stop', atMs: 500, downMs: 100 }] as const;
      const target = hostile('leaves a process behind');
      await execute(target, { faults: [...faults], quietWithinMs: 20_000 });
      expect(readdirSync(target.pids)).toHaveLength(4);
      await expectNothingLeft(target);
    },
    SOON_MS,
  );
});

describe.concurrent('an execution that is aborted', () => {
  it.each<[string, string]>([
    ['before hello', 'accepts and is silent'],
    ['in its middle', 'falls silent after hello'],
  ])(
    'leaves nothing, %s',
    async (_when, way) => {
      const controller = new AbortController();
      const target = hostile(way);
      const going = execute(target, { quietWithinMs: 60_000 }, controller.signal);
      await until(() => readdirSync(target.pids).length === 1, 'the process');
      controller.abort(new Error('enough'));
      await expect(going).rejects.toThrow('enough');
      await expectNothingLeft(target);
    },
    SOON_MS,
  );
});

describe.concurrent('gauntlet certify', () => {
  function certify({ file, place }: Hostile): ReturnType<typeof start> {
    const folder = join(place, '..');
    mkdirSync(join(folder, 'tmp'));
    const out = join(folder, 'out');
    const options = ['--profile', 'speaks', '--case', SPEAKS_CASE, '--repeat', '1', '--out', out];
    return start(['certify', file, ...options], { TMPDIR: join(folder, 'tmp') });
  }

  async function expectNoRunFolder(target: Hostile): Promise<void> {
    await expectNothingLeft(target);
    const left = readdirSync(join(target.place, '..', 'tmp'));
    expect(left.filter((name) => name.startsWith('gauntlet-'))).toEqual([]);
  }

  it.each<[string, string]>([
    ['accepts and is silent', 'no WebSocket handshake within'],
    ['is a web page', 'Unexpected server response: 200'],
    ['exits before it listens', 'no configuration found'],
    ['sends 100 MiB before hello', 'more than 4 MiB before any hello'],
  ])(
    'ends with 4 when the target %s, and says why in one line',
    async (way, why) => {
      const target = hostile(way);
      const { code, stdout, stderr } = await certify(target).ended;
      expect(code, stderr).toBe(4);
      expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes(why))).toHaveLength(1);
      expect(`${stdout}${stderr}`).not.toMatch(/^\s+at /m);
      await expectNoRunFolder(target);
    },
    SOON_MS,
  );

  it(
    'ends with 130 when it is interrupted, and leaves nothing',
    async () => {
      const target = hostile('falls silent after hello');
      const { child, ended } = certify(target);
      await until(() => readdirSync(target.pids).length === 1, 'the process', SOON_MS);
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      await expectNoRunFolder(target);
    },
    SOON_MS,
  );
});
