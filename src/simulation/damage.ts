/**
 * Damage: what the faults that go on together make of the world's parts. Derived from all of them each time, so that
 * overlapping faults compose and the last one to go leaves everything well. Must not know when faults begin or end.
 */
import { ms } from '../kernel/time.ts';
import type { Operation } from '../plan/operation.ts';
import type { Fault, FaultKind } from '../plan/fault.ts';
import type { Limits } from '../protocol/limits.ts';
import type { SimulatedDisk } from './disk.ts';
import type { Line, LineEffect } from './line.ts';
import type { Network } from './network.ts';
import type { SimulatedProvider, SummaryMood } from './provider.ts';
import type { Supervisor } from './supervisor.ts';

/** What faults can damage. */
export interface Parts {
  readonly lines: ReadonlyMap<string, Line>;
  readonly network: Network;
  readonly disk: SimulatedDisk;
  readonly provider: SimulatedProvider;
  readonly supervisor: Supervisor;
  /** Has a client do something that is no operation of the plan. */
  perform(operation: Operation): void;
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
