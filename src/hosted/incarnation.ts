/**
 * One life of a hosted process, in lock-step: it runs only while this side waits for it, on a pair of named pipes. How
 * the process comes to be is `Beginning`: started anew here, forked elsewhere. Owns the pipes' ends and the deadline of
 * every wait; must not know what is said.
 */
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Keeper } from './keeper.ts';
import type { Advance, Birth, Outbound, TakenReply, Remark } from './messages.ts';

/** How lives of a program begin. */
export interface Beginning {
  /** A process that has loaded its modules and waits for its birth. `ends`: its own of the channel, open here too. */
  begin(keeper: Keeper, files: ChannelFiles, ends: ChannelEnds): BegunProcess;
}

export interface ChannelEnds {
  readonly reads: number;
  readonly writes: number;
  readonly output: number;
}

export interface BegunProcess {
  readonly pid: number;
  /** Kills it; it is gone when this returns. */
  end(): void;
}

/** The files of a channel. */
export interface ChannelFiles {
  /** Named pipes. */
  readonly toProcess: string;
  readonly fromProcess: string;
  /** What Node itself prints when it breaks down. */
  readonly output: string;
}

export interface IncarnationListener {
  /** Undefined: the process does not live any more, and gets no reply. */
  outbound(message: Outbound): TakenReply | undefined;
  said(message: Exclude<Remark, { type: 'idle' }>): void;
}

/** How the process stopped running: until something is due, because it was killed in the world, or for good. */
export type Pause =
  | { readonly type: 'idle'; readonly dueMicros: number | null }
  | { readonly type: 'dead' }
  | { readonly type: 'gone'; readonly how: string };

export class Incarnation {
  readonly #keeper: Keeper;
  readonly #files: ChannelFiles;
  readonly #limitMs: number;
  readonly #process: BegunProcess;
  readonly #read: number;
  readonly #write: number;
  #over = false;

  /** The process is there when this returns, and waits for its birth. Throws TargetError when there can be none. */
  constructor(keeper: Keeper, files: ChannelFiles, beginning: Beginning, birth: Birth, limitMs: number) {
    this.#keeper = keeper;
    this.#files = files;
    this.#limitMs = limitMs;
    const { toProcess, fromProcess, output } = files;
    // a pipe opens for one direction when its other end is open: these two help, and are closed again
    const helps = [
      openSync(fromProcess, constants.O_RDONLY | constants.O_NONBLOCK),
      openSync(toProcess, constants.O_RDWR),
    ];
    const [reads, writes] = [openSync(toProcess, 'r'), openSync(fromProcess, 'w')];
    this.#read = openSync(fromProcess, 'r');
    this.#write = openSync(toProcess, 'w');
    const ends = { reads, writes, output: openSync(output, 'w') };
    for (const fd of helps) closeSync(fd);
    try {
      this.#process = beginning.begin(keeper, files, ends);
    } catch (thrown) {
      this.#close();
      throw thrown;
    } finally {
      for (const fd of [ends.reads, ends.writes, ends.output]) closeSync(fd);
    }
    this.#send(birth);
  }

  /** Lets the process run until nothing of it is due. `advance`: undefined when it is just born. */
  run(advance: Advance | undefined, listener: IncarnationListener): Pause {
    this.#keeper.watch(this.#process.pid, this.#limitMs);
    try {
      if (advance !== undefined) this.#send(advance);
      for (;;) {
        const message = this.#receive() as Outbound | Remark | undefined;
        if (message === undefined) return { type: 'gone', how: this.#obituary() };
        if (message.type === 'idle') return message;
        if (
          message.type === 'log' ||
          message.type === 'trace' ||
          message.type === 'uncaught' ||
          message.type === 'unhostable'
        ) {
          listener.said(message);
          continue;
        }
        const reply = listener.outbound(message);
        if (reply === undefined) return { type: 'dead' };
        this.#send(reply);
      }
    } finally {
      this.#keeper.relax();
    }
  }

  /** SIGKILL; it is gone when this returns. Throws TargetError when nobody can say so. */
  kill(): void {
    if (this.#over) return;
    this.#over = true;
    try {
      this.#process.end();
    } finally {
      this.#close();
    }
  }

  #close(): void {
    closeSync(this.#read);
    closeSync(this.#write);
  }

  #obituary(): string {
    if (this.#keeper.hung(this.#process.pid)) return `it hung: no answer within ${this.#limitMs / 1000} s`;
    const said = readFileSync(this.#files.output, 'utf8').trim().split('\n').slice(-8).join('\n');
    return said === '' ? 'its process ended without a word' : said;
  }

  #send(message: unknown): void {
    const text = Buffer.from(JSON.stringify(message));
    const framed = Buffer.allocUnsafe(4 + text.length);
    framed.writeUInt32LE(text.length, 0);
    text.copy(framed, 4);
    try {
      for (let at = 0; at < framed.length;) at += writeSync(this.#write, framed, at);
    } catch (thrown) {
      // it is gone, which the next read says
      if ((thrown as NodeJS.ErrnoException).code !== 'EPIPE') throw thrown;
    }
  }

  #receive(): unknown {
    const head = this.#bytes(4);
    const body = head === undefined ? undefined : this.#bytes(head.readUInt32LE(0));
    return body === undefined ? undefined : JSON.parse(body.toString('utf8'));
  }

  #bytes(length: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#read, bytes, at, length - at, null);
      if (count === 0) return undefined;
      at += count;
    }
    return bytes;
  }
}
