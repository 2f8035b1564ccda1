/**
 * Modules of workers: each worker has its own, told by a mark in their URLs. They may be loaded ahead, before there is a
 * worker: what its thread is to them becomes true when it begins, and what they ask for meanwhile is the worker's. Owns
 * which worker code belongs to; must not know what a worker is.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Owner } from './agenda.ts';
import { ownership, replace, trace } from './life.ts';

/** Where a worker is, or will be. */
export class WorkerPlace implements Owner {
  over = false;
  /** Ends the worker that is here; undefined: there was none yet. */
  exit: ((code: number) => void) | undefined;
  /** What `node:worker_threads` is to code here. */
  readonly threads: Record<string, unknown>;
  /** Modules that imported members of it by name see them as they are now. */
  rename: (() => void) | undefined;

  constructor(id: number) {
    this.threads = {
      ...shared(),
      isMainThread: false,
      parentPort: null,
      workerData: null,
      threadId: id,
    };
  }

  /** A worker begins here. */
  begin(
    exit: (code: number) => void,
    own: { readonly parentPort: unknown; readonly workerData: unknown },
  ): void {
    this.exit = exit;
    Object.assign(this.threads, own);
    this.rename?.();
  }
}

const MARK = 'hosted-worker';
const SCHEME = 'hosted-worker:';
const KNOWN = Symbol.for('gauntlet.hosted.workers');
const MARKED = new RegExp(`[?&]${MARK}=(\\d+)`);

const inside = new AsyncLocalStorage<WorkerPlace>();
const places = new Map<number, WorkerPlace>();
let shared: () => Record<string, unknown> = () => ({});

/** `threads`: what `node:worker_threads` is to every worker. */
export function installPlaces(threads: () => Record<string, unknown>): void {
  shared = threads;
  replace(globalThis, KNOWN, places);
  ownership.current = placeOfCaller;
}

export function placeOfWorker(id: number): WorkerPlace {
  let place = places.get(id);
  if (place === undefined) places.set(id, (place = new WorkerPlace(id)));
  return place;
}

export function placeOfCaller(): WorkerPlace | undefined {
  return inside.getStore();
}

export function runThere<T>(place: WorkerPlace, run: () => T): T {
  return inside.run(place, run);
}

/** The URL by which a worker's own copy of a module goes. */
export function urlInWorker(url: URL, id: number): string {
  url.search = `${MARK}=${id}`;
  return url.href;
}

/** Imports a module ahead, into the worker whose it is. */
export async function importAhead(url: string): Promise<void> {
  const id = MARKED.exec(url)?.[1];
  if (id === undefined) await import(url);
  else await runThere(placeOfWorker(Number(id)), () => import(url));
}

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
    const id = MARKED.exec(context.parentURL ?? '')?.[1];
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
    const names = Object.keys(placeOfWorker(id).threads).filter((name) => name !== 'default');
    const source = [
      `const place = globalThis[Symbol.for('gauntlet.hosted.workers')].get(${id});`,
      `const { threads } = place;`,
      `export let { ${names.join(', ')} } = threads;`,
      `place.rename = () => { ({ ${names.join(', ')} } = threads); };`,
      'export default threads;',
    ].join('\n');
    return { format: 'module', source, shortCircuit: true };
  },
};
