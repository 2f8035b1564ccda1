/** What `fs.promises.open` gives in a hosted process: a descriptor, with operations that are done in virtual time. */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import readline from 'node:readline';

type PerformLater = (name: string, args: readonly unknown[]) => Promise<unknown>;

class HostedFileHandle extends EventEmitter {
  fd: number;
  readonly #perform: PerformLater;
  /** Where the next read without a position begins is the kernel's business. */
  constructor(fd: number, perform: PerformLater) {
    super();
    this.fd = fd;
    this.#perform = perform;
  }

  async close(): Promise<void> {
    if (this.fd < 0) return;
    const { fd } = this;
    this.fd = -1;
    await this.#perform('close', [fd]);
    this.emit('close');
  }

  async read(...args: unknown[]): Promise<object> {
    const [first, ...rest] = args;
    const isView = ArrayBuffer.isView(first);
    const options = (isView ? rest[0] : first) as Record<string, unknown> | number | null | undefined;
    const buffer = isView
      ? first
      : ((options as { buffer?: unknown } | undefined)?.buffer ?? Buffer.alloc(16_384));
    const where =
      typeof options === 'object' && options !== null
        ? [{ offset: options['offset'], length: options['length'], position: options['position'] ?? null }]
        : rest.map((one, k) => (k === 2 ? (one ?? null) : (one ?? undefined)));
    return { bytesRead: await this.#perform('read', [this.fd, buffer, ...where]), buffer };
  }

  async write(data: unknown, ...rest: unknown[]): Promise<object> {
    return { bytesWritten: await this.#perform('write', [this.fd, data, ...rest]), buffer: data };
  }

  async readv(buffers: unknown, position?: unknown): Promise<object> {
    return { bytesRead: await this.#perform('readv', [this.fd, buffers, position]), buffers };
  }

  async writev(buffers: unknown, position?: unknown): Promise<object> {
    return { bytesWritten: await this.#perform('writev', [this.fd, buffers, position]), buffers };
  }

  async readFile(options?: unknown): Promise<unknown> {
    return this.#perform('readFile', [this.fd, options]);
  }

  async writeFile(data: unknown, options?: unknown): Promise<unknown> {
    return this.#perform('writeFile', [this.fd, data, options]);
  }

  async appendFile(data: unknown, options?: unknown): Promise<unknown> {
    return this.#perform('writeFile', [this.fd, data, options]);
  }

  async stat(options?: unknown): Promise<unknown> {
    return this.#perform('fstat', [this.fd, options]);
  }

  async sync(): Promise<unknown> {
    return this.#perform('fsync', [this.fd]);
  }

  async datasync(): Promise<unknown> {
    return this.#perform('fdatasync', [this.fd]);
  }

  async truncate(length = 0): Promise<unknown> {
    return this.#perform('ftruncate', [this.fd, length]);
  }

  async chmod(mode: unknown): Promise<unknown> {
    return this.#perform('fchmod', [this.fd, mode]);
  }

  async chown(uid: unknown, gid: unknown): Promise<unknown> {
    return this.#perform('fchown', [this.fd, uid, gid]);
  }

  async utimes(seen: unknown, changed: unknown): Promise<unknown> {
    return this.#perform('futimes', [this.fd, seen, changed]);
  }

  createReadStream(options: object = {}): fs.ReadStream {
    return fs.createReadStream('', { ...options, fd: this.fd });
  }

  createWriteStream(options: object = {}): fs.WriteStream {
    return fs.createWriteStream('', { ...options, fd: this.fd });
  }

  readLines(options: object = {}): readline.Interface {
    return readline.createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  async [Symbol.for('nodejs.asyncDispose')](): Promise<void> {
    await this.close();
  }
}
// `await using` asks for the symbol that this Node has
const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose;
if (dispose !== undefined)
  Object.defineProperty(HostedFileHandle.prototype, dispose, {
    value(this: HostedFileHandle) {
      return this.close();
    },
  });

export function openHandle(fd: number, perform: PerformLater): HostedFileHandle {
  return new HostedFileHandle(fd, perform);
}

/** The descriptor that an argument is, or is the handle of; anything else as it is. */
export function fdOf(argument: unknown): unknown {
  return argument instanceof HostedFileHandle ? argument.fd : argument;
}
