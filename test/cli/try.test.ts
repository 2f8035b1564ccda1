import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tryReportSchema } from '../../src/report/try-report.ts';
import { inProcess } from './in-process.ts';
import { GAUNTLET, gauntlet, ROOT, start } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-try-'));
afterAll(() => rmSync(folder, { recursive: true }));
const OUT = ['--out', join(folder, 'out')];

describe('gauntlet try', () => {
  it('has one mixed conversation with a gateway behind the port, in virtual time', async () => {
    const { code, stdout } = await inProcess('try', 'reference', '--json', ...OUT);
    const report = tryReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(report).toMatchObject({ target: 'reference', time: 'virtual', verdict: 'pass', without: [] });
    expect(report.scenario.file).toBe('scenarios/try/a-mixed-conversation.yaml');
    const [run] = report.runs;
    const verdicts = Object.fromEntries((run?.requirements ?? []).map(({ id, verdict }) => [id, verdict]));
    for (const property of report.scenario.exercises) expect(verdicts[property], property).toBe('pass');
    // what it says can be judged again from the history that it left
    const again = await inProcess('judge', run?.history ?? '', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'pass', digest: run?.digest });
  });

  it('names a requirement that is violated, with its evidence, and ends with 1', async () => {
    const { code, stdout } = await inProcess('try', 'numbers-per-process', ...OUT);
    expect(code).toBe(1);
    expect(stdout).toContain('VIOLATION of seq/contiguous\n');
    expect(stdout).toMatch(/expected event seq 1 and got \d+/);
    expect(stdout).toMatch(/\nviolation: \d+ requirements? of \d+ violated, \d+ held, in [\d.]+ s/);
  });
});

describe('on real sockets', () => {
  it('takes what fits a process whose model is its own, and says what that is without', async () => {
    const serve = [GAUNTLET, 'serve', '--port', '{port}', '--state', '{folder}', '--token', '{token}'];
    const description = { name: 'served', start: { command: process.execPath, args: serve } };
    const file = join(folder, 'served.yaml');
    writeFileSync(file, JSON.stringify(description));
    const { code, stdout } = await inProcess('try', file, '--json', '--quiet', ...OUT);
    const report = tryReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(report).toMatchObject({ time: 'real', verdict: 'pass', target: 'served' });
    expect(report.without).toEqual(['turn scripts: the target does not use our model provider']);
    expect(report.runs[0]?.profile).toBe('ordered@2');
  }, 120_000);

  it('shows nothing of a gateway whose runs all fail, and says so', async () => {
    const module = join(folder, 'no-model.ts');
    writeFileSync(
      module,
      `import { referenceGateway } from ${JSON.stringify(join(ROOT, 'src/gateway/reference/gateway.ts'))};
      const fails = (host) => ({
        call(_request, hear) {
          host.timers.set(1_000, () => hear({ type: 'error', message: 'connection refused', totalTokens: 0 }));
          return { cancel() {} };
        },
      });
      export const gateway = {
        name: 'no-model',
        boot: (host) => referenceGateway.boot(Object.create(host, { provider: { value: fails(host) } })),
      };`,
    );
    const words = ['--gateway', module, '--port', '{port}', '--state', '{folder}', '--token', '{token}'];
    const start = { command: process.execPath, args: [GAUNTLET, 'serve', ...words] };
    const file = join(folder, 'no-model.yaml');
    writeFileSync(file, JSON.stringify({ name: 'no-model', start, dialect: 'reference@1' }));
    const { code, stdout } = await gauntlet('try', file, ...OUT);
    expect(code, stdout).toBe(2);
    expect(stdout).toMatch(/^\d of \d runs ended with an error: "connection refused"$/m);
    expect(stdout).toMatch(
      /^inconclusive: .*, but no run ended with a reply: can the gateway reach its model\?/m,
    );
  }, 120_000);

  it('talks to a gateway that runs already, in sessions of its own', async () => {
    const token = 'a-token-of-nobody';
    const served = start(['serve', '--token', token]);
    const address = await new Promise<string>((resolve) => {
      served.child.stdout?.on('data', (text: string) => {
        const url = /ws:\S+/.exec(text)?.[0];
        if (url !== undefined) resolve(url);
      });
    });
    try {
      const { code, stdout } = await gauntlet('try', address, '--token', token, ...OUT);
      expect(code, stdout).toBe(0);
      expect(stdout).toContain('process.restart: the target cannot be started and stopped');
      expect(stdout).not.toContain(token);
    } finally {
      served.child.kill('SIGTERM');
      await served.ended;
    }
  }, 120_000);

  it('and certify executes a scenario of one’s own there, so many times, without a certificate', async () => {
    const scenario = join(ROOT, 'scenarios/try/a-mixed-conversation.yaml');
    const words = ['certify', 'reference', '--scenario', scenario, '--repeat', '1', '--json', '--quiet'];
    const { code, stdout } = await inProcess(...words, ...OUT);
    const report = tryReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(report).toMatchObject({ target: 'reference', time: 'real', verdict: 'pass' });
    expect(report.runs.map(({ profile }) => profile)).toEqual(['durable@2']);
  }, 120_000);
});

it.each([
  [['try'], /^gauntlet: name a target: gauntlet try TARGET, or 'target' in gauntlet\.config\.yaml/],
  [['try', 'none.yaml'], /^gauntlet: none\.yaml: no such file$/],
  [['try', 'reference', '--dialect', 'refrence@1'], /unknown dialect .*did you mean 'reference@1'/],
  [
    ['certify', 'reference', '--scenario', 'scenarios/incidents/73204-crash-mid-compaction.yaml'],
    /does not fit reference: process\.crash: nobody sees what a process does to its disk$/,
  ],
  [['certify', 'reference', '--scenario', 'package.json'], /package\.json:\d+:\d+: /],
  [['certify', 'reference', '--scenario', 'x.yaml', '--case', 'y'], /takes neither --case nor --waivers$/],
])('%s is answered with one line or a line for each place, and 3', async (words, message) => {
  const { code, stdout, stderr } = await inProcess(...words, ...OUT);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.trimEnd()).toMatch(message);
});
