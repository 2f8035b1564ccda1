/**
 * Damage: what the faults that go on together make of the world's parts. Derived from all of them each time, so that
 * overlapping faults compose and the last one to go leaves everything well. Must not know when faults begin or end.
 */
import { ms, type Micros } from '../kernel/time.ts';
import type { Operation } from '../plan/operation.ts';
import type { Fault, FaultKind } from '../plan/fault.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Line, LineEffect } from './line.ts';
import type { ScriptedProvider, SummaryMood } from './provider.ts';

/** What faults can damage. */
export interface Parts {
  readonly lines: ReadonlyMap<string, Line>;
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

/** The faults that an effect on a line is the landing of. */
export const LANDS: Readonly<Record<LineEffect, readonly FaultKind[]>> = {
  'link.latency': ['link.latency'],
  held: ['link.stall', 'link.silence'],
  refused: ['link.refuse'],
  unread: ['reader.pause', 'reader.slow', 'reader.brink', 'reader.hoard'],
  brink: ['reader.brink'],
  torn: ['link.tear'],
};

/** Makes one client's line what `faults` make of it. */
export function damageClient(
  { lines, network }: Parts,
  client: string,
  faults: readonly Fault[],
  limits: Limits,
): void {
  const line = lines.get(client);
  if (line === undefined) return;
  line.reset();
  for (const fault of faults)
    if ('client' in fault && fault.client === client) damageLine(line, fault, limits);
  network.refresh(client);
}

function damageLine(line: Line, fault: Fault, limits: Limits): void {
  switch (fault.kind) {
    case 'reader.brink':
      line.brinkBytes = brinkOf(limits.maxBufferedBytes);
      line.reading = false;
      return;
    case 'reader.pause':
    case 'reader.hoard':
      line.reading = false;
      return;
    case 'reader.slow':
      line.readBytesPerSecond = Math.min(line.readBytesPerSecond ?? Infinity, fault.bytesPerSecond);
      return;
    case 'link.latency':
      line.extra += ms(fault.extraMs);
      return;
    case 'link.stall':
    case 'link.silence':
      line.held = true;
      return;
    case 'link.refuse':
      line.refused = true;
      return;
    case 'link.tear':
      line.tears = true;
      return;
    default:
  }
}

/** Just under the limit: an eighth of it, or a kilobyte where that is more. */
function brinkOf(maxBufferedBytes: number): number {
  return maxBufferedBytes - Math.max(1_024, Math.floor(maxBufferedBytes / 8));
}

/** The worst mood first: of two faults on summaries the worse one counts. */
const MOODS: readonly (readonly [FaultKind, SummaryMood])[] = [
  ['summary.timeout', 'timeout'],
  ['summary.stall', 'stall'],
  ['summary.fail', 'fail'],
  ['summary.garbage', 'garbage'],
];

/** Makes disk, provider and process what `faults` make of them. */
export function damageServer({ disk, provider, supervisor }: Parts, faults: readonly Fault[]): void {
  const kinds = new Set<FaultKind>();
  disk.extra = 0;
  supervisor.bootExtra = 0;
  for (const fault of faults) {
    kinds.add(fault.kind);
    if (fault.kind === 'disk.slow') disk.extra += ms(fault.extraMs);
    if (fault.kind === 'process.slow-boot') supervisor.bootExtra += ms(fault.extraMs);
  }
  disk.full = kinds.has('disk.full');
  disk.tears = kinds.has('disk.torn');
  provider.mood = MOODS.find(([kind]) => kinds.has(kind))?.[1] ?? 'ok';
  if (!kinds.has('summary.stall')) provider.release();
  if (kinds.has('process.pause')) supervisor.pause();
  else supervisor.resume();
}
