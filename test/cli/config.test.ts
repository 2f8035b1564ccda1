import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runReportSchema } from '../../src/report/published.ts';
import { inProcess } from './in-process.ts';
import { gauntletIn } from './spawned.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a wrong configuration is one line that names the file and the key, and ends with 3', () => {
  it.each([
    ['unknown.yaml', 'gatway: x\n', /unknown\.yaml:1:1: unknown key 'gatway' \(did you mean 'gateway'\?\)$/],
    ['range.yaml', 'seed: x\nseeds: 9..3\n', /range\.yaml:2:8: seeds: a range that does not run backwards/],
    ['count.yaml', 'seeds: many\n', /count\.yaml:1:8: seeds: a count like 500 or a range/],
    ['time.yaml', 'time: 0s\n', /time\.yaml:1:7: time: a duration like 60s/],
    ['profile.yaml', 'profile: orderd\n', /profile\.yaml:1:10: profile: .*"ordered"/],
    ['dialect.yaml', 'dialect: refrence@1\n', /dialect: unknown dialect .*did you mean 'reference@1'/],
    ['list.yaml', '- 1\n', /list\.yaml:1:1: expected object/],
    ['torn.yaml', 'seed: "x\n', /torn\.yaml:\d+:\d+: /],
    [
      'unknown.ts',
      'export default { sedes: 3 }\n',
      /unknown\.ts: unknown key 'sedes' \(did you mean 'seed'\?\)$/,
    ],
    ['nothing.ts', 'export const seed = 1;\n', /nothing\.ts: exports no default/],
    ['other.json', '{}', /other\.json: a configuration is a \.ts, \.js or \.yaml file$/],
  ] as const)('%s', async (name, text, message) => {
    const { code, stdout, stderr } = await inProcess('run', '--config', file(name, text));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('also where it is missing, where there are two, and where no target is named anywhere', async () => {
    const none = await inProcess('run', '--config', join(folder, 'none.yaml'));
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(/none\.yaml: no such file\n$/);
    const both = join(folder, 'both');
    mkdirSync(both);
    writeFileSync(join(both, 'gauntlet.config.yaml'), '');
    writeFileSync(join(both, 'gauntlet.config.ts'), 'export default {};\n');
    const two = await gauntletIn(both, 'run', '--seeds', '1');
    expect(two.code).toBe(3);
    expect(two.stderr).toBe(
      'gauntlet: gauntlet.config.ts and gauntlet.config.yaml are both here: remove one, or name one with --config\n',
    );
    const untargeted = await inProcess('certify', '--no-config');
    expect(untargeted.code).toBe(3);
    expect(untargeted.stderr).toMatch(/^gauntlet: name a target: gauntlet certify TARGET/);
  });
});

describe('a configuration', () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'mine'), { recursive: true });
  writeFileSync(
    join(project, 'mine', 'one.yaml'),
    'name: one of my own\nstory: y\nplan:\n  clients: [{ id: alice }]\n  operations: [{ id: look, do: list, client: alice, atMs: 1000 }]\n',
  );
  writeFileSync(
    join(project, 'gauntlet.config.ts'),
    "export default { gateway: 'reference', scenarios: ['mine'], seed: 'mine', seeds: '3..4', out: 'out/here' };\n",
  );
  const runIn = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await gauntletIn(project, 'run', '--json', ...words);
    return {
      code,
      said: /^.*gauntlet\.config\.ts says .*$/m.exec(stderr)?.[0],
      report: runReportSchema.parse(JSON.parse(stdout)),
    };
  };

  it('says what is run where the command line does not, and that it does', async () => {
    const { code, said, report } = await runIn();
    // two plans exercise few properties
    expect(code).toBe(2);
    expect(said).toBe('gauntlet.config.ts says gateway, scenarios, seed, seeds, out');
    expect(report).toMatchObject({ gateway: 'reference', seed: 'mine', campaign: { from: 3, to: 4 } });
    expect(report.scenarios.map(({ name }) => name)).toContain('one of my own');
    expect(report.scenarios.length).toBeGreaterThan(20);
    const folders = await gauntletIn(project, 'run', '--last-failed', '--seeds', '1');
    expect(folders.stderr).toContain('--last-failed says what is run');
  });

  it('is overruled by the command line, where what is bounded is a campaign alone', async () => {
    const { said, report } = await runIn('--seeds', '1', '--seed', 'other');
    expect(said).toBe('gauntlet.config.ts says gateway, scenarios, out');
    expect(report).toMatchObject({ seed: 'other', scenarios: [], campaign: { from: 1, to: 1 } });
  });

  it('is not read with --no-config, and its paths are from where it lies', async () => {
    const none = await runIn('--no-config', '--seeds', '1', '--out', 'elsewhere');
    expect(none.said).toBeUndefined();
    expect(none.report.seed).toBe('gauntlet');
    const { code, stderr } = await gauntletIn(
      folder,
      'run',
      '--config',
      'project/gauntlet.config.ts',
      '--seeds',
      '1',
    );
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('project/gauntlet.config.ts says');
  });

  it('names the target of a certificate', async () => {
    const yaml = file(
      'certify.yaml',
      'target: reference\nprofile: deterministic\nrepeat: 1\ncertificates: bundles\n',
    );
    const words = ['--config', yaml, '--case', 'a conversation', '--json', '--quiet'];
    const { code, stdout } = await inProcess('certify', ...words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ target: 'reference', profile: 'deterministic@2' });
    expect((JSON.parse(stdout) as { bundle: string }).bundle).toMatch(/bundles\/reference\.partial$/);
  });
});

it('the target that a configuration names has its token, and another one that the command line names has none', async () => {
  const config = file('address.yaml', 'target: ws://127.0.0.1:1\ntokenEnv: NOT_THERE\n');
  const given = ['--config', config, '--out', join(folder, 'try')];
  const own = await inProcess('try', ...given);
  expect(own.stderr).toMatch(/says target, tokenEnv\ngauntlet: --token-env NOT_THERE: there is no such/);
  const address = await inProcess('try', 'ws://127.0.0.1:2', ...given);
  expect(address.stderr).toMatch(/says tokenEnv\n.*NOT_THERE/);
  const other = await inProcess('try', 'reference', ...given, '--quiet');
  expect({ code: other.code, stderr: other.stderr }).toEqual({ code: 0, stderr: '' });
});
