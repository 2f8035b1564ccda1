import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkAddon } from '../../src/hosted/zygote/build-addon.ts';
import { Zygote } from '../../src/hosted/zygote/zygote.ts';
import {
  begin,
  forked,
  identity,
  program,
  readToEnd,
  startedAnew,
  toyZygote,
  tryZygote,
  type Begun,
} from './launching.ts';
import type { ToyParameters } from './toy.ts';

const [SIGKILL, SIGABRT, SIGTERM] = [9, 6, 15];
const FORKS = 500;
const AT_ONCE = 4;
const SEEDS = [1, 2, 3];

let zygote: Zygote;

beforeAll(async () => {
  zygote = await toyZygote();
});

afterAll(() => zygote.stop());

describe('a zygote', () => {
  it('forks what has loaded its modules', () => {
    const begun = begin(zygote, { seed: 1, end: 'returns', tells: 'itself' });
    const { pid, ppid, loadedBy, ahead } = identity(begun);
    expect([loadedBy, ahead]).toEqual([ppid, [ppid]]);
    expect([pid, begun.fork.pid]).toEqual([begun.fork.pid, pid]);
    expect(pid).not.toBe(ppid);
    begun.whole();
  });

  it(`forks ${FORKS} times, and none hangs or says anything else than a process of its own`, () => {
    const expected = SEEDS.map((seed) => startedAnew({ seed, end: 'returns' }));
    expect(new Set(expected.map(({ said }) => said)).size).toBe(SEEDS.length);
    expect(expected.map(({ departure }) => departure)).toEqual(SEEDS.map(() => ({ code: 0, late: false })));
    for (let at = 0; at < FORKS; at += AT_ONCE) {
      const seeds = Array.from({ length: AT_ONCE }, (_, more) => (at + more) % SEEDS.length);
      const begun = seeds.map((seed) => begin(zygote, { seed: SEEDS[seed] as number, end: 'returns' }));
      expect(begun.map((one) => one.whole())).toEqual(seeds.map((seed) => expected[seed]));
    }
  }, 400_000);

  it('leaves no zombie behind', () => {
    const begun = begin(zygote, { seed: 1, end: 'returns', tells: 'itself' });
    const { ppid } = identity(begun);
    begun.whole();
    expect(readFileSync(`/proc/${ppid}/task/${ppid}/children`, 'utf8')).toBe('');
  });

  it('ends a fork that loops for ever at its deadline, and others wait for nothing', () => {
    const looping = begin(zygote, { seed: 1, end: 'loops', tells: 'nothing' }, 2000);
    expect(forked(zygote, { seed: 2, end: 'returns' }).departure).toEqual({ code: 0, late: false });
    // this thread is blocked on it, and can end nobody
    expect(looping.whole()).toMatchObject({ said: '', departure: { signal: SIGKILL, late: true } });
  });

  it('kills a fork on request, whatever else has ended', () => {
    const [one, looping] = (['returns', 'loops'] as const).map((end) =>
      begin(zygote, { seed: 1, end, tells: 'nothing' }),
    ) as [Begun, Begun];
    looping.fork.kill();
    expect(looping.whole().departure).toEqual({ signal: SIGKILL, late: false });
    expect(one.whole().departure).toEqual({ code: 0, late: false });
    one.fork.kill();
    expect(one.fork.departure()).toEqual({ code: 0, late: false });
  });

  it('refuses to fork for files that are not there', () => {
    const missing = join(tmpdir(), 'not', 'there');
    const paths = { reads: missing, writes: missing, output: missing, errors: missing };
    expect(() => zygote.fork({ ...paths, deadlineMs: 1000 })).toThrow(
      'a zygote cannot fork: No such file or directory',
    );
  });

  it('takes its forks along when it is stopped', async () => {
    const stopped = await toyZygote();
    const looping = begin(stopped, { seed: 1, end: 'loops', tells: 'nothing' });
    expect(lives(looping.fork.pid)).toBe(true);
    stopped.stop();
    expect(lives(looping.fork.pid)).toBe(false);
  });

  it('takes its forks along when it is killed, and whoever asks is told', async () => {
    const killed = await toyZygote();
    const looping = begin(killed, { seed: 1, end: 'loops', tells: 'itself' });
    process.kill(identity(looping).ppid, 'SIGKILL');
    expect(readToEnd(looping.reads)).toBe('');
    expect(() => looping.fork.departure()).toThrow('the zygote ended: it was killed');
    expect(() => begin(killed, { seed: 1, end: 'returns' })).toThrow('the zygote ended: it was killed');
    killed.stop();
  });

  it('ends, with its forks, when whoever started it is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gauntlet-asker-'));
    const asker = spawn(process.execPath, ['--import', 'tsx', program('asker.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    });
    const [line] = (await once(asker.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(String(line)) as number[];
    expect(pids.map(lives)).toEqual([true, true]);
    asker.kill('SIGKILL');
    while (pids.some(lives)) await nextTurn();
    rmSync(folder, { recursive: true });
  });
});

describe('a process that has loaded its modules ahead', () => {
  it.each<[ToyParameters['end'], object, string, RegExp]>([
    ['returns', { code: 0 }, '', /^$/],
    ['throws', { code: 1 }, '', /^RangeError: nobody catches this\n(?: {4}at .*\n)+\nNode\.js v24\./],
    ['rejects', { code: 1 }, '', /^Error: nor this\n/],
    ['throws a text', { code: 1 }, '', /^Uncaught 'a text'\n/],
    ['fails at failing', { code: 7 }, '', /^Error: worse\n/],
    ['catches', { code: 0 }, 'caught bad\nand went on\n', /^$/],
    ['exits with 3', { code: 3 }, '', /^$/],
    ['has the code 4', { code: 4 }, '', /^$/],
    ['keeps its way out', { code: 5 }, '', /^$/],
    ['says goodbye', { code: 0 }, 'goodbye 0\n', /^$/],
    ['fails at goodbye', { code: 1 }, '', /^Error: no goodbye\n/],
    ['kills itself', { signal: SIGTERM }, '', /^$/],
    ['hears a signal', { code: 0 }, '', /^$/],
    ['listens', { code: 0 }, 'heard a word\n', /^$/],
  ])('and %s ends as it would, forked or not', (end, how, output, errors) => {
    const life = forked(zygote, { seed: 1, end, tells: 'nothing' });
    expect(life.departure).toEqual({ ...how, late: false });
    expect(life.output).toBe(output);
    expect(life.errors).toMatch(errors);
    expect(startedAnew({ seed: 1, end, tells: 'nothing' })).toEqual(life);
  });

  it('and aborts says so by its signal', () => {
    for (const { departure } of [
      forked(zygote, { seed: 1, end: 'aborts', tells: 'nothing' }),
      startedAnew({ seed: 1, end: 'aborts', tells: 'nothing' }),
    ])
      expect(departure).toEqual({ signal: SIGABRT, late: false });
  });
});

describe('no zygote', () => {
  it.each([
    ['listens-at-once.ts', 20_000, /^after the modules were loaded, TCPServerWrap went on$/],
    ['never-loaded.ts', 500, /^the zygote ended: it was killed, or took too long to load$/],
    ['not-there.ts', 20_000, /^the zygote ended: Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module '.*'.*$/],
  ])('comes of a target that cannot be forked: %s', async (module, loadMs, because) => {
    expect(await tryZygote({ modules: [program(module)], loadMs })).toEqual({
      because: expect.stringMatching(because) as string,
    });
  });

  it('comes of a Node that is not there', async () => {
    expect(await tryZygote({ node: program('no-node') })).toMatchObject({
      because: expect.stringMatching(/^the zygote ended: .*no-node cannot be started$/) as string,
    });
  });
});

it('lets whoever asks load the modules in a way of his own', async () => {
  const own = await tryZygote({ entry: program('loads-itself.ts') });
  if (!(own instanceof Zygote)) throw new Error(own.because);
  expect(forked(own, { seed: 1, end: 'returns' }).output).toBe(
    `loaded ${pathToFileURL(program('ahead.ts')).href}\n`,
  );
  own.stop();
});

describe('the addon', () => {
  it('is not there without a compiler, nor on other systems, which is no error', async () => {
    const cacheRoot = mkdtempSync(join(tmpdir(), 'gauntlet-addon-'));
    const linux = { platform: 'linux', cacheRoot } as const;
    expect(await forkAddon({ ...linux, compiler: 'no-such-compiler' })).toEqual({
      because: 'there is no C compiler (no-such-compiler)',
    });
    expect(await forkAddon({ ...linux, compiler: 'false' })).toEqual({
      because: expect.stringMatching(/^the C compiler false failed: .*$/) as string,
    });
    expect(await forkAddon({ ...linux, platform: 'darwin', compiler: 'cc' })).toEqual({
      because: 'there is no fork server on darwin',
    });
    rmSync(cacheRoot, { recursive: true });
  });

  it('is compiled once', async () => {
    const cacheRoot = mkdtempSync(join(tmpdir(), 'gauntlet-addon-'));
    const built = await forkAddon({ platform: 'linux', compiler: 'cc', cacheRoot });
    expect(built).toEqual({ path: expect.stringContaining(cacheRoot) as string });
    expect(await forkAddon({ platform: 'linux', compiler: 'no-such-compiler', cacheRoot })).toEqual(built);
    rmSync(cacheRoot, { recursive: true });
  });
});

function lives(pid: number): boolean {
  // a zombie that nobody has waited for yet is dead
  return existsSync(`/proc/${pid}/exe`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
