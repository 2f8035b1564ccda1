/** Runs the command line as a process of its own, as a shell would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const GAUNTLET = fileURLToPath(new URL('../../src/cli/gauntlet.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `gauntlet ...args`, not on a terminal. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  return follow(spawn(process.execPath, [GAUNTLET, ...args], { cwd: ROOT, env: quiet(env) }));
}

export function gauntlet(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

/** Runs it in another folder. */
export function gauntletIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return follow(spawn(process.execPath, [GAUNTLET, ...args], { cwd, env: quiet({}) })).ended;
}

/** Pastes one line into a shell at the project's root. */
export function paste(line: string): Promise<Ended> {
  return follow(spawn('sh', ['-c', line], { cwd: ROOT, env: quiet({}) })).ended;
}

function quiet(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _colour, NO_COLOR: _none, DEBUG: _debug, ...rest } = process.env;
  return { ...rest, ...env };
}

function follow(child: ChildProcess): Started {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}
