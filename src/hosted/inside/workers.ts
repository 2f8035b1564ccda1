/**
 * Worker threads of a hosted process: their code runs in this thread, with modules of its own where it is an ES module,
 * as events of the same agenda. A worker ends when nothing of it is to come, when it exits, or when it is told to.
 * Owns which worker code belongs to; must not know what it computes.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import module from 'node:module';
import { dirname, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import threads from 'node:worker_threads';
import { agenda, later, ownership, replace, replaceAll, trace } from './life.ts';
import { portPair, receiveMessageOnPort, VirtualBroadcast, VirtualChannel, VirtualPort } from './ports.ts';

interface WorkerOptions {
  readonly eval?: boolean;
  readonly workerData?: unknown;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

const inside = new AsyncLocalStorage<VirtualWorker>();
const workers = new Map<number, VirtualWorker>();
/** Until a worker's first line runs. */
const START_MICROS = 5_000;
let count = 0;

/** Thrown through the code of a worker that exits. */
class WorkerExit extends Error {}

class VirtualWorker extends EventEmitter {
  readonly threadId = ++count;
  readonly resourceLimits = {};
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly stdin = null;
  /** What `node:worker_threads` is to its code. */
  readonly threads: Readonly<Record<string, unknown>>;
  readonly #port: VirtualPort;
  readonly #parentPort: VirtualPort;
  #over = false;
  #begun = false;

  constructor(file: string | URL, options: WorkerOptions = {}) {
    super();
    [this.#port, this.#parentPort] = portPair();
    const workerData: unknown = structuredClone(options.workerData);
    this.threads = {
      ...shared(),
      isMainThread: false,
      parentPort: this.#parentPort,
      workerData,
      threadId: this.threadId,
    };
    this.#port.on('message', (value) => this.emit('message', value));
    workers.set(this.threadId, this);
    later(START_MICROS, () => {
      if (this.#over) return;
      this.emit('online');
      this.#begun = true;
      inside.run(this, () => {
        this.#run(file, options).catch((thrown: unknown) => this.failed(thrown));
      });
    });
  }

  async #run(file: string | URL, options: WorkerOptions): Promise<void> {
    if (options.eval === true) return runScript(String(file), resolve('[worker eval]'), this.threads);
    const path =
      file instanceof URL || String(file).startsWith('file:') ? fileURLToPath(file) : resolve(String(file));
    if (!isModule(path)) return runScript(fs.readFileSync(path, 'utf8'), path, this.threads);
    const url = pathToFileURL(path);
    url.search = `${MARK}=${this.threadId}`;
    await import(url.href);
  }

  failed(thrown: unknown): void {
    if (this.#over || thrown instanceof WorkerExit) return;
    this.emit('error', thrown);
    this.exit(1);
  }

  exit(code: number): void {
    if (this.#over) return;
    this.#over = true;
    workers.delete(this.threadId);
    this.#port.close();
    later(0, () => this.emit('exit', code));
  }

  get over(): boolean {
    return this.#over;
  }

  /** Nothing can wake it any more. */
  get isIdle(): boolean {
    return this.#begun && this.#parentPort.listenerCount('message') === 0 && !agenda.holdsFor(this);
  }

  postMessage(value: unknown, options?: readonly unknown[]): void {
    if (!this.#over) this.#port.postMessage(value, options);
  }

  async terminate(): Promise<number> {
    if (this.#over) return 0;
    const ended = new Promise<number>((done) => this.once('exit', done));
    this.exit(1);
    return ended;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function shared(): Record<string, unknown> {
  return {
    ...(threads as object),
    Worker: VirtualWorker,
    MessageChannel: VirtualChannel,
    MessagePort: VirtualPort,
    BroadcastChannel: VirtualBroadcast,
    receiveMessageOnPort,
  };
}

function isModule(path: string): boolean {
  if (path.endsWith('.mjs')) return true;
  if (path.endsWith('.cjs')) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = `${folder}/package.json`;
    if (fs.existsSync(manifest))
      return (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { type?: string }).type === 'module';
    if (folder === dirname(folder)) return false;
  }
}

function runScript(source: string, path: string, own: Readonly<Record<string, unknown>>): void {
  const real = module.createRequire(path);
  const require = Object.assign(
    (name: string): unknown => (/^(?:node:)?worker_threads$/.test(name) ? own : (real(name) as unknown)),
    { resolve: real.resolve, cache: real.cache },
  );
  const made = { exports: {} };
  const run = vm.runInThisContext(module.wrap(source), { filename: path }) as (...args: unknown[]) => void;
  run.call(made.exports, made.exports, require, made, path, dirname(path));
}

const MARK = 'hosted-worker';
const SCHEME = 'hosted-worker:';
const KNOWN = Symbol.for('gauntlet.hosted.workers');

interface Resolved {
  readonly url: string;
  readonly format?: string;
}

export interface ModuleHooks {
  resolve(
    specifier: string,
    context: { readonly parentURL?: string },
    next: (specifier: string, context: unknown) => Resolved,
  ): Resolved & { readonly shortCircuit?: boolean };
  load(url: string, context: unknown, next: (url: string, context: unknown) => unknown): unknown;
}

/** Gives each worker modules of its own. With a hook of this kind modules are loaded at once: no loader waits. */
export const MODULE_HOOKS: ModuleHooks = {
  resolve(specifier, context, next) {
    const id = new RegExp(`[?&]${MARK}=(\\d+)`).exec(context.parentURL ?? '')?.[1];
    if (id === undefined) return next(specifier, context);
    if (/^(?:node:)?worker_threads$/.test(specifier))
      return { url: `${SCHEME}${id}`, format: 'module', shortCircuit: true };
    const found = next(specifier, context);
    return found.url.startsWith('file:') && found.format !== 'commonjs'
      ? { ...found, url: `${found.url}?${MARK}=${id}` }
      : found;
  },
  load(url, context, next) {
    if (!url.startsWith(SCHEME)) {
      trace(() => `load ${url}`);
      return next(url, context);
    }
    const id = Number(url.slice(SCHEME.length));
    const names = Object.keys(workers.get(id)?.threads ?? {}).filter((name) => name !== 'default');
    const source = [
      `const own = globalThis[Symbol.for('gauntlet.hosted.workers')].get(${id}).threads;`,
      `export const { ${names.join(', ')} } = own;`,
      'export default own;',
    ].join('\n');
    return { format: 'module', source, shortCircuit: true };
  },
};

/** Workers that nothing can wake end. True: one did. */
export function endIdleWorkers(): boolean {
  for (const worker of workers.values())
    if (worker.isIdle) {
      worker.exit(0);
      return true;
    }
  return false;
}

export function hasWorkers(): boolean {
  return workers.size > 0;
}

export function installWorkers(): void {
  replace(globalThis, KNOWN, workers);
  ownership.current = () => inside.getStore();
  const { Worker, MessageChannel, MessagePort, BroadcastChannel } = shared();
  replaceAll(threads, { Worker, MessageChannel, MessagePort, BroadcastChannel, receiveMessageOnPort });
  replaceAll(globalThis, { MessageChannel, MessagePort, BroadcastChannel });
  const exit = process.exit.bind(process);
  replace(process, 'exit', (code?: number) => {
    const worker = inside.getStore();
    if (worker === undefined) return exit(code);
    worker.exit(code ?? 0);
    throw new WorkerExit();
  });
}
