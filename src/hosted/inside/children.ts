/**
 * Child processes of a hosted process: run to their end at one virtual moment, for real, once all that they are given
 * is known. One that is spoken to while it runs (a fork, a pipe that stays open) is refused by name. Paths in what a
 * child is told are the real ones; what it says is told as it stands.
 */
import childProcess, { type SpawnSyncReturns } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough, Writable, type Readable } from 'node:stream';
import { VISIBLE_NODE, VISIBLE_ROOT } from '../messages.ts';
import { draw } from './chance.ts';
import { birth, later, refuse, replace, replaceAll, trace } from './life.ts';
import { REAL_NODE, realPath, textAsSeen, visiblePath } from './paths.ts';

interface Options {
  readonly cwd?: string | URL;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdio?: unknown;
  readonly encoding?: string | null;
  readonly shell?: boolean | string;
  readonly input?: string | Buffer;
  readonly signal?: AbortSignal;
}

const { spawnSync } = childProcess;
const FIRST_CHILD = 20_000;
let count = 0;

/** What a program takes: drawn, since nobody sees how long it really takes. */
const duration = (): number => 2_000 + Math.floor(draw() * 8_000);

const translated = (text: string): string =>
  text.replaceAll(VISIBLE_ROOT, birth.root).replaceAll(VISIBLE_NODE, REAL_NODE);

function runNow(command: string, args: readonly string[], options: Options = {}): SpawnSyncReturns<Buffer> {
  trace(() => `run ${command} ${args.join(' ')}`);
  const env = options.env ?? process.env;
  const { cwd, signal: _signal, ...rest } = options;
  return spawnSync(translated(command), args.map(translated), {
    ...rest,
    cwd: realPath(visiblePath(cwd ?? process.cwd())),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, translated(String(value))])),
    encoding: 'buffer',
    stdio: 'pipe',
    maxBuffer: 256 * 1024 * 1024,
  });
}

const asText = (bytes: Buffer, encoding: string | null | undefined): Buffer | string =>
  encoding === 'buffer' || encoding === null
    ? bytes
    : textAsSeen(bytes.toString((encoding ?? 'utf8') as BufferEncoding));

function split(args: unknown, options: unknown): readonly [readonly string[], Options] {
  return Array.isArray(args) ? [args as string[], options ?? {}] : [[], args ?? {}];
}

class HostedChild extends EventEmitter {
  readonly pid = FIRST_CHILD + ++count;
  readonly spawnfile: string;
  readonly spawnargs: readonly string[];
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  exitCode: number | null = null;
  signalCode: string | null = null;
  killed = false;
  connected = false;
  readonly #given: Buffer[] = [];
  readonly #options: Options;

  constructor(command: string, args: readonly string[], options: Options) {
    super();
    this.spawnfile = command;
    this.spawnargs = [command, ...args];
    this.#options = options;
    const kinds = Array.isArray(options.stdio)
      ? (options.stdio as unknown[])
      : Array(3).fill(options.stdio ?? 'pipe');
    if (kinds.includes('ipc')) refuse(`a child process that is spoken to (${command})`);
    const isPipe = (at: number): boolean => (kinds[at] ?? 'pipe') === 'pipe';
    this.stdout = isPipe(1) ? new PassThrough() : null;
    this.stderr = isPipe(2) ? new PassThrough() : null;
    this.stdin = isPipe(0)
      ? new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            this.#given.push(Buffer.from(chunk));
            done();
          },
        })
      : null;
    later(0, () => this.emit('spawn'));
    later(duration(), () => {
      if (this.#given.length === 0 || this.stdin?.writableFinished === true) this.#run();
      else this.stdin?.once('finish', () => later(duration(), () => this.#run()));
    });
  }

  #run(): void {
    if (this.killed) return;
    const [command = '', ...args] = this.spawnargs;
    const { status, signal, stdout, stderr, error } = runNow(command, args, {
      ...this.#options,
      input: Buffer.concat(this.#given),
    });
    if (error !== undefined) {
      this.emit('error', error);
      this.#end(-2, null);
      return;
    }
    (this.stdout as PassThrough | null)?.end(
      stdout.includes(birth.root) ? textAsSeen(stdout.toString()) : stdout,
    );
    (this.stderr as PassThrough | null)?.end(stderr);
    this.#end(status, signal);
  }

  #end(code: number | null, signal: string | null): void {
    this.exitCode = code;
    this.signalCode = signal;
    for (const stream of [this.stdout, this.stderr] as (PassThrough | null)[])
      if (stream?.writableEnded === false) stream.end();
    this.emit('exit', code, signal);
    later(0, () => this.emit('close', code, signal));
  }

  kill(signal: string | number = 'SIGTERM'): boolean {
    if (this.killed || this.exitCode !== null) return false;
    this.killed = true;
    later(0, () => this.#end(null, String(signal)));
    return true;
  }

  ref(): void {
    // what it is waited for is on the agenda
  }

  unref(): void {
    // what it is waited for is on the agenda
  }
}

type Done = (error: Error | null, stdout: unknown, stderr: unknown) => void;

function executed(
  command: string,
  args: readonly string[],
  options: Options,
  done: Done | undefined,
): HostedChild {
  const child = new HostedChild(command, args, options);
  const texts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => texts[name].push(Buffer.from(chunk)));
  let failed: Error | undefined;
  child.on('error', (error: Error) => (failed = error));
  child.on('close', (code: number | null, signal: string | null) => {
    const [stdout, stderr] = (['stdout', 'stderr'] as const).map((name) =>
      asText(Buffer.concat(texts[name]), options.encoding),
    );
    const cmd = [command, ...args].join(' ');
    if (failed === undefined && code !== 0)
      failed = Object.assign(new Error(`Command failed: ${cmd}\n${String(stderr)}`), {
        code,
        signal,
        killed: child.killed,
        cmd,
        stdout,
        stderr,
      });
    done?.(failed ?? null, stdout, stderr);
  });
  return child;
}

const lastFunction = (args: readonly unknown[]): Done | undefined =>
  args.find((one) => typeof one === 'function') as Done | undefined;

function spawn(command: string, args?: unknown, options?: unknown): HostedChild {
  return new HostedChild(command, ...split(args, options));
}

function execFile(command: string, ...rest: unknown[]): HostedChild {
  const given = rest.filter((one) => typeof one !== 'function');
  return executed(command, ...split(given[0], given[1]), lastFunction(rest));
}

function exec(command: string, ...rest: unknown[]): HostedChild {
  const [options = {}] = rest.filter((one) => typeof one !== 'function') as Options[];
  return executed(command, [], { shell: true, ...options }, lastFunction(rest));
}

function runSync(command: string, args: readonly string[], options: Options): Buffer | string {
  const { status, stdout, stderr, error, signal } = runNow(command, args, options);
  if (error !== undefined) throw error;
  if (status !== 0)
    throw Object.assign(new Error(`Command failed: ${command}`), { status, signal, stdout, stderr });
  return options.encoding === undefined ? stdout : asText(stdout, options.encoding);
}

export function installChildren(): void {
  const custom = Symbol.for('nodejs.util.promisify.custom');
  for (const each of [exec, execFile])
    replace(
      each,
      custom,
      (...args: [string, ...unknown[]]) =>
        new Promise((resolve, reject) => {
          (each as (...all: unknown[]) => unknown)(
            ...args,
            (error: Error | null, stdout: unknown, stderr: unknown) => {
              if (error === null) resolve({ stdout, stderr });
              else reject(error);
            },
          );
        }),
    );
  replaceAll(childProcess, {
    spawn,
    exec,
    execFile,
    fork: (path: string) => refuse(`a child process that is spoken to (fork of ${path})`),
    execFileSync: (command: string, args?: unknown, options?: unknown) =>
      runSync(command, ...split(args, options)),
    execSync: (command: string, options: Options = {}) => runSync(command, [], { shell: true, ...options }),
    spawnSync: (command: string, args?: unknown, options?: unknown) => {
      const [given, settings] = split(args, options);
      const ran = runNow(command, given, settings);
      const [stdout, stderr] = [ran.stdout, ran.stderr].map((bytes) =>
        settings.encoding === undefined ? bytes : asText(bytes, settings.encoding),
      );
      return { ...ran, pid: FIRST_CHILD + ++count, stdout, stderr, output: [null, stdout, stderr] };
    },
  });
}
