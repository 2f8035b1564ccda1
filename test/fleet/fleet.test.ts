/** Fleets as people start them, on a real Redis: the same report whatever happens to those who take part. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fleetReportSchema, fleetStatusSchema, type FleetReport } from '../../src/report/fleet-report.ts';
import { runReportSchema } from '../../src/report/published.ts';
import { inProcess } from '../cli/in-process.ts';
import { disturbed, forget, written } from './disturbed-campaign.ts';
import { fleet, type FleetProcess } from './fleet-processes.ts';
import { RedisServer } from './redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-fleet-'));
const out = join(folder, 'out');
const TLS = join(import.meta.dirname, 'tls');
const REFERENCE = join(import.meta.dirname, '../../src/gateway/reference/gateway.ts');
const LONGEST_MS = 300_000;

let servers: RedisServer[] = [];
let started: FleetProcess[] = [];

afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  for (const server of servers) await server.stop();
  [servers, started] = [[], []];
  forget(out, `${out}-second`);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function redisServer(...options: readonly string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  servers.push(server);
  return server;
}

function start(...args: readonly string[]): FleetProcess {
  const one = fleet(folder, args);
  started.push(one);
  return one;
}

function fleetReportIn(place: string): FleetReport {
  return fleetReportSchema.parse(JSON.parse(readFileSync(join(place, 'fleet.json'), 'utf8')));
}

/** Entries of a seed database, but for when. */
function entriesIn(seeds: string): Readonly<Record<string, string>> {
  const names = readdirSync(seeds, { recursive: true, encoding: 'utf8' });
  const entries = names.filter((name) => name.endsWith('.json') && !name.includes('/runs/')).sort();
  return Object.fromEntries(
    entries.map((name) => [name, readFileSync(join(seeds, name), 'utf8').replaceAll(/"at": "\S+"/g, '')]),
  );
}

describe('a fleet', { timeout: LONGEST_MS }, () => {
  it('says what one machine says, though workers, Redis and a coordinator end in the middle of it', async () => {
    const seeds = join(folder, 'seeds');
    const database = ['--seed-database', seeds, '--commit', 'some'];
    const asked = ['-g', 'compares-token-beginnings', '--check-determinism', 'all', ...database];
    const plans = 240;
    const whole = await inProcess('run', ...asked, '-n', String(plans), '--workers', '1', '-o', out, '-q');
    expect(whole.code).toBe(1);
    const expected = written(out);
    expect(Object.keys(expected).length).toBeGreaterThan(4);
    const kept = entriesIn(seeds);
    expect(Object.keys(kept).length).toBeGreaterThan(20);
    for (const [index, killsCoordinator] of [false, true].entries()) {
      forget(out, seeds);
      const redis = await redisServer();
      const about = { asked, plans, range: 12, seed: `disturbed/${index}`, killsCoordinator };
      expect(await disturbed(redis, folder, out, about)).toEqual(expected);
      expect(entriesIn(seeds)).toEqual(kept);
    }
  });

  it('is told by a coordinator that stood by what the other one found', async () => {
    const redis = await redisServer();
    const at = ['--redis', redis.address];
    const asked = ['serve', ...at, '-g', 'numbers-per-process', '-n', '12', '--range', '6', '--explain', '0'];
    const first = start(...asked, '--json', '-o', out);
    await first.said('handed out 2 ranges');
    const second = start(...asked, '--json', '-o', `${out}-second`);
    await second.said('standing by');
    start('work', ...at, '--slots', '1', '--once');
    const [one, two] = [await first.ended, await second.ended];
    expect([one.code, two.code]).toEqual([1, 1]);
    expect(two.stdout).toBe(one.stdout);
    const read = (place: string, name: string): string => readFileSync(join(place, name), 'utf8');
    for (const name of ['report.json', 'junit.xml', 'fleet.json'])
      expect(read(`${out}-second`, name)).toBe(read(out, name));
    expect(readdirSync(`${out}-second`)).not.toContain('failures');
  });

  it('leaves out a plan that nobody survives, names it, and executes the rest', async () => {
    const redis = await redisServer();
    // a life that draws a number like this kills, or stops, the process that executes plans
    const gateway = (deed: string): string => `
      import { referenceGateway } from '${REFERENCE}';
      const parent = process.ppid;
      export default { name: 'deadly', boot(host) {
        const drawn = Math.floor(host.random.next() * 60);
        if (drawn === 7) ${deed}
        referenceGateway.boot(host);
      } };`;
    const places: Record<string, readonly string[]> = {};
    for (const [name, deed, plans, range, words] of [
      [
        'kills',
        "process.kill(parent, 'SIGKILL');",
        '24',
        '8',
        /^the process that executed it ended by SIGKILL$/,
      ],
      // the rest of the plans would wait for as long each time
      ['stops', "process.kill(parent, 'SIGSTOP');", '17..20', '2', /^nothing was heard of the process that/],
    ] as const) {
      writeFileSync(join(folder, `${name}.mjs`), gateway(deed));
      const at = ['--redis', redis.address, '--name', name];
      start('work', ...at, '--slots', '1', '--once');
      const asked = ['-g', `${name}.mjs`, '-n', plans, '--range', range, '--canary', '1', '--explain', '0'];
      const more = ['--patience', '10s', '-o', join(folder, name), '--json', '-q'];
      const { code, stdout, stderr } = await start('serve', ...at, ...asked, ...more).ended;
      const { poisoned, cuts } = fleetReportIn(join(folder, name));
      const report = runReportSchema.parse(JSON.parse(stdout));
      expect(code).toBe(1);
      expect(report.violations).toEqual([]);
      for (const { plan, reason } of poisoned) {
        expect(reason).toMatch(words);
        expect(stderr).toContain(`plan '${plan}' is left out: nobody survives it: `);
      }
      expect(cuts).toBe(Math.log2(Number(range)));
      expect(report.campaign?.plans).toBe((name === 'kills' ? 24 : 4) - 1);
      places[name] = poisoned.map(({ plan }) => plan);
    }
    expect(places).toEqual({ kills: ['gauntlet/18'], stops: ['gauntlet/18'] });
  });

  it('says that it sees nothing where the canary stays green', async () => {
    const redis = await redisServer();
    start('work', '--redis', redis.address, '--slots', '1', '--once');
    const asked = ['-n', '4', '--canary', '1', '-o', out];
    const { code, stderr } = await start('serve', '--redis', redis.address, ...asked).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('the canary stayed green for 1 plans: this fleet sees nothing that is rare');
    expect(fleetReportIn(out).canary).toEqual({ noticedAt: null, plans: 1 });
  });

  it('explains each kind of failure once, and tells how far it is', async () => {
    const redis = await redisServer();
    const at = ['--redis', redis.address];
    const idle = await inProcess('fleet', 'status', ...at, '--json');
    expect(fleetStatusSchema.parse(JSON.parse(idle.stdout)).campaign).toBeNull();
    const serving = start('serve', ...at, '-g', 'numbers-per-process', '-n', '20', '--range', '5', '-o', out);
    await serving.said('handed out 4 ranges');
    const waiting = await inProcess('fleet', 'status', ...at, '--json');
    const { campaign } = fleetStatusSchema.parse(JSON.parse(waiting.stdout));
    expect(campaign).toMatchObject({ gateway: 'numbers-per-process', plans: 0, outstanding: 4, workers: [] });
    const working = start('work', ...at, '--slots', '2', '--once');
    expect((await serving.ended).code).toBe(1);
    expect((await working.ended).code).toBe(0);
    const { explained, canary } = fleetReportIn(out);
    const report = runReportSchema.parse(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    const kinds = new Set(
      report.violations.map(({ property, cause, state }) => `${property} ${cause} ${state}`),
    );
    expect(explained).toHaveLength(kinds.size);
    expect(explained[0]?.sentence).not.toBe('');
    expect(readdirSync(join(out, 'failures'))).toContain(explained[0]?.file.split('/').at(-1));
    expect(canary.noticedAt).toBeGreaterThan(0);
    const redisKeys = new Redis(redis.port);
    expect((await redisKeys.keys('*')).filter((key) => !key.endsWith(':outcome'))).toEqual([]);
    redisKeys.disconnect();
  });
});

describe('a fleet refuses', { timeout: LONGEST_MS }, () => {
  it('workers of another Gauntlet, and with another source of the target', async () => {
    const redis = await redisServer();
    const at = ['--redis', redis.address];
    mkdirSync(join(folder, 'there'), { recursive: true });
    const text = "export default { name: 'mine', boot() {} };\n";
    writeFileSync(join(folder, 'mine.mjs'), text);
    writeFileSync(join(folder, 'there/mine.mjs'), `// changed\n${text}`);
    const serving = start('serve', ...at, '-g', 'mine.mjs', '-n', '10', '-o', out);
    await serving.said('handed out 1 range');
    const changed = fleet(join(folder, 'there'), ['work', ...at, '--once']);
    const { code, stderr } = await changed.ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /mine\.mjs has the digest [0-9a-f]{16} here, and [0-9a-f]{16} where the campaign was begun/,
    );
    const keys = new Redis(redis.port);
    const announced = (await keys.get('{gauntlet:gauntlet}:campaign')) ?? '';
    await keys.set(
      '{gauntlet:gauntlet}:campaign',
      announced.replace(/"build":"[0-9a-f]+"/, '"build":"0123456789abcdef"'),
    );
    keys.disconnect();
    const other = await start('work', ...at, '--once').ended;
    expect(other.code).toBe(3);
    expect(other.stderr).toMatch(
      /this fleet is at a campaign of Gauntlet \S+ \(build 0123456789abcdef\), and this is Gauntlet /,
    );
  });

  it('another campaign while one is under way, unless that is to be forgotten', async () => {
    const redis = await redisServer();
    const at = ['--redis', redis.address];
    const serving = start('serve', ...at, '-n', '10', '-o', out);
    await serving.said('handed out 1 range');
    const other = await inProcess('fleet', 'serve', ...at, '-n', '11', '-o', `${out}-second`, '-q');
    expect({ code: other.code, stderr: other.stderr }).toEqual({
      code: 3,
      stderr:
        "gauntlet: the fleet 'gauntlet' is at a campaign with another range of plans: let it end, take another --name, or --afresh\n",
    });
    serving.child.kill('SIGINT');
    const { code, stderr } = await serving.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('the campaign is kept: the same command goes on with it');
    const again = start('serve', ...at, '-n', '11', '--afresh', '-o', out);
    await again.said('handed out 1 range');
    start('work', ...at, '--slots', '1', '--once');
    expect((await again.ended).code).toBe(0);
  });

  it('an address that nobody answers at, and one with a password in it', async () => {
    const nobody = await inProcess('fleet', 'status', '--redis', 'redis://127.0.0.1:1');
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toMatch(/^gauntlet: redis:\/\/127\.0\.0\.1:1\/0: no Redis answers there: /);
    const shown = await inProcess('fleet', 'status', '--redis', 'redis://:secret@127.0.0.1');
    expect(shown.code).toBe(3);
    expect(shown.stderr).toContain('--redis-password-env');
    expect(shown.stderr).not.toContain('secret');
  });
});

it('speaks TLS with a password, which is in no job, file or line', async () => {
  const certificates = [
    'cert-file',
    'certificate.pem',
    'key-file',
    'key.pem',
    'ca-cert-file',
    'certificate.pem',
  ];
  const named = certificates.map((word, at) => (at % 2 === 0 ? `--tls-${word}` : join(TLS, word)));
  const password = 'a password that nobody reads';
  const redis = await redisServer('--requirepass', password, ...named, '--tls-auth-clients', 'no');
  const env = { FLEET_PASSWORD: password };
  const at = ['--redis', `rediss://localhost:${redis.port}`, '--redis-password-env', 'FLEET_PASSWORD'];
  const trusted = [...at, '--redis-ca', join(TLS, 'certificate.pem')];
  const worker = fleet(folder, ['work', ...trusted, '--slots', '1', '--once'], env);
  const serving = fleet(folder, ['serve', ...trusted, '-n', '10', '-o', out], env);
  started.push(worker, serving);
  const { code, stdout, stderr } = await serving.ended;
  expect(code, stderr).toBe(0);
  const said = [
    stdout,
    stderr,
    (await worker.ended).stderr,
    redis.writtenText(),
    readFileSync(join(out, 'fleet.json'), 'utf8'),
  ];
  expect(said.join('\n')).not.toContain(password);
  expect(redis.writtenText()).toContain('campaign-1-10');
  const untrusted = await fleet(folder, ['status', ...at], env).ended;
  expect(untrusted.code).toBe(3);
  expect(untrusted.stderr).toMatch(/no Redis answers there: .*certificate/);
  const unknown = await fleet(folder, ['status', ...trusted], { FLEET_PASSWORD: 'another' }).ended;
  expect(unknown.code).toBe(3);
}, 120_000);
