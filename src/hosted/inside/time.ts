/**
 * Time of a hosted process: clocks, timers and whatever Node measures with a clock of its own. A sleep by
 * `Atomics.wait` makes the process busy for that long. Must not know who waits for what.
 */
import { performance } from 'node:perf_hooks';
import perfHooks from 'node:perf_hooks';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import type { Happening } from './agenda.ts';
import { agenda, birth, later, replace, replaceGetter, replaceAll } from './life.ts';

const RealDate = Date;
const LONGEST_MS = 2 ** 31 - 1;
const [custom, toPrimitive] = [Symbol.for('nodejs.util.promisify.custom'), Symbol.toPrimitive];

type Callback = (...args: unknown[]) => void;

let ids = 0;
const byId = new Map<number, Timeout>();

class Timeout {
  readonly #callback: Callback;
  readonly #args: readonly unknown[];
  readonly #micros: number;
  readonly #repeats: boolean;
  readonly #id = ++ids;
  #happening: Happening | undefined;
  #holds = true;

  constructor(callback: Callback, delay: unknown, args: readonly unknown[], repeats: boolean) {
    if (typeof callback !== 'function')
      throw Object.assign(
        new TypeError(`The "callback" argument must be of type function. Received ${String(callback)}`),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
    const ms = Math.trunc(Number(delay));
    this.#micros = (ms >= 1 && ms <= LONGEST_MS ? ms : 1) * 1000;
    this.#callback = callback;
    this.#args = args;
    this.#repeats = repeats;
    byId.set(this.#id, this);
    this.#set();
  }

  #set(): void {
    this.#happening = later(this.#micros, () => this.#fire(), this.#holds);
  }

  #fire(): void {
    if (this.#repeats) this.#set();
    else this.#forget();
    this.#callback(...this.#args);
  }

  #forget(): void {
    this.#happening = undefined;
    byId.delete(this.#id);
  }

  ref(): this {
    this.#holds = true;
    if (this.#happening !== undefined) this.#happening.holds = true;
    return this;
  }

  unref(): this {
    this.#holds = false;
    if (this.#happening !== undefined) this.#happening.holds = false;
    return this;
  }

  hasRef(): boolean {
    return this.#holds;
  }

  refresh(): this {
    if (this.#happening !== undefined) this.#happening.cancelled = true;
    byId.set(this.#id, this);
    this.#set();
    return this;
  }

  close(): this {
    if (this.#happening !== undefined) this.#happening.cancelled = true;
    this.#forget();
    return this;
  }

  [toPrimitive](): number {
    return this.#id;
  }
}
// `using` asks for the symbol that this Node has
const dispose = (Symbol as { dispose?: symbol }).dispose;
if (dispose !== undefined)
  Object.defineProperty(Timeout.prototype, dispose, {
    value(this: Timeout) {
      this.close();
    },
  });

class Immediate {
  readonly happening: Happening;

  constructor(callback: Callback, args: readonly unknown[]) {
    this.happening = later(0, () => callback(...args));
  }

  ref(): this {
    this.happening.holds = true;
    return this;
  }

  unref(): this {
    this.happening.holds = false;
    return this;
  }

  hasRef(): boolean {
    return this.happening.holds;
  }
}

/** As the global function. */
export function setTimer(callback: Callback, delay?: unknown, ...args: unknown[]): Timeout {
  return new Timeout(callback, delay, args, false);
}

function setRepeated(callback: Callback, delay?: unknown, ...args: unknown[]): Timeout {
  return new Timeout(callback, delay, args, true);
}

function setNext(callback: Callback, ...args: unknown[]): Immediate {
  return new Immediate(callback, args);
}

export function clearTimer(timer: unknown): void {
  if (timer instanceof Timeout) timer.close();
  else if (timer !== undefined && timer !== null) byId.get(Number(timer))?.close();
}

function clearNext(immediate: unknown): void {
  if (immediate instanceof Immediate) immediate.happening.cancelled = true;
}

interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

function waited(micros: number, value: unknown, { signal, ref = true }: WaitOptions = {}): Promise<unknown> {
  const aborted = (): Error =>
    Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), {
      name: 'AbortError',
      code: 'ABORT_ERR',
    });
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(aborted());
    const stop = (): void => {
      happening.cancelled = true;
      reject(aborted());
    };
    const happening = later(
      micros,
      () => {
        signal?.removeEventListener('abort', stop);
        resolve(value);
      },
      ref,
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function waitTimeout(delay?: unknown, value?: unknown, options?: WaitOptions): Promise<unknown> {
  const ms = Math.trunc(Number(delay));
  return waited((ms >= 1 && ms <= LONGEST_MS ? ms : 1) * 1000, value, options);
}

function waitImmediate(value?: unknown, options?: WaitOptions): Promise<unknown> {
  return waited(0, value, options);
}

async function* waitInterval(
  delay?: unknown,
  value?: unknown,
  options?: WaitOptions,
): AsyncGenerator<unknown> {
  for (;;) yield await waitTimeout(delay, value, options);
}

function VirtualDate(this: unknown, ...args: unknown[]): unknown {
  if (new.target === undefined) return new RealDate(agenda.seenWallMillis).toString();
  return Reflect.construct(RealDate, args.length === 0 ? [agenda.seenWallMillis] : args, new.target) as Date;
}

function hrtime(before?: readonly [number, number]): [number, number] {
  const micros = agenda.seenMicros;
  let seconds = Math.floor(micros / 1e6);
  let nanos = (micros % 1e6) * 1000;
  if (before !== undefined) {
    seconds -= before[0];
    nanos -= before[1];
    if (nanos < 0) [seconds, nanos] = [seconds - 1, nanos + 1e9];
  }
  return [seconds, nanos];
}

const sinceBirthMs = (): number => (agenda.seenMicros - birth.nowMicros) / 1000;

function sleepOf(wait: typeof Atomics.wait): typeof Atomics.wait {
  return ((array: Int32Array, index: number, value: number, timeout?: number) => {
    if (Atomics.load(array, index) !== value) return 'not-equal';
    if (timeout === undefined || timeout === Infinity) return wait(array, index, value, timeout);
    agenda.busyUntilMicros = agenda.seenMicros + Math.round(timeout * 1000);
    return 'timed-out';
  }) as typeof Atomics.wait;
}

const STILL = { min: 0, max: 0, mean: 0, stddev: 0, exceeds: 0, count: 0, percentiles: new Map() };

export function installTime(): void {
  installDate();
  const functions = {
    setTimeout: setTimer,
    setInterval: setRepeated,
    setImmediate: setNext,
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    clearImmediate: clearNext,
  };
  replace(setTimer, custom, waitTimeout);
  replace(setNext, custom, waitImmediate);
  for (const [name, value] of Object.entries(functions))
    for (const owner of [globalThis, timers]) replace(owner, name, value);
  const promised = {
    setTimeout: waitTimeout,
    setImmediate: waitImmediate,
    setInterval: waitInterval,
    scheduler: {
      wait: (ms: number, options?: WaitOptions) => waitTimeout(ms, undefined, options),
      yield: () => waitImmediate(),
    },
  };
  replaceAll(timersPromises, promised);
  replace(process, 'hrtime', Object.assign(hrtime, { bigint: () => BigInt(agenda.seenMicros) * 1000n }));
  replace(process, 'uptime', () => sinceBirthMs() / 1000);
  installMeasures();
  replace(Atomics, 'wait', sleepOf(Atomics.wait));
  replace(AbortSignal, 'timeout', (ms: number) => {
    const controller = new AbortController();
    setTimer(
      () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    ).unref();
    return controller.signal;
  });
}

function installDate(): void {
  for (const name of Reflect.ownKeys(RealDate))
    if (!['length', 'name', 'prototype'].includes(String(name)))
      Object.defineProperty(
        VirtualDate,
        name,
        Object.getOwnPropertyDescriptor(RealDate, name) as PropertyDescriptor,
      );
  Object.defineProperty(VirtualDate, 'name', { value: 'Date' });
  Object.defineProperty(VirtualDate, 'length', { value: 7 });
  VirtualDate.prototype = RealDate.prototype;
  replace(VirtualDate, 'now', () => agenda.seenWallMillis);
  replace(RealDate.prototype, 'constructor', VirtualDate);
  replace(globalThis, 'Date', VirtualDate);
}

function installMeasures(): void {
  replace(performance, 'now', sinceBirthMs);
  replaceGetter(performance, 'timeOrigin', () => birth.wallMillis);
  const marks = new Map<string, number>();
  const entry = (entryType: string, name: string, startTime: number, duration: number): object => ({
    entryType,
    name,
    startTime,
    duration,
    detail: null,
  });
  replace(performance, 'mark', (name: string) => {
    marks.set(name, sinceBirthMs());
    return entry('mark', name, sinceBirthMs(), 0);
  });
  replace(performance, 'measure', (name: string, from?: unknown, to?: unknown) => {
    const begun = (typeof from === 'string' ? marks.get(from) : undefined) ?? 0;
    const ended = (typeof to === 'string' ? marks.get(to) : undefined) ?? sinceBirthMs();
    return entry('measure', name, begun, ended - begun);
  });
  replace(performance, 'eventLoopUtilization', () => ({ idle: 0, active: 0, utilization: 0 }));
  replaceAll(perfHooks, {
    monitorEventLoopDelay: () => ({
      ...STILL,
      enable: () => true,
      disable: () => true,
      reset: () => undefined,
      percentile: () => 0,
    }),
  });
}
