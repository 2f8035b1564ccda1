/**
 * One life of a hosted gateway, between the port and its process: whatever the world does to it becomes one exchange,
 * at the virtual time at which it happens, and the process is heard again when it says that it is due. Owns the
 * connections across the boundary. Must not know plans.
 */
import type { Host } from '../gateway/port.ts';
import { HarnessError } from '../kernel/invariant.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { Boundary, LinkEnd } from './boundary.ts';
import { CompletionLink } from './completion-link.ts';
import type { Incarnation, Pause } from './incarnation.ts';
import type { Inbound, Outbound, Remark, TakenReply } from './messages.ts';
import { awaitHello } from './readiness.ts';
import { ServedLink } from './served-link.ts';

/** Ports as the process sees them. */
export const [GATEWAY_PORT, PROVIDER_PORT] = [18_789, 18_790] as const;

/** So often it is asked whether a slow network has taken what was written. */
const LOOK_AGAIN: Micros = ms(2);
const WORTH_TELLING_BYTES = 64 * 1024;
/** So long it may go by itself, when it is the only one who does anything. */
const LONGEST_QUIET: Micros = ms(1000);

/** It did what cannot be hosted, or does not come up: nothing is judged. */
export class GivenUp extends HarnessError {
  override readonly name = 'GivenUp';
}

/** The process ended, and nobody had asked it to. */
class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

export interface LifePorts {
  /** What it says beside what it does, of this execution. */
  readonly onTrace: (text: string) => void;
  readonly onUnhostable: (text: string) => void;
  readonly onReady: () => void;
  /** It ended by itself; may throw when that was once too often. */
  readonly onDeath: (how: string) => void;
  /** Numbers the completions of an execution. */
  readonly nextCompletion: () => number;
  readonly stopSignal: string;
  /** A line of its log without what differs between machines. */
  readonly masked: (text: string) => string;
}

/** What comes of what left the process. */
type Effect = Omit<TakenReply, 'untilMicros'>;

const TAKEN: Effect = { ok: true };
const REFUSED: Effect = { ok: false };

export class HostedLife implements Boundary {
  readonly host: Host;
  readonly #incarnation: Incarnation;
  readonly #ports: LifePorts;
  readonly #links = new Map<number, LinkEnd>();
  /** What is held back on slow links, and how much of it the process was told last. */
  readonly #awaited = new Map<number, { readonly heldBytes: () => number; told: number }>();
  #inbox: Inbound[] = [];
  #nextLink = 0;
  #busy = false;
  /** What the world does now is to wake the process, and nothing else. */
  #waking = false;
  #over = false;
  #stopping = false;
  #timer: { readonly at: Micros; readonly handle: object } | undefined;
  #looking = false;
  #died: string | undefined;

  constructor(host: Host, incarnation: Incarnation, ports: LifePorts) {
    this.host = host;
    this.#incarnation = incarnation;
    this.#ports = ports;
  }

  /** From its birth until it waits for the first time. */
  begin(): void {
    this.host.onStop(() => {
      this.#stopping = true;
      this.enter({ type: 'signal', signal: this.#ports.stopSignal });
    });
    this.#exchange(undefined);
  }

  keepCompiled(): void {
    this.enter({ type: 'keep-compiled' });
  }

  enter(inbound: Inbound): void {
    this.#inbox.push(inbound);
    this.#exchangeAll();
  }

  forget(link: number): void {
    this.#links.delete(link);
    this.#awaited.delete(link);
  }

  await(link: number, heldBytes: () => number): void {
    this.#awaited.set(link, { heldBytes, told: heldBytes() });
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.host.timers.set(LOOK_AGAIN, () => {
      this.#looking = false;
      for (const [link, awaited] of this.#awaited) {
        const heldBytes = awaited.heldBytes();
        if (heldBytes === 0) this.#awaited.delete(link);
        else if (awaited.told - heldBytes < WORTH_TELLING_BYTES) continue;
        awaited.told = heldBytes;
        this.#inbox.push({ type: 'taken', link, heldBytes });
      }
      if (this.#awaited.size > 0) this.#lookLater();
      this.#exchangeAll();
    });
  }

  #exchangeAll(): void {
    while (this.#inbox.length > 0 && !this.#busy && !this.#over) {
      const inbound = this.#inbox;
      this.#inbox = [];
      this.#exchange(inbound);
    }
  }

  /** `inbound`: undefined for a process that was just born. */
  #exchange(inbound: readonly Inbound[] | undefined): void {
    if (this.#busy || this.#over) return;
    this.#busy = true;
    let pause: Pause;
    try {
      const { clock } = this.host;
      const [nowMicros, wallMillis] = [clock.monotonicMicros(), clock.wallMillis()];
      const advance = { nowMicros, wallMillis, untilMicros: this.#untilMicros() };
      pause = this.#incarnation.run(inbound === undefined ? undefined : { ...advance, inbound }, {
        outbound: (message) => this.#outbound(message),
        said: (message) => this.#said(message),
      });
    } finally {
      this.#busy = false;
    }
    if (pause.type === 'idle') this.#wakeAt(pause.dueMicros);
    else this.#ended(pause);
    this.#exchangeAll();
  }

  #wakeAt(at: Micros | null): void {
    const { timers, clock } = this.host;
    if (this.#timer?.at === at) return;
    if (this.#timer !== undefined) timers.clear(this.#timer.handle);
    this.#timer = undefined;
    if (at === null) return;
    const handle = timers.set(at - clock.monotonicMicros(), () => {
      this.#timer = undefined;
      this.#waking = true;
      try {
        this.#exchange([]);
        this.#exchangeAll();
      } finally {
        this.#waking = false;
      }
    });
    this.#timer = { at, handle };
  }

  /** Whoever calls us from the world may do something else at this very moment: then the process waits for that. */
  #untilMicros(): Micros {
    if (!this.#waking || this.#inbox.length > 0) return 0;
    return Math.min(this.host.own?.nextAt() ?? 0, this.host.clock.monotonicMicros() + LONGEST_QUIET);
  }

  #ended(pause: Exclude<Pause, { type: 'idle' }>): void {
    this.#over = true;
    if (pause.type === 'dead') return;
    this.#diedOf(pause.how);
  }

  #said(message: Exclude<Remark, { type: 'idle' }>): void {
    switch (message.type) {
      case 'log':
        return this.host.log(message.level, this.#ports.masked(message.text));
      case 'uncaught':
        this.#died = message.text;
        return;
      case 'trace':
        return this.#ports.onTrace(message.text);
      case 'unhostable':
        this.#ports.onUnhostable(message.text);
        throw new GivenUp(message.text);
    }
  }

  /** Undefined: the process does not live any more. */
  #outbound(message: Outbound): TakenReply | undefined {
    const taken = this.#comesOf(message);
    if (this.host.own?.isAlive() === false || this.#over) return undefined;
    return { ...taken, untilMicros: this.#untilMicros() };
  }

  #comesOf(message: Outbound): Effect {
    switch (message.type) {
      case 'listen':
        if (message.port === GATEWAY_PORT) this.#listening();
        return TAKEN;
      case 'unlisten':
        return TAKEN;
      case 'dial':
        if (message.port !== PROVIDER_PORT) return REFUSED;
        this.#links.set(message.link, new CompletionLink(this, message.link, this.#ports.nextCompletion));
        return TAKEN;
      case 'data':
        return {
          ok: true,
          heldBytes: this.#links.get(message.link)?.data(Buffer.from(message.bytes, 'base64')) ?? 0,
        };
      case 'end':
        this.#links.get(message.link)?.end();
        return TAKEN;
      case 'reset':
        this.#links.get(message.link)?.reset();
        return TAKEN;
      case 'disk': {
        const { edge, operation, path, bytes } = message;
        return this.host.own?.file(edge, operation, path, bytes) === false ? REFUSED : TAKEN;
      }
      case 'exit':
        return this.#exits(message.code);
    }
  }

  #exits(code: number): Effect {
    this.#over = true;
    if (this.#stopping || code === 0) this.host.exit();
    else this.#diedOf(`it exited with code ${code}`);
    return TAKEN;
  }

  #diedOf(how: string): never {
    const why = this.#ports.masked(this.#died ?? how);
    this.#ports.onDeath(why);
    throw new ProcessEnded(why);
  }

  #listening(): void {
    awaitHello({
      boundary: this,
      port: GATEWAY_PORT,
      open: (end) => this.#open(end),
      onReady: () => {
        this.#ports.onReady();
        this.host.listen((socket) => {
          // the limits are the gateway's own
          socket.setMaxPayload(Number.MAX_SAFE_INTEGER);
          return this.#open((link) => new ServedLink(this, link, GATEWAY_PORT, socket));
        });
      },
    });
  }

  #open(end: (link: number) => ServedLink): ServedLink {
    this.#nextLink += 2;
    const made = end(this.#nextLink);
    this.#links.set(this.#nextLink, made);
    made.begin();
    return made;
  }
}
