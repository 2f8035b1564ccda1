import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Bench, TOKEN, until } from '../serve/served-bench.ts';
import { inProcess } from './in-process.ts';
import { gauntlet, start, type Started } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-serve-cli-'));
const running: Started[] = [];
const bench = new Bench();
afterEach(async () => {
  await bench.end();
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Serving extends Started {
  readonly url: string;
  /** What it has printed so far. */
  readonly output: () => string;
}

/** Starts `gauntlet serve` and waits until it says that it listens. */
async function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const started = start(['serve', ...args], env);
  running.push(started);
  let text = '';
  let over = false;
  started.child.stdout?.on('data', (more: string) => (text += more));
  void started.ended.then(() => (over = true));
  const url = (): string | undefined => /^listening on (ws:\/\/127\.0\.0\.1:\d+)$/m.exec(text)?.[1];
  await until(() => over || url() !== undefined, 'the listener');
  if (over) throw new Error((await started.ended).stderr);
  return { ...started, url: url() ?? '', output: () => text };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const IDLE = 'host.listen(() => ({ onMessage() {}, onClose() {} }));';

describe('gauntlet serve', () => {
  it('serves until SIGTERM and exits 0', async () => {
    const { url, child, ended } = await serve(['--token', TOKEN]);
    const peer = await bench.greeted(url);
    await peer.send('hello', 'k1');
    child.kill('SIGTERM');
    await peer.event('shutdown');
    expect(await peer.gone()).toBe(1012);
    expect((await ended).code).toBe(0);
  });

  it('makes a token up and prints it', async () => {
    const { url, child, ended, output } = await serve([]);
    await until(() => /^token \S+$/m.test(output()), 'the token');
    const peer = bench.peer(url);
    expect(await peer.connect(/^token (\S+)$/m.exec(output())?.[1])).toMatchObject({ ok: true });
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('keeps what it acknowledged over SIGTERM and SIGKILL, on the same port', async () => {
    const state = join(folder, 'state', 'below');
    const env = { SERVE_TEST_TOKEN: TOKEN };
    let port = '0';
    const kept: string[] = [];
    for (const [k, signal] of (['SIGTERM', 'SIGKILL', 'SIGKILL'] as const).entries()) {
      const args = ['--state', state, '--port', port, '--token-env', 'SERVE_TEST_TOKEN'];
      const { url, child, ended, output } = await serve(args, env);
      expect(output()).not.toContain('token');
      port = new URL(url).port;
      const peer = await bench.greeted(url);
      expect((await peer.history()).filter((line) => line.startsWith('user'))).toEqual(kept);
      expect(await peer.send(`message ${k}`, `k${k}`)).toMatchObject({ status: 'started' });
      kept.push(`user: message ${k}`);
      child.kill(signal);
      await ended;
    }
    const { url } = await serve(['--state', state, '--port', port, '--token', TOKEN]);
    const peer = await bench.greeted(url);
    expect((await peer.history()).filter((line) => line.startsWith('user'))).toEqual(kept);
    // keys are remembered by a clock that goes on over restarts
    expect(await peer.send('message 2', 'k2')).not.toMatchObject({ status: 'started' });
  });

  it('removes the state folder that it made', async () => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const made = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('gauntlet-serve-'));
    const { child, ended } = await serve([], { TMPDIR: temporary });
    expect(made()).toHaveLength(1);
    child.kill('SIGTERM');
    await ended;
    expect(made()).toEqual([]);
    const throws = file('throws-at-once.mjs', `export const gateway = { name: 'x', boot() { throw 1; } };\n`);
    expect((await start(['serve', '--gateway', throws], { TMPDIR: temporary }).ended).code).toBe(70);
    expect(made()).toEqual([]);
  });

  it.each([
    ['while it is loaded', 'process.exit(0);'],
    ['while it boots', "export const gateway = { name: 'x', boot() { process.exit(0); } };"],
  ])('ends with 70 and leaves no folder when the gateway ends its process %s', async (when, source) => {
    const exits = file(`exits ${when}.mjs`, source);
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const { code, stderr } = await start(['serve', '--gateway', exits], { TMPDIR: temporary }).ended;
    expect({ code, stderr }).toEqual({
      code: 70,
      stderr: 'gauntlet: the gateway ended its own process with exit code 0\n',
    });
    expect(readdirSync(temporary).filter((name) => name.startsWith('gauntlet-serve-'))).toEqual([]);
  });

  it('moves the wall clock of the gateway and reads its settings', async () => {
    const settings = file('settings.json', '{"limits":{"tickIntervalMs":50,"maxPayloadBytes":4096}}');
    const { url } = await serve(['--token', TOKEN, '--settings', settings, '--wall-offset', '-86400000']);
    const peer = bench.peer(url);
    expect(await peer.connect()).toMatchObject({
      payload: { policy: { maxPayload: 4096, tickIntervalMs: 50 } },
    });
    const tick = (await peer.event('tick'))['payload'] as { ts: number };
    expect(tick.ts).toBeLessThan(Date.now() - 80_000_000);
  });

  it('begins with the content of a file, and says and does what a plan has', async () => {
    const said = 'exchanges: [{ user: before, assistant: it began }]';
    const content = `sessions: [{ key: main, ${said} }, { key: agent:main:task, ${said} }]`;
    const plan = 'turns: [{ steps: [{ says: as planned }] }]\nfaults: [{ type: reset, atMs: 1 }]';
    const { url, output } = await serve([
      '--token',
      TOKEN,
      '--content',
      file('content.yaml', content),
      '--plan',
      file('plan.yaml', plan),
    ]);
    await until(() => output().includes('fault 0.001 s  reset of the main session (done)'), 'the fault');
    const peer = await bench.greeted(url);
    await peer.send('now', 'now');
    await peer.event('chat', ({ runId, state }) => runId === 'now' && state === 'final');
    expect(await peer.history()).toEqual(['user: now', 'assistant: as planned']);
    expect(await peer.history('agent:main:task')).toEqual(['user: before', 'assistant: it began']);
  });

  it('serves a gateway of your own, and ends with 70 when it throws', async () => {
    for (const [name, code, says] of [
      ['throws', "host.timers.set(1000, () => { throw new Error('my bug\\nand more'); });", 'Error: my bug'],
      [
        'rejects',
        "host.timers.set(1000, () => { Promise.reject(new TypeError('lost')); });",
        'TypeError: lost',
      ],
    ] as const) {
      const path = file(
        `${name}.mjs`,
        `export const gateway = { name: 'mine', boot(host) { ${IDLE} ${code} } };\n`,
      );
      const { code: exit, stderr } = await gauntlet('serve', '--gateway', path);
      expect(stderr.trim().split('\n')).toEqual([`gauntlet: the gateway died of an uncaught ${says}`]);
      expect(exit).toBe(70);
    }
    const { stderr } = await gauntlet('serve', '--debug', '--gateway', join(folder, 'throws.mjs'));
    expect(stderr).toMatch(/^ {4}at .*throws\.mjs:/m);
  });

  it('says in one line what is wrong, and exits 3', async () => {
    const { url } = await bench.serve();
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['--port', new URL(url).port], /^gauntlet: port \d+ is in use$/],
      [['--port', '65536'], /^gauntlet: --port '65536' is no number from 0 to 65535$/],
      [['--state', file('taken', '')], /^gauntlet: .*taken: no state can be kept there: /],
      [['--settings', file('bad.json', '{\n"limits": 1}')], /bad\.json:2:11: limits: /],
      [['--settings', join(folder, 'none.json')], /^gauntlet: .*none\.json: no such file$/],
      [['--plan', file('bad-plan.yaml', 'turns: 1')], /bad-plan\.yaml:1:8: turns: /],
      [['--plan', 'none.yaml', '--faults'], /^gauntlet: --plan says what fails/],
      [
        ['--content', 'none.yaml', '--provider', 'http://127.0.0.1:1'],
        /^gauntlet: --content says what the built-in/,
      ],
      [
        ['--content', file('c.yaml', ''), '--state', folder],
        /^gauntlet: --content is what a new gateway begins with/,
      ],
      [['--provider', 'nowhere'], /^gauntlet: provider 'nowhere' is no http:\/\/ address$/],
      [['--gateway', 'refrence'], /^gauntlet: unknown gateway 'refrence' \(did you mean 'reference'\?\)/],
      [['--token', 'a', '--token-env', 'B'], /^gauntlet: give one of --token and --token-env$/],
      [
        ['--token-env', 'GAUNTLET_NO_SUCH'],
        /^gauntlet: --token-env GAUNTLET_NO_SUCH: there is no such variable/,
      ],
      [['--token', ''], /^gauntlet: --token needs a text$/],
      [
        ['--wall-offset', 'soon'],
        /^gauntlet: --wall-offset 'soon' is no number of milliseconds from -\d+ to \d+$/,
      ],
      [['--record', file('mine.jsonl', 'mine')], /^gauntlet: --record .*mine\.jsonl: it is there already;/],
      [['--every', '100'], /^gauntlet: --every needs --faults$/],
      [['--record', join(folder, 'r.jsonl'), '--token', 'a'], /^gauntlet: --record stars the token, /],
      [['--faults', '--every', '0'], /^gauntlet: --every '0' is no number of milliseconds from 10 /],
    ];
    for (const [args, says] of cases) {
      const { code, stdout, stderr } = await inProcess('serve', ...args);
      expect(stderr.trim().split('\n'), args.join(' ')).toHaveLength(1);
      expect(stderr.trim()).toMatch(says);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    }
  });

  it('makes the same faults happen for the same seed, whoever is there', async () => {
    const sequences: string[][] = [];
    for (const isAlone of [true, false]) {
      const { url, child, ended, output } = await serve([
        '--token',
        TOKEN,
        '--faults',
        '--seed',
        's',
        '--every',
        '40',
      ]);
      if (!isAlone) bench.peer(url);
      const faults = (): string[] => output().match(/^fault [^(]+(?=\(.*\)$)/gm) ?? [];
      await until(() => faults().length >= 12, 'a dozen faults');
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
      // an answer from the gateway may come after the next fault
      const times = (line: string): number => Number(/^fault ([\d.]+)/.exec(line)?.[1]);
      sequences.push(
        faults()
          .sort((a, b) => times(a) - times(b))
          .slice(0, 9),
      );
    }
    expect(sequences[0]).toEqual(sequences[1]);
  });
});
