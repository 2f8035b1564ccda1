import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftsFor } from '../../src/cli/init/drafts.ts';
import { CI_SYSTEMS } from '../../src/cli/init/project.ts';
import { GAUNTLET, ROOT } from './spawned.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(ROOT, '.github/actions/gauntlet/action.yml'), 'utf8')) as Action;
const folder = mkdtempSync(join(tmpdir(), 'gauntlet-ci-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `npx` finds the command line of this clone, and `npm` installs nothing. */
const tools = join(folder, 'tools');
mkdirSync(tools);
for (const [name, text] of [
  ['npx', `shift; exec '${process.execPath}' '${GAUNTLET}' "$@"`],
  ['npm', 'exit 0'],
] as const) {
  writeFileSync(join(tools, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(tools, name), 0o755);
}

function bash(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const path = `${tools}:${process.env['PATH'] ?? ''}`;
  const { CI: _ci, ...rest } = process.env;
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { ...rest, ...env, PATH: path },
  });
}

/** The step that runs Gauntlet, as a runner of GitHub executes it. */
function runStep(cwd: string, inputs: Readonly<Record<string, string>>) {
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const step = action.runs.steps.find(({ run }) => run !== undefined);
  const valueOf = (text: string): string =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_all, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '?',
    );
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, text]) => [name, valueOf(text)]),
  );
  const ended = bash(step?.run ?? 'exit 99', cwd, { ...env, GITHUB_OUTPUT: output });
  return { ...ended, output: readFileSync(output, 'utf8') };
}

describe('the action', () => {
  it('puts no input into a script, keeps what there is whatever comes of it, and restores it first', () => {
    const { using, steps } = action.runs;
    expect(using).toBe('composite');
    expect(steps.map(({ uses = 'run' }) => uses)).toEqual([
      'actions/cache/restore@v4',
      'actions/cache/restore@v4',
      'run',
      'actions/cache/save@v4',
      'actions/cache/save@v4',
      'actions/upload-artifact@v4',
    ]);
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
    const wanted = "inputs.seed-database != ''";
    expect(steps.map((one) => one.if)).toEqual([
      undefined,
      wanted,
      undefined,
      'always()',
      `always() && ${wanted}`,
      'always()',
    ]);
    for (const [restored, saved] of [
      [0, 3],
      [1, 4],
    ] as const) {
      expect(steps[restored]?.with?.['key']).toBe(steps[saved]?.with?.['key']);
      expect(steps[restored]?.with?.['path']).toBe(steps[saved]?.with?.['path']);
    }
    // neither takes what the other has kept
    const [reports, seeds] = steps.map((one) => one.with?.['key']?.split('-${{ github')[0]);
    expect([reports, seeds]).toEqual(['${{ inputs.name }}-reports', '${{ inputs.name }}-seeds']);
    const paths = [steps[0], steps[3], steps[5]].map((step) => step?.with?.['path']);
    expect(new Set(paths).size).toBe(1);
  });

  it('fails as the verb does, and the next time runs what failed first', () => {
    const cwd = join(folder, 'project');
    mkdirSync(cwd);
    const command = 'run --gateway numbers-per-process --seeds 2 --failed-first --quiet';
    const first = runStep(cwd, { command });
    expect({ status: first.status, output: first.output }, first.stderr).toEqual({
      status: 1,
      output: 'exit-code=1\n',
    });
    expect(existsSync(join(cwd, 'reports/latest/report.json'))).toBe(true);
    const report = () =>
      JSON.parse(readFileSync(join(cwd, 'reports/latest/report.json'), 'utf8')) as { scenarios: unknown[] };
    expect(report().scenarios).toEqual([]);
    runStep(cwd, { command });
    expect(report().scenarios.length).toBeGreaterThan(0);
    const plain = 'run --gateway numbers-per-process --seeds 2 --quiet';
    runStep(cwd, { command: plain, 'seed-database': 'the seeds' });
    expect(existsSync(join(cwd, 'the seeds/numbers-per-process/failing'))).toBe(true);
  }, 60_000);
});

describe('what init writes for CI', () => {
  it('keeps on GitHub what a job left that failed, which actions/cache alone does not', () => {
    const drafts = draftsFor({
      kind: 'in-process',
      typescript: false,
      ci: 'github',
      gateway: './gateway.js',
    });
    const { jobs } = parse(drafts.at(-1)?.text ?? '') as { jobs: { gauntlet: { steps: readonly Step[] } } };
    const cached = jobs.gauntlet.steps.filter(({ uses = '' }) => uses.startsWith('actions/cache'));
    expect(cached.map((step) => [step.uses, step.if])).toEqual([
      ['actions/cache/restore@v4', undefined],
      ['actions/cache/save@v4', 'always()'],
    ]);
    expect(cached[0]?.with?.['key']).toBe(cached[1]?.with?.['key']);
  });

  const SCRIPTS: Readonly<Record<string, (text: string) => readonly string[]>> = {
    github(text) {
      const { jobs } = parse(text) as { jobs: { gauntlet: { steps: readonly Step[] } } };
      return jobs.gauntlet.steps.flatMap(({ run }) => run ?? []);
    },
    gitlab: (text) => (parse(text) as { gauntlet: { script: readonly string[] } }).gauntlet.script,
    jenkins: (text) => Array.from(text.matchAll(/\bsh '([^']+)'/g), ([, line = '']) => line),
  };

  it.each(CI_SYSTEMS.filter((ci) => ci !== 'none'))(
    'runs, up to the verdict, on %s',
    (ci) => {
      const cwd = join(folder, ci);
      mkdirSync(cwd);
      const drafts = draftsFor({ kind: 'in-process', typescript: false, ci, gateway: './gateway.js' });
      const text = drafts.at(-1)?.text ?? '';
      // a gateway that passes, and few plans
      writeFileSync(join(cwd, 'gauntlet.config.yaml'), 'gateway: reference\nseeds: 3\n');
      const lines = SCRIPTS[ci]?.(text) ?? [];
      expect(lines).toEqual(['npm ci', 'npx gauntlet run --failed-first']);
      const { status, stderr } = bash(lines.join('\n'), cwd);
      // three plans show little
      expect(status, stderr).toBe(2);
      expect(existsSync(join(cwd, 'reports/latest/junit.xml'))).toBe(true);
    },
    120_000,
  );
});
