/** A Redis of its own for a test: on a free port of the loopback, in a folder of its own, ended by its process id. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class RedisServer {
  readonly #folder: string;
  readonly port: number;
  readonly #options: readonly string[];
  #child: ChildProcess;

  private constructor(folder: string, port: number, options: readonly string[], child: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.#options = options;
    this.#child = child;
  }

  /** `options`: more for its command line. */
  static async start(...options: readonly string[]): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gauntlet-redis-'));
    const port = await freePort();
    return new RedisServer(folder, port, options, await started(folder, port, options));
  }

  get address(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Ends it as an operator does, and starts it again on what it had written. */
  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    this.#child = await started(this.#folder, this.port, this.#options);
  }

  /** All that it has written to its disk. */
  writtenText(): string {
    const log = join(this.#folder, 'appendonlydir');
    return readdirSync(log)
      .map((name) => readFileSync(join(log, name), 'latin1'))
      .join('\n');
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}

async function started(folder: string, port: number, options: readonly string[]): Promise<ChildProcess> {
  const isTls = options.includes('--tls-cert-file');
  const ports = isTls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)];
  const usual = [...ports, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'];
  const child = spawn('redis-server', [...usual, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (!line.includes('Ready to accept connections')) continue;
    // nobody reads on: what it says must not fill the pipe
    child.stdout.resume();
    return child;
  }
  throw new Error(`redis-server did not start:\n${said.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
