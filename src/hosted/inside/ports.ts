/**
 * Message ports of a hosted process: what is posted arrives as an event of the agenda, cloned as Node clones. Channels,
 * broadcasts and workers are built of them. Must not know who listens.
 */
import { EventEmitter } from 'node:events';
import { draw } from './chance.ts';
import { later, refuse } from './life.ts';

const latency = (): number => 20 + Math.floor(draw() * 60);

type Listener = (...args: unknown[]) => void;

export class VirtualPort extends EventEmitter {
  other: VirtualPort | undefined;
  /** Arrived, and nobody has listened yet. */
  readonly waiting: unknown[] = [];
  started = false;
  closed = false;
  #onmessage: Listener | null = null;

  postMessage(
    value: unknown,
    options?: readonly unknown[] | { readonly transfer?: readonly unknown[] },
  ): void {
    const transfer =
      (Array.isArray(options)
        ? options
        : (options as { transfer?: readonly unknown[] } | undefined)?.transfer) ?? [];
    if ((transfer as readonly unknown[]).some((one) => one instanceof VirtualPort))
      refuse('a message port that is sent to another thread');
    const copy: unknown = structuredClone(value, { transfer: [...(transfer as ArrayBuffer[])] });
    const { other } = this;
    later(latency(), () => other?.arrive(copy));
  }

  arrive(value: unknown): void {
    if (this.closed) return;
    this.waiting.push(value);
    if (this.started) this.#deliver();
  }

  #deliver(): void {
    while (this.waiting.length > 0) this.emit('message', this.waiting.shift());
  }

  start(): void {
    this.started = true;
    this.#deliver();
  }

  close(): void {
    for (const port of [this, this.other]) {
      if (port === undefined || port.closed) continue;
      port.closed = true;
      later(0, () => port.emit('close'));
    }
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.listenerCount('message') > 0;
  }

  override on(event: string | symbol, listener: Listener): this {
    super.on(event, listener);
    // as Node's do: whoever listens has the port started
    if (event === 'message' && !this.started) {
      this.started = true;
      if (this.waiting.length > 0) later(0, () => this.#deliver());
    }
    return this;
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override once(event: string | symbol, listener: Listener): this {
    super.once(event, listener);
    if (event === 'message' && !this.started) {
      this.started = true;
      if (this.waiting.length > 0) later(0, () => this.#deliver());
    }
    return this;
  }

  readonly #heard = new Map<unknown, Listener>();

  addEventListener(event: string, listener: Listener | { handleEvent: Listener }): void {
    const heard: Listener = (data) => {
      const told = { type: event, data, target: this, currentTarget: this };
      if (typeof listener === 'function') listener.call(this, told);
      else listener.handleEvent(told);
    };
    this.#heard.set(listener, heard);
    super.on(event, heard);
  }

  removeEventListener(event: string, listener: unknown): void {
    const heard = this.#heard.get(listener);
    if (heard !== undefined) this.off(event, heard);
  }

  get onmessage(): Listener | null {
    return this.#onmessage;
  }

  set onmessage(listener: Listener | null) {
    if (this.#onmessage !== null) this.removeEventListener('message', this.#onmessage);
    this.#onmessage = listener;
    if (listener === null) return;
    this.addEventListener('message', listener);
    this.start();
  }
}

export function portPair(): readonly [VirtualPort, VirtualPort] {
  const [one, two] = [new VirtualPort(), new VirtualPort()];
  one.other = two;
  two.other = one;
  return [one, two];
}

export class VirtualChannel {
  readonly port1: VirtualPort;
  readonly port2: VirtualPort;

  constructor() {
    [this.port1, this.port2] = portPair();
  }
}

const broadcasts = new Set<VirtualBroadcast>();

export class VirtualBroadcast extends VirtualPort {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = String(name);
    broadcasts.add(this);
  }

  override postMessage(value: unknown): void {
    for (const one of broadcasts) {
      if (one === this || one.name !== this.name) continue;
      const copy: unknown = structuredClone(value);
      later(latency(), () => one.arrive(copy));
    }
  }

  override close(): void {
    broadcasts.delete(this);
    this.closed = true;
  }
}

export function receiveMessageOnPort(port: VirtualPort): { message: unknown } | undefined {
  return port.waiting.length === 0 ? undefined : { message: port.waiting.shift() };
}
