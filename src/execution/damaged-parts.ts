/**
 * The parts of a world that faults damage: what each must let them do, and what it reports to them. Whatever the world,
 * it gives these. Must not know what faults do to them.
 */
import type { HandshakeMistake, Stranger, StrangerEvents } from '../client/stranger.ts';
import type { Micros } from '../kernel/time.ts';
import type { FaultKind, RunFault } from '../plan/fault.ts';
import type { LinkCondition } from './link-condition.ts';
import type { OperationPerformer } from './operation-scheduler.ts';
import type { ScriptedProvider } from './provider.ts';
import type { Triggers } from './triggers.ts';

/** What each part hands its reports to: `Faults`, but in tests of one part. */
export interface FaultReports {
  /** Asked at each boundary operation. */
  readonly triggers: Triggers;
  /** What faults of this kind do to disk, provider or process had an effect. */
  onEffect(kind: FaultKind): void;
  /** An append was torn; expected to end the process. */
  onTorn(): void;
  /** A client sent a frame. */
  onClientFrame(client: string, bytes: number): void;
  /** A fault of a run is worked into a call, has its effect, and is over with or without it; also twice. */
  onRun(event: 'injected' | 'landed' | 'healed', fault: RunFault): void;
}

/** Whom a supervisor tells of its process: the participants. */
export interface ProcessObserver {
  readonly faults: FaultReports;
  /** The process listens. */
  processUp(): void;
}

export interface DamagedParts {
  readonly links: ReadonlyMap<string, LinkCondition>;
  readonly network: DamagedNetwork;
  readonly disk: DamagedDisk;
  readonly provider: ScriptedProvider;
  readonly supervisor: DamagedSupervisor;
  /** Asked for operations that are none of the plan, and for clients that are none. */
  readonly performer: OperationPerformer & StrangerSource;
}

interface StrangerSource {
  /** Somebody of this name, which no client of the plan has, connects and is mistaken. */
  stranger(name: string, mistake: HandshakeMistake, events: StrangerEvents): Stranger;
}

export interface DamagedNetwork {
  /** Connections of one client that are not gone, oldest first. */
  of(client: string): readonly { cut(by: 'network' | 'process'): void }[];
  /** Moves what a change of a client's link lets move. */
  refresh(client: string): void;
}

export interface DamagedDisk {
  /** Extra latency of every operation while the disk is slow. */
  extra: Micros;
  full: boolean;
  /** It is full before a change is written to its end: a part of it is there. */
  writesPart: boolean;
  /** The append under way, or else the next one, is torn: a part of it is written. */
  tears: boolean;
}

export interface DamagedSupervisor {
  /** There is a process, listening or not. */
  readonly alive: boolean;
  /** The process listens and was not told to stop. */
  readonly steady: boolean;
  /** Why there will be no process any more. */
  readonly lost?: string | undefined;
  /** Asks the process to stop; the next incarnation follows `down` microseconds after its end. */
  restart(down: Micros): void;
  /** Kills the process; with `losing` nothing is left of what was not synced. */
  crash(down: Micros, losing?: boolean): void;
  pause(): void;
  resume(): void;
  /** The wall clock jumps. */
  jumpClock(byMs: number): void;
  /** Added to every boot that begins while it is set. */
  bootExtra: Micros;
}
