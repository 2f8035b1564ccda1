import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../tidy/source-files.ts';
import { commitOf } from './tree.ts';

const JSON_COMMAND = 'npm run --silent bench -- --json';
const CHECK_OUT = `import { checkOut } from './test/bench/tree.ts';
console.log(JSON.stringify(checkOut('HEAD')));
setInterval(() => {}, 1000);`;
const WAIT_MS = 60_000;

function npm(command: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const [name = '', ...args] = command.split(' ');
  return spawnSync(name, args, { cwd: ROOT, encoding: 'utf8' });
}

describe('npm run bench', () => {
  it(
    'prints JSON and nothing else, as the README says it',
    () => {
      expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(JSON_COMMAND);
      const { status, stdout } = npm(`${JSON_COMMAND} --rows kernel`);
      const { paces } = JSON.parse(stdout) as { readonly paces: readonly { readonly name: string }[] };
      expect(paces.map(({ name }) => name)).toEqual(['kernel alone']);
      expect(status).toBe(0);
    },
    WAIT_MS,
  );

  it(
    'refuses what is no commit, and prints nothing',
    () => {
      const { status, stdout, stderr } = npm(`${JSON_COMMAND} --against no-such-commit`);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain("'no-such-commit' is no commit here\nusage: ");
    },
    WAIT_MS,
  );
});

describe('the other tree', () => {
  // an unpacked archive has no commits to compare with
  it.runIf(commitOf('HEAD') !== undefined)(
    'is there with its packages and rows, and gone after a Ctrl-C',
    async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', CHECK_OUT], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const text = await new Promise<string>((resolve) => {
        child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
        child.once('exit', () => resolve('{}'));
      });
      const { folder = '', rows = [] } = JSON.parse(text) as { folder?: string; rows?: string[] };
      expect(rows).toContain('kernel');
      expect(existsSync(join(folder, 'node_modules', 'tsx', 'package.json'))).toBe(true);
      const code = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      expect(await code).toBe(130);
      expect(existsSync(folder)).toBe(false);
      const { stdout } = spawnSync('git', ['worktree', 'list'], { cwd: ROOT, encoding: 'utf8' });
      expect(stdout).not.toContain(folder);
      expect(existsSync(join(ROOT, 'node_modules', 'tsx', 'package.json'))).toBe(true);
    },
    WAIT_MS,
  );
});
