/**
 * Fair time: time that stops while a landed fault affects what is waited for. Every wait reads one clock twice and
 * compares the difference with a bound. All clocks stand while the process is not listening and while a fault on
 * process or disk is landed; a client's clock also while a fault on its link is landed; a session's work clocks
 * also while the provider works for it. A boot is timed by a clock of its own, which stands for the disk and while the
 * process is stopped by somebody.
 * Owns: which faults are landed. Must not know: frames. Memory: one clock per client, two per session key.
 */
import type { FaultRecord, ProcessRecord } from '../../history/record.ts';
import type { Micros } from '../../kernel/time.ts';
import { NEVER, type Position } from './connections.ts';

/** A stopwatch that stands while anyone holds it. */
export class FairClock {
  #elapsed: Micros = 0;
  #since: Micros = 0;
  #holds = 0;

  hold(now: Micros): void {
    if (this.#holds++ === 0) this.#elapsed += now - this.#since;
  }

  release(now: Micros): void {
    if (--this.#holds === 0) this.#since = now;
  }

  /** Holds it once more (1), or once less. */
  move(by: 1 | -1, now: Micros): void {
    if (by === 1) this.hold(now);
    else this.release(now);
  }

  /** Fair microseconds so far; only differences between two readings mean anything. */
  read(now: Micros): Micros {
    return this.#holds === 0 ? this.#elapsed + now - this.#since : this.#elapsed;
  }
}

export class FairTime {
  /** Stands for process and disk alone. */
  readonly process: FairClock;
  /** For the time that a process takes to listen. */
  readonly boot = new FairClock();
  readonly #all: FairClock[] = [];
  readonly #clients = new Map<string, FairClock>();
  readonly #settling = new Map<string, FairClock>();
  readonly #queueing = new Map<string, FairClock>();
  readonly #landed = new Map<string, FaultRecord>();
  readonly #troubled = new Set<string>();
  #allTroubled = false;
  #baseHolds = 0;
  #providerHolds = 0;
  #listening = true;
  #paused = false;
  /** When the wall clock was last told to have jumped; Infinity: it may have jumped at any time since. */
  #wallJumpedAt: Position = NEVER;
  #storageTroubledAt: Position = NEVER;

  constructor() {
    this.process = this.#clock(0);
  }

  /** For waits of one client. */
  client(client: string): FairClock {
    let clock = this.#clients.get(client);
    if (clock === undefined) this.#clients.set(client, (clock = this.#clock(0)));
    return clock;
  }

  /** For the settling of a session's sends: stands while any provider call works for the session. */
  settling(key: string): FairClock {
    let clock = this.#settling.get(key);
    if (clock === undefined) {
      this.#settling.set(key, (clock = this.#clock(0)));
      for (let held = 0; held < this.#providerHolds; held++) clock.hold(0);
    }
    return clock;
  }

  /** For the start of a session's sends: stands while a run of the session is at the provider, never for a summary. */
  queueing(key: string): FairClock {
    let clock = this.#queueing.get(key);
    if (clock === undefined) this.#queueing.set(key, (clock = this.#clock(0)));
    return clock;
  }

  /** True between `listening` and the next stop, exit or crash; also in histories that do not say. */
  get listening(): boolean {
    return this.#listening;
  }

  /** A fault has landed on this client's link or reading at some time, or on those of all clients. */
  everTroubled(client: string): boolean {
    return this.#allTroubled || this.#troubled.has(client);
  }

  /** The wall clock may have jumped since: what a gateway dated then by it may expire early or late. */
  wallJumpedSince(since: Position): boolean {
    return this.#wallJumpedAt >= since;
  }

  /** When a fault of the disk last landed or was healed; Infinity while one is landed; -1: there was none. */
  get storageTroubledAt(): Position {
    for (const { scope } of this.#landed.values()) if (scope === 'disk') return Infinity;
    return this.#storageTroubledAt;
  }

  jumpWall(at: Position): void {
    this.#wallJumpedAt = at;
  }

  observeProcess(record: ProcessRecord): void {
    const now = record.atMicros;
    switch (record.event) {
      case 'listening':
        if (!this.#listening) this.#holdAll(-1, now);
        this.#listening = true;
        return;
      case 'booting':
      case 'stopping':
      case 'exited':
      case 'crashed':
        if (this.#listening) this.#holdAll(1, now);
        this.#listening = false;
        this.#pause(false, now);
        return;
      case 'paused':
        this.#pause(true, now);
        return;
      case 'resumed':
        this.#pause(false, now);
        return;
    }
  }

  #pause(paused: boolean, now: Micros): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#holdAll(paused ? 1 : -1, now);
    this.boot.move(paused ? 1 : -1, now);
  }

  observeFault(record: FaultRecord): void {
    if (record.scope === 'disk') this.#storageTroubledAt = record.i;
    switch (record.event) {
      case 'injected':
        return;
      case 'landed':
        if (this.#landed.has(record.fault)) return;
        this.#landed.set(record.fault, record);
        if (record.client !== undefined) this.#troubled.add(record.client);
        else if (record.scope === 'client') this.#allTroubled = true;
        // a world that cannot move the clock of a real process makes what it has stored look older, and tells no new time
        if (record.scope === 'clock' && this.#wallJumpedAt !== record.i - 1) this.#wallJumpedAt = Infinity;
        this.#apply(record, 1, record.atMicros);
        return;
      case 'healed': {
        const landed = this.#landed.get(record.fault);
        if (landed === undefined) return;
        this.#landed.delete(record.fault);
        this.#apply(landed, -1, record.atMicros);
        return;
      }
    }
  }

  /** The world healed everything. */
  healAll(now: Micros): void {
    for (const landed of this.#landed.values()) this.#apply(landed, -1, now);
    this.#landed.clear();
  }

  #apply(fault: FaultRecord, by: 1 | -1, now: Micros): void {
    switch (fault.scope) {
      case 'disk':
        this.boot.move(by, now);
        this.#holdAll(by, now);
        return;
      case 'process':
        this.#holdAll(by, now);
        return;
      case 'client':
        if (fault.client !== undefined) this.client(fault.client).move(by, now);
        return;
      case 'provider':
        this.#providerHolds += by;
        for (const clock of this.#settling.values()) clock.move(by, now);
        return;
      case 'clock':
        return; // the monotonic clock runs on
      case 'workload':
        return; // what clients ask for stops nobody
    }
  }

  #holdAll(by: 1 | -1, now: Micros): void {
    this.#baseHolds += by;
    for (const clock of this.#all) clock.move(by, now);
  }

  #clock(now: Micros): FairClock {
    const clock = new FairClock();
    for (let held = 0; held < this.#baseHolds; held++) clock.hold(now);
    this.#all.push(clock);
    return clock;
  }
}
