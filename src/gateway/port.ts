/**
 * The in-process port: all that a gateway needs to be run, faulted, judged and replayed deterministically.
 * A gateway is booted on a host; the host hands over clock, timers, chance, disk, model provider, listener, stop
 * signal and log, and takes them all away at a crash: afterwards no timer fires, no callback is called, no
 * connection delivers, and whatever the dead incarnation still calls does nothing. A restart boots again on the
 * disk that survived. Nothing else may be reached.
 *
 * Callbacks, not promises: every callback runs to its end before virtual time moves. Each callback handed to the
 * host is called at most once unless it says otherwise, never before the call that took it has returned.
 *
 * What crosses the port is copied, as a socket would: a frame, event or setting that the gateway was handed is its own
 * to change, and so is a frame or prompt that it has sent; nobody else sees that.
 *
 * A gateway written with promises is welcome if it says so (`awaits`): it wraps the host's callbacks in promises of
 * its own, and whatever such a promise sets off when a callback settles it runs before virtual time moves. What it
 * asked of the host before a crash never settles. A rejection that nobody handled kills its process, as an exception
 * does that nobody caught.
 */
import type { Micros } from '../kernel/time.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Message } from '../protocol/message.ts';

/** A gateway implementation. Stateless: all state of one life belongs to what `boot` builds. */
export interface Gateway {
  readonly name: string;
  /** Written with promises: the driver lets them run after every callback; slower, as deterministic. Default: no. */
  readonly awaits?: true;
  /**
   * Never changes an object that crossed the port, in either direction: neither a frame that it was handed or has sent,
   * nor a prompt, an event or a setting; what it sends is plain JSON. It is then spared the copies. Default: no.
   */
  readonly neverMutates?: true;
  /**
   * Asks its model for chat completions: tool results are told as text, since nobody can see it call tools, and a
   * summary has the headings that releases expect. Default: it has the agent runtime of the port.
   */
  readonly completions?: true;
  /** Starts one incarnation. Everything it does afterwards happens in callbacks. */
  boot(host: Host): void;
}

/** It and what it holds are plain objects of functions: whoever stands in between spreads them. */
export interface Host {
  readonly settings: GatewaySettings;
  readonly clock: HostClock;
  readonly timers: HostTimers;
  readonly random: HostRandom;
  readonly disk: Disk;
  readonly provider: Provider;
  /** Opens the listener. Until then connection attempts are refused. */
  listen(accept: (socket: ServerSocket) => SocketHandler): void;
  /** The stop signal (SIGTERM). The gateway should say goodbye and call `exit`; it is killed after a grace time. */
  onStop(handler: () => void): void;
  /** Ends this incarnation in good order; open connections are cut. */
  exit(): void;
  log(level: 'info' | 'warn' | 'error', text: string): void;
  /** For a gateway that is a process with files of its own; absent where nobody looks at them. */
  readonly own?: OwnProcess;
}

/** What a gateway that is a process of its own must ask, and tell, in the middle of what it does. */
export interface OwnProcess {
  /** False: a crash came meanwhile, and nothing that the process does counts any more. */
  isAlive(): boolean;
  /** When something happens next in the world, whatever it is: earlier nothing reaches the process. */
  nextAt(): Micros;
  /**
   * It is about to change a file of its own, or has done so: a crash may fall here, as at an operation of `disk`.
   * False before a change: there is no room for it.
   */
  file(edge: 'before' | 'after', operation: OwnFileOperation, path: string, bytes: number): boolean;
}

/** What a process does to a file of its own; the same words as those of `Disk`. */
export type OwnFileOperation = 'append' | 'write' | 'sync' | 'rename' | 'remove';

/** What a deployment configures. */
export interface GatewaySettings {
  readonly limits: Limits;
  /** Credentials a client must present in `connect`. */
  readonly token: string;
  /** The session that cannot be deleted. */
  readonly mainSessionKey: string;
  /** The daily rule: a session rotates on its first message after this many minutes past midnight UTC; null: off. */
  readonly dailyResetMinute: number | null;
  /** A transcript longer than this many entries is compacted by itself; null: only on request. */
  readonly compactAboveEntries: number | null;
}

/** The only clocks there are. Reading one does not move it: time goes on between callbacks. */
export interface HostClock {
  /** Monotonic microseconds since this world began; never jumps. */
  monotonicMicros(): Micros;
  /** The wall clock in Unix milliseconds; may jump in either direction. */
  wallMillis(): number;
}

/** A timer that was set; known only to the host that gave it. */
export type TimerHandle = object;

/** Timers of one incarnation; none fires after its end. */
export interface HostTimers {
  /** Calls back once after `delay` microseconds. */
  set(delay: Micros, callback: () => void): TimerHandle;
  clear(timer: TimerHandle): void;
}

/** Chance, from the seed of the plan: the same plan draws the same. */
export interface HostRandom {
  /** A float in [0, 1). */
  next(): number;
  /** A fresh identifier, unique within the world's life. */
  id(): string;
}

/** Why an operation of the disk failed: there is no such file, or no room. */
export type DiskError = 'not-found' | 'disk-full';

/** What became of an operation of the disk. */
export type DiskResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: DiskError };

/** Told once what became of a change. One that succeeded is not durable before a `sync` has. */
export type DiskDone = (result: DiskResult<undefined>) => void;

/**
 * Files are texts named by paths; folders are implied. Operations complete in the order they were called.
 * A crash loses what was not synced, and may tear an unsynced append (a prefix survives). An append or a write that fails
 * may have left a part of itself, never all of it, behind what was there or instead of it. A rename is atomic and
 * durable once it completed; it carries the file's synced and unsynced content with it.
 */
export interface Disk {
  read(path: string, done: (result: DiskResult<string>) => void): void;
  /** Paths that start with `prefix`, sorted by code unit. */
  list(prefix: string, done: (result: DiskResult<readonly string[]>) => void): void;
  append(path: string, text: string, done: DiskDone): void;
  /** Replaces the whole content; not atomic: a crash before the sync may leave any prefix, or nothing. */
  write(path: string, text: string, done: DiskDone): void;
  /** Makes everything written to `path` so far survive a crash. */
  sync(path: string, done: DiskDone): void;
  rename(from: string, to: string, done: DiskDone): void;
  remove(path: string, done: DiskDone): void;
}

/** One message of a prompt. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  readonly text: string;
}

/** One call to the model. */
export interface ProviderRequest {
  /** A run answers the prompt; a summary condenses it for compaction. */
  readonly purpose: 'run' | 'summary';
  readonly messages: readonly PromptMessage[];
  /** What the agent runtime will write on its lifecycle events; absent for a summary. */
  readonly run?: { readonly runId: string; readonly sessionKey: string; readonly sessionId: string };
}

/**
 * What the agent runtime reports while it works on a call. Lifecycle events can come late, twice, after a cancel,
 * after the terminal, and need not say which generation they mean: `sessionId` may be absent (incident #88538).
 */
export type ProviderEvent = {
  readonly runId: string | undefined;
  readonly sessionKey: string | undefined;
  readonly sessionId: string | undefined;
} & (
  | { readonly type: 'start' }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly result: string }
  | { readonly type: 'end'; readonly totalTokens: number }
  | { readonly type: 'error'; readonly message: string; readonly totalTokens: number }
);

/** A call to the model that was made. */
export interface ProviderCall {
  /** Asks the runtime to stop. It may still report; a gateway must cope. */
  cancel(): void;
}

/** The model behind the gateway, played by the plan's scripts. It never throws: that it fails is an event. */
export interface Provider {
  /** `onEvent` is called any number of times, possibly also after `end`, `error` or `cancel`. */
  call(request: ProviderRequest, onEvent: (event: ProviderEvent) => void): ProviderCall;
}

/** One accepted WebSocket, from the gateway's side. */
export interface ServerSocket {
  /** Queues one message; ordered and reliable until the connection closes. */
  send(message: Message): void;
  /** Bytes queued and not yet taken by the network. */
  readonly bufferedBytes: number;
  /**
   * Messages above this many bytes close the connection with 1009 before they are read
   * (as ws does with `maxPayload`). Starts at `limits.preHelloPayloadBytes`.
   */
  setMaxPayload(bytes: number): void;
  /** Starts the closing handshake; what was sent before is still delivered. */
  close(code: number, reason: string): void;
  /** Drops the connection at once; a peer sees 1006 unless the close frame had reached it. */
  terminate(): void;
}

/** What the gateway does with one connection: given to the host by `listen` for each that it accepts. */
export interface SocketHandler {
  onMessage(message: Message): void;
  /** The connection is gone. Called once, whoever closed it; not called after `exit` or a crash. */
  onClose(code: number, reason: string): void;
}
