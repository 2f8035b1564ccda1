/**
 * The parts of a world that faults damage, and what each must let them do. Whatever the world, it gives these. Must not
 * know what faults do to them.
 */
import type { Micros } from '../kernel/time.ts';
import type { Operation } from '../plan/operation.ts';
import type { LinkCondition } from './link-condition.ts';
import type { ScriptedProvider } from './provider.ts';

/** What faults can damage. */
export interface Parts {
  readonly lines: ReadonlyMap<string, LinkCondition>;
  readonly network: DamagedNetwork;
  readonly disk: DamagedDisk;
  readonly provider: ScriptedProvider;
  readonly supervisor: DamagedSupervisor;
  /** Has a client do something that is no operation of the plan. */
  perform(operation: Operation): void;
}

export interface DamagedNetwork {
  /** Connections of one client that are not gone, oldest first. */
  of(client: string): readonly { cut(by: 'network' | 'process'): void }[];
  /** Moves what a change of a client's line lets move. */
  refresh(client: string): void;
  /** Told of every frame that a client sends. */
  onClientFrame: (client: string, bytes: number) => void;
}

export interface DamagedDisk {
  /** Extra latency of every operation while the disk is slow. */
  extra: Micros;
  full: boolean;
  /** The append under way, or else the next one, is torn: a part of it is written and `onTorn` called. */
  tears: boolean;
  /** Told that an append was torn; expected to end the process. */
  onTorn: () => void;
  /** Told whenever a fault of the disk had an effect. */
  onDamage: (kind: 'disk.slow' | 'disk.full') => void;
}

export interface DamagedSupervisor {
  /** There is a process, listening or not. */
  readonly alive: boolean;
  /** The process listens and was not told to stop. */
  readonly steady: boolean;
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
  /** Told when a boot took longer for it. */
  onSlowBoot: () => void;
}
