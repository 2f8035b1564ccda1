/**
 * `npm run long:package`: the package as it is installed, on each Node that it is for, by npm and by pnpm, beside the
 * oldest and the newest vitest, TypeScript and fast-check it promises to work with. Fetches them from the registry, which takes
 * minutes. One row each; fails when one does not work; says how long the first verdict took. `npm run long:package -- --node 22 --installer npm
 * --beside vitest@4` for a part.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execFileSync, type SpawnSyncReturns } from 'node:child_process';
import { tableText } from '../bench/table.ts';
import { firstSteps, type Language } from './first-steps.ts';
import { pack, UsersProject } from './installed.ts';

const { values: chosen } = parseArgs({
  options: {
    node: { type: 'string', multiple: true },
    installer: { type: 'string', multiple: true },
    beside: { type: 'string' },
  },
});
const NODES = chosen.node ?? ['20', '22', '24'];
const INSTALLERS = {
  npm: ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'add', '--ignore-scripts', '--prefer-offline'],
} as const;
const BESIDE = [
  ['typescript@5.9', 'vitest@3.2', '@types/node@20', 'fast-check@4.0'],
  ['typescript@7', 'vitest@4', '@types/node@20', 'fast-check@4'],
];

const GAUNTLET = 'gateway-gauntlet/src/cli/gauntlet.mjs';
type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>;

const TASKS: Readonly<Record<string, (user: UsersProject) => Ended>> = {
  types: (user) => user.bin('typescript/bin/tsc', ['-p', '.']),
  commonjs: (user) => user.node(['plain.cjs']),
  vitest: (user) => user.bin('vitest/vitest.mjs', ['run']),
  'run FILE': (user) => user.bin(GAUNTLET, ['run', '--gateway', 'gateway.ts', '--seeds', '20', '--quiet']),
  threads: (user) =>
    user.bin(GAUNTLET, ['run', '--gateway', 'reference', '--seeds', '40', '--workers', '2', '--quiet']),
  'first steps': (user) => stepsOf(user, 'typescript'),
  'in JavaScript': (user) => stepsOf(user, 'javascript'),
};

/** With the seconds from `init` to the first verdict. */
function stepsOf(user: UsersProject, language: Language): Ended {
  const { seconds, problems } = firstSteps(user, language);
  const stdout = `first verdict in ${language} after ${seconds.toFixed(1)} s`;
  console.log(stdout);
  return { status: problems.length, stdout, stderr: problems.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-everywhere-'));
const rows: string[][] = [];
try {
  const { tarball } = pack(folder);
  for (const version of NODES) {
    const node = nodeOf(version);
    for (const [installer, install] of Object.entries(INSTALLERS).filter(isChosen))
      for (const beside of BESIDE.filter(
        (all) => chosen.beside === undefined || all.includes(chosen.beside),
      )) {
        const user = new UsersProject([tarball, ...beside], install, node);
        try {
          rows.push([
            version,
            installer,
            beside.join(' '),
            ...Object.entries(TASKS).map(([name, task]) => resultOf(name, task(user))),
          ]);
          console.log(rows.at(-1)?.join('  '));
        } finally {
          user.remove();
        }
      }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  tableText(
    ['node', 'installed by', 'beside', ...Object.keys(TASKS)].map((title) => ({
      title,
      align: 'left' as const,
    })),
    rows,
  ),
);

function isChosen([installer]: readonly [string, unknown]): boolean {
  return chosen.installer?.includes(installer) ?? true;
}

/** The program of that Node, from the registry. */
function nodeOf(version: string): string {
  const into = join(folder, `node-${version}`);
  execFileSync(
    'npm',
    [
      'install',
      '--prefix',
      into,
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      `node-${process.platform}-${process.arch}@${version}`,
    ],
    { stdio: 'ignore' },
  );
  return join(into, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
}

function resultOf(name: string, { status, stdout, stderr }: Ended): string {
  if (status === 0) return 'works';
  process.exitCode = 1;
  console.log(`${name}:\n${stdout}${stderr}`);
  return `exit ${status ?? 'by a signal'}`;
}
