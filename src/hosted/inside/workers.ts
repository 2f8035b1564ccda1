/**
 * Worker threads of a hosted process: their code runs in this thread, with modules of its own where it is an ES module,
 * as events of the same agenda. A worker ends when nothing of it is to come, when it exits, or when it is told to. Must
 * not know what it computes.
 */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import module from 'node:module';
import { dirname, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import threads from 'node:worker_threads';
import { agenda, later, replace, replaceAll, trace } from './life.ts';
import { portPair, receiveMessageOnPort, VirtualBroadcast, VirtualChannel, VirtualPort } from './ports.ts';
import { installPlaces, placeOfCaller, placeOfWorker, runThere, urlInWorker } from './worker-modules.ts';

interface WorkerOptions {
  readonly eval?: boolean;
  readonly workerData?: unknown;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

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
  readonly #place = placeOfWorker(this.threadId);
  readonly #port: VirtualPort;
  readonly #parentPort: VirtualPort;
  #begun = false;

  constructor(file: string | URL, options: WorkerOptions = {}) {
    super();
    [this.#port, this.#parentPort] = portPair();
    const workerData: unknown = structuredClone(options.workerData);
    this.#place.begin((code) => this.exit(code), { parentPort: this.#parentPort, workerData });
    this.#port.on('message', (value) => this.emit('message', value));
    workers.set(this.threadId, this);
    later(START_MICROS, () => {
      if (this.over) return;
      this.emit('online');
      this.#begun = true;
      runThere(this.#place, () => {
        this.#run(file, options).catch((thrown: unknown) => this.failed(thrown));
      });
    });
  }

  async #run(file: string | URL, options: WorkerOptions): Promise<void> {
    if (options.eval === true) return runScript(String(file), resolve('[worker eval]'), this.#place.threads);
    const path =
      file instanceof URL || String(file).startsWith('file:') ? fileURLToPath(file) : resolve(String(file));
    if (!isModule(path)) return runScript(fs.readFileSync(path, 'utf8'), path, this.#place.threads);
    const url = urlInWorker(pathToFileURL(path), this.threadId);
    trace(() => `start ${url}`);
    await import(url);
  }

  failed(thrown: unknown): void {
    if (this.over || thrown instanceof WorkerExit) return;
    this.emit('error', thrown);
    this.exit(1);
  }

  exit(code: number): void {
    if (this.over) return;
    this.#place.over = true;
    workers.delete(this.threadId);
    this.#port.close();
    later(0, () => this.emit('exit', code));
  }

  get over(): boolean {
    return this.#place.over;
  }

  /** Nothing can wake it any more. */
  get isIdle(): boolean {
    return this.#begun && this.#parentPort.listenerCount('message') === 0 && !agenda.holdsFor(this.#place);
  }

  postMessage(value: unknown, options?: readonly unknown[]): void {
    if (!this.over) this.#port.postMessage(value, options);
  }

  async terminate(): Promise<number> {
    if (this.over) return 0;
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
  installPlaces(shared);
  const { Worker, MessageChannel, MessagePort, BroadcastChannel } = shared();
  replaceAll(threads, { Worker, MessageChannel, MessagePort, BroadcastChannel, receiveMessageOnPort });
  replaceAll(globalThis, { MessageChannel, MessagePort, BroadcastChannel });
  const exit = process.exit.bind(process);
  replace(process, 'exit', (code?: number) => {
    const place = placeOfCaller();
    if (place === undefined) return exit(code);
    if (place.exit === undefined) throw new Error('cannot be loaded ahead: it ends a worker');
    place.exit(code ?? 0);
    throw new WorkerExit();
  });
}
