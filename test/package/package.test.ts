import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runReportSchema } from '../../src/report/published.ts';
import { firstSteps } from './first-steps.ts';
import { pack, UsersProject, type Packed } from './installed.ts';

interface Manifest {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const ROOT = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const NPM_INSTALL = ['npm', 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];

let folder: string;
let packed: Packed;
let user: UsersProject;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-pack-'));
  packed = pack(folder);
  const known = { ...manifest.dependencies, ...manifest.devDependencies };
  const brought = ['vitest', 'typescript', '@types/node', 'fast-check'].map(
    (name) => `${name}@${known[name] ?? ''}`,
  );
  user = new UsersProject([packed.tarball, ...brought], NPM_INSTALL);
}, 300_000);

afterAll(() => {
  user.remove();
  rmSync(folder, { recursive: true });
  // thousands of files
}, 300_000);

describe('the tarball', () => {
  it('holds what was built, the scenarios and the documents, and nothing else', () => {
    const places = new Set(packed.files.map((path) => path.replace(/\/.*/, '')));
    expect([...places].toSorted()).toEqual([
      '.github',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
      'reports',
      'scenarios',
      'src',
    ]);
    expect(packed.files.filter((path) => path.startsWith('src/')).toSorted()).toEqual([
      'src/api/README.md',
      'src/certify/README.md',
      'src/cli/gauntlet.mjs',
      'src/fleet/README.md',
      'src/fleet/deploy/Containerfile',
      'src/fleet/deploy/fleet/coordinator.yaml',
      'src/fleet/deploy/fleet/page.yaml',
      'src/fleet/deploy/fleet/redis.yaml',
      'src/fleet/deploy/fleet/workers.yaml',
      'src/fleet/deploy/github-shards.yml',
      'src/fleet/deploy/shards/1-shards.yaml',
      'src/fleet/deploy/shards/2-merge.yaml',
      'src/hosted/README.md',
      'src/protocol/README.md',
    ]);
    expect(packed.files.filter((path) => /(?<!\.d)\.ts$|tsbuildinfo/.test(path))).toEqual([]);
  });

  it('holds what each entrance names', () => {
    const named = Object.values(manifest.exports).flatMap((to) =>
      typeof to === 'string' ? [to] : Object.values(to),
    );
    expect(named.filter((path) => !packed.files.includes(path.replace('./', '')))).toEqual([]);
  });

  it('runs no script when it is installed', () => {
    expect(
      // npm runs "prepare" in a clone alone
      Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?install$/.test(name)),
    ).toEqual([]);
  });

  it('passes publint and attw', () => {
    for (const args of [
      ['publint', '--strict'],
      ['attw', packed.tarball, '--profile', 'esm-only'],
    ]) {
      const { status, stdout, stderr } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    }
  }, 120_000);
});

describe('in a project of its users', () => {
  it('is installed without a warning', () => {
    expect(user.installed).not.toMatch(/warn|EBADENGINE/i);
  });

  it('is understood by TypeScript, strict, with the declarations checked', () => {
    const { status, stdout } = user.bin('typescript/bin/tsc', ['-p', '.']);
    expect(status, stdout).toBe(0);
    const bundler = user.bin('typescript/bin/tsc', [
      '-p',
      '.',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ]);
    expect(bundler.status, bundler.stdout).toBe(0);
  }, 120_000);

  it('is reached from CommonJS by import()', () => {
    expect(user.node(['plain.cjs']).stdout).toBe('seq/contiguous\n');
  });

  it('tests a gateway in its own suite', () => {
    // the time limit of the project's own tests is none of the suite's, which executes in virtual time
    const words = ['run', '--reporter=json', '--testTimeout=1', '--hookTimeout=1'];
    const { status, stdout, stderr } = user.bin('vitest/vitest.mjs', words);
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(stdout) as Record<string, number>;
    expect({ status, failed }, stderr).toEqual({ status: 0, failed: 0 });
    expect(passed).toBeGreaterThan(60);
  }, 120_000);

  it.each(['gateway.ts', 'reference'])(
    'runs %s from the command line, in two threads',
    (gateway) => {
      const words = ['run', '--gateway', gateway, '--seeds', '60', '--workers', '2', '--json', '--quiet'];
      const { status, stdout, stderr } = user.bin('gateway-gauntlet/src/cli/gauntlet.mjs', words);
      expect(status, stderr).toBe(0);
      const { verdict, plans, version } = runReportSchema.parse(JSON.parse(stdout));
      expect({ verdict, plans, version }).toEqual({ verdict: 'pass', plans: 60, version: manifest.version });
    },
    120_000,
  );

  it('lists the profiles, explains and writes schemas', () => {
    const said = (...words: string[]) => user.bin('gateway-gauntlet/src/cli/gauntlet.mjs', words).stdout;
    expect(said('list')).toContain('ordered@2');
    expect(said('explain', 'seq/contiguous')).toContain('numbers-per-process');
    expect(JSON.parse(said('schema', 'scenario'))).toHaveProperty('$schema');
  });
});

describe('in an empty folder of theirs', () => {
  const gauntlet = (below: string, ...words: readonly string[]) =>
    user.bin('gateway-gauntlet/src/cli/gauntlet.mjs', words, below);

  it.each(['typescript', 'javascript'] as const)(
    'init --%s writes a gateway that greets and ticks, and each step leads to the next: a verdict, a page, a replay, a baseline',
    (language) => {
      const { report, problems } = firstSteps(user, language);
      expect(problems).toEqual([]);
      const verdicts = Object.fromEntries(report.properties.map(({ id, verdict }) => [id, verdict]));
      expect(verdicts).toMatchObject({
        'handshake/strict': 'pass',
        'seq/contiguous': 'pass',
        'service/available': 'violation',
      });
      // its configuration says that twenty failures are enough
      expect(report.campaign?.plans).toBe(20);
    },
    120_000,
  );

  it('what it writes in TypeScript is understood, strict', () => {
    const flags = ['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022'];
    const files = ['gateway.ts', 'gauntlet.config.ts'];
    const { status, stdout } = user.bin('typescript/bin/tsc', [...flags, ...files], 'typescript');
    expect(status, stdout).toBe(0);
  }, 60_000);

  it('its YAML names schemas that came with the package', () => {
    mkdirSync(join(user.folder, 'command'));
    const { stdout } = gauntlet('command', 'init', '--kind', 'command', '--json');
    const yaml = (JSON.parse(stdout) as { written: readonly string[] }).written.filter(
      (path) => path.endsWith('.yaml') && !path.startsWith('.'),
    );
    expect(yaml.length).toBe(3);
    for (const path of yaml) {
      const text = readFileSync(join(user.folder, 'command', path), 'utf8');
      const name = /\$schema=\S*\/(\w+\.json)\n/.exec(text)?.[1] ?? 'none';
      const schema = join(user.folder, 'node_modules/gateway-gauntlet/dist/schemas', name);
      expect(JSON.parse(readFileSync(schema, 'utf8'))).toHaveProperty('properties');
    }
  });
});
