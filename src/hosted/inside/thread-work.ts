/**
 * What Node does on other threads (compression, key derivation, signatures, WebAssembly): done in its turn, one thing
 * after the other, and in no virtual time. While such work is under way nothing else happens, so its end is the only
 * thing that can come next. Owns the queue of that work; must not know what is computed.
 */
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { replace } from './life.ts';

type Start = (done: () => void) => void;
const queue: Start[] = [];
let underWay = false;

/** Something is computed on another thread, or waits for its turn. */
export function isWorking(): boolean {
  return underWay;
}

function inTurn(start: Start): void {
  queue.push(start);
  if (!underWay) next();
}

function next(): void {
  const start = queue.shift();
  underWay = start !== undefined;
  start?.(next);
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** The last argument is a callback. */
function withCallback(original: AnyFunction): AnyFunction {
  return function (...args) {
    const done = args.at(-1);
    if (typeof done !== 'function') return original.apply(this, args);
    inTurn((over) => {
      const heard = (...values: unknown[]): void => {
        over();
        (done as AnyFunction)(...values);
      };
      try {
        original.apply(this, [...args.slice(0, -1), heard]);
      } catch (thrown) {
        over();
        queueMicrotask(() => {
          throw thrown;
        });
      }
    });
    return undefined;
  };
}

function withPromise(original: AnyFunction): AnyFunction {
  return function (...args) {
    return new Promise((resolve, reject) => {
      inTurn((over) => {
        const settle = (end: (value: unknown) => void) => (value: unknown) => {
          over();
          end(value);
        };
        try {
          (original.apply(this, args) as Promise<unknown>).then(settle(resolve), settle(reject));
        } catch (thrown) {
          settle(reject)(thrown);
        }
      });
    });
  };
}

const WITH_CALLBACK = [
  'pbkdf2',
  'scrypt',
  'hkdf',
  'sign',
  'verify',
  'generatePrime',
  'checkPrime',
  'diffieHellman',
  'argon2',
];

export function installThreadWork(): void {
  const owner = crypto as unknown as Record<string, AnyFunction | undefined>;
  for (const name of WITH_CALLBACK) {
    const original = owner[name];
    if (original !== undefined) replace(crypto, name, withCallback(original));
  }
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as Record<string, AnyFunction>;
  for (const name of Object.getOwnPropertyNames(subtle)) {
    if (name === 'constructor' || typeof Object.getOwnPropertyDescriptor(subtle, name)?.value !== 'function')
      continue;
    replace(subtle, name, withPromise(subtle[name] as AnyFunction));
  }
  installCompression();
  installWebAssembly();
}

function installCompression(): void {
  // the class that all streams of node:zlib have in common
  const base = Object.getPrototypeOf(Object.getPrototypeOf(zlib.createGzip())) as {
    _transform?: AnyFunction;
  };
  let owner: object = base;
  while (!Object.hasOwn(owner, '_transform')) owner = Object.getPrototypeOf(owner) as object;
  replace(owner, '_transform', withCallback((owner as { _transform: AnyFunction })._transform));
}

interface Compiler {
  readonly Module: new (bytes: unknown) => object;
  readonly Instance: new (module: object, imports?: unknown) => object;
}

function installWebAssembly(): void {
  const wasm = (globalThis as unknown as { WebAssembly: Compiler }).WebAssembly;
  const { Module, Instance } = wasm;
  replace(wasm, 'compile', async (bytes: unknown) => Promise.resolve(new Module(bytes)));
  replace(wasm, 'instantiate', async (source: unknown, imports?: unknown) => {
    if (source instanceof Module) return Promise.resolve(new Instance(source, imports));
    const module = new Module(source);
    return Promise.resolve({ module, instance: new Instance(module, imports) });
  });
}
