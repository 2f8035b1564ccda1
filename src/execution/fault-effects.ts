/**
 * What each fault does to a world while it goes on, and how it ends: a row for every kind that begins by itself. Of all
 * that go on together a link, or the server, is made anew each time, so that overlapping faults compose and the last
 * one to go leaves everything well. Where a fault lands follows from what its row does: one that does nothing never
 * lands. Must not know when faults begin.
 */
import type { HandshakeMistake } from '../client/stranger.ts';
import { ms, type Micros } from '../kernel/time.ts';
import type { LastingFault, TimedFault } from '../plan/fault.ts';
import type { Limits } from '../protocol/limits.ts';
import type { DamagedParts } from './damaged-parts.ts';
import type { LinkEffect } from './link-condition.ts';
import type { SummaryBehaviour } from './provider.ts';

/** A fault that ends the process. */
export type DyingFault = Extract<TimedFault, { downMs: number }>;

export interface FaultEffect<F extends TimedFault> {
  /**
   * How it heals; whatever is left heals with the world. A dead process heals when the next one listens, and what
   * happens `at once` leaves nothing to heal.
   */
  readonly ends: EndOf<F>;
  /** What it makes of its client's link. */
  link?(fault: F, limits: Limits): LinkDamage;
  /** What it makes of disk, provider and process. */
  server?(fault: F): ServerDamage;
  /** How the process ends; with a `server` of its own not at once, but when an append was torn. */
  readonly kills?: 'restart' | 'crash' | 'loss';
  /** How often, and how far apart, connections die; without a `client` those of all clients. */
  cuts?(fault: F): { readonly times: number; readonly everyMs: number };
  /** The connections that it held die when it ends, and with them all it held. */
  readonly cutsAtEnd?: true;
  /** How many long answers its client asks for. */
  asks?(fault: F): number;
  /** What a stranger gets wrong who connects. */
  mistakes?(fault: F): HandshakeMistake;
  /** How far the wall clock jumps, in milliseconds. */
  jumps?(fault: F): number;
  /** A new process ends it before its time, always or only when it was what landed there. */
  readonly endsAtBoot?: 'always' | 'landed';
}

type EndOf<F> = F extends LastingFault
  ? 'in time'
  : F extends DyingFault
    ? 'when up'
    : 'at once' | 'once met' | 'when answered' | 'when gone';

export const FAULT_EFFECTS: {
  readonly [K in TimedFault['kind']]: FaultEffect<Extract<TimedFault, { kind: K }>>;
} = {
  'payload.response': { ends: 'when answered', asks: () => 1 },
  'reader.pause': { ends: 'in time', link: () => ({ unread: true }) },
  'reader.slow': { ends: 'in time', link: ({ bytesPerSecond }) => ({ readBytesPerSecond: bytesPerSecond }) },
  'reader.brink': {
    ends: 'in time',
    link: (_fault, limits) => ({ unread: true, fillToBytes: fillLimitOf(limits) }),
  },
  'reader.hoard': { ends: 'in time', link: () => ({ unread: true }), asks: ({ requests }) => requests },
  'link.cut': { ends: 'at once', cuts: () => ({ times: 1, everyMs: 0 }) },
  'link.tear': { ends: 'once met', link: () => ({ tears: true }) },
  'link.broken': { ends: 'once met', link: () => ({ breaks: true }) },
  'link.storm': { ends: 'at once', cuts: ({ times, everyMs }) => ({ times, everyMs }) },
  'link.silence': { ends: 'in time', link: () => ({ held: true }), cutsAtEnd: true },
  'link.latency': { ends: 'in time', link: ({ extraMs }) => ({ extra: ms(extraMs) }) },
  'link.stall': { ends: 'in time', link: () => ({ held: true }) },
  'link.refuse': { ends: 'in time', link: () => ({ refused: true }) },
  'process.restart': { ends: 'when up', kills: 'restart' },
  'process.crash': { ends: 'when up', kills: 'crash' },
  'process.pause': { ends: 'in time', server: () => ({ paused: true }), endsAtBoot: 'always' },
  'process.slow-boot': {
    ends: 'in time',
    server: ({ extraMs }) => ({ bootExtra: ms(extraMs) }),
    endsAtBoot: 'landed',
  },
  'summary.stall': { ends: 'in time', server: () => ({ summaries: 'stall' }) },
  'summary.timeout': { ends: 'in time', server: () => ({ summaries: 'timeout' }) },
  'summary.fail': { ends: 'in time', server: () => ({ summaries: 'fail' }) },
  'summary.garbage': { ends: 'in time', server: () => ({ summaries: 'garbage' }) },
  'summary.gibberish': { ends: 'in time', server: () => ({ summaries: 'gibberish' }) },
  'disk.slow': { ends: 'in time', server: ({ extraMs }) => ({ diskExtra: ms(extraMs) }) },
  'disk.full': { ends: 'in time', server: () => ({ diskFull: true }) },
  'disk.short': { ends: 'in time', server: () => ({ writesPart: true }) },
  'disk.torn': { ends: 'when up', server: () => ({ appendTears: true }), kills: 'crash' },
  'disk.lost': { ends: 'when up', kills: 'loss' },
  'clock.jump': { ends: 'at once', jumps: ({ byMs }) => byMs },
  'handshake.no-token': { ends: 'when gone', mistakes: () => ({ token: 'none' }) },
  'handshake.wrong-token': { ends: 'when gone', mistakes: ({ token }) => ({ token }) },
  'handshake.protocol': { ends: 'when gone', mistakes: ({ protocols }) => ({ protocols }) },
  'handshake.unconnected': { ends: 'when gone', mistakes: ({ first }) => ({ first }) },
  'handshake.silence': { ends: 'when gone', mistakes: () => ({ first: 'nothing' }) },
};

/** Just under the limit: an eighth of it, or a kilobyte where that is more. */
function fillLimitOf({ maxBufferedBytes }: Limits): number {
  return maxBufferedBytes - Math.max(1_024, Math.floor(maxBufferedBytes / 8));
}

/** A fault that goes on, with its row. */
export interface ActiveFault {
  readonly fault: TimedFault;
  readonly effect: FaultEffect<TimedFault>;
}

/** What a fault can make of a link: see LinkCondition. */
interface LinkDamage {
  readonly extra?: Micros;
  readonly held?: true;
  readonly refused?: true;
  readonly unread?: true;
  readonly readBytesPerSecond?: number;
  readonly fillToBytes?: number;
  readonly tears?: true;
  readonly breaks?: true;
}

/** What a fault can make of disk, provider and process: see DamagedParts. */
interface ServerDamage {
  readonly diskExtra?: Micros;
  readonly diskFull?: true;
  readonly writesPart?: true;
  readonly appendTears?: true;
  readonly bootExtra?: Micros;
  readonly summaries?: SummaryBehaviour;
  readonly paused?: true;
}

/** Makes one client's link what the faults on it make of it. */
export function damageClient(
  { links, network }: DamagedParts,
  client: string,
  faults: readonly ActiveFault[],
  limits: Limits,
): void {
  const link = links.get(client);
  if (link === undefined) return;
  link.reset();
  for (const { fault, effect } of faults) {
    if (!('client' in fault) || fault.client !== client) continue;
    const damage = effect.link?.(fault, limits) ?? {};
    link.extra += damage.extra ?? 0;
    link.held ||= damage.held === true;
    link.refused ||= damage.refused === true;
    link.tears ||= damage.tears === true;
    link.breaks ||= damage.breaks === true;
    link.fillToBytes = damage.fillToBytes ?? link.fillToBytes;
    if (damage.unread === true) link.reading = false;
    if (damage.readBytesPerSecond !== undefined)
      link.readBytesPerSecond = Math.min(link.readBytesPerSecond ?? Infinity, damage.readBytesPerSecond);
  }
  network.refresh(client);
}

/** The worst first: of two faults on summaries the worse one counts. */
const SUMMARY_BEHAVIOURS: readonly SummaryBehaviour[] = ['timeout', 'stall', 'fail', 'garbage', 'gibberish'];

/** Makes disk, provider and process what `faults` make of them. */
export function damageServer(
  { disk, provider, supervisor }: DamagedParts,
  faults: readonly ActiveFault[],
): void {
  const damages = faults.map(({ fault, effect }) => effect.server?.(fault) ?? {});
  const has = (does: (damage: ServerDamage) => boolean): boolean => damages.some(does);
  disk.extra = damages.reduce((sum, { diskExtra = 0 }) => sum + diskExtra, 0);
  supervisor.bootExtra = damages.reduce((sum, { bootExtra = 0 }) => sum + bootExtra, 0);
  disk.full = has(({ diskFull }) => diskFull === true);
  disk.writesPart = has(({ writesPart }) => writesPart === true);
  disk.tears = has(({ appendTears }) => appendTears === true);
  provider.summaryBehaviour =
    SUMMARY_BEHAVIOURS.find((behaviour) => has(({ summaries }) => summaries === behaviour)) ?? 'ok';
  if (!has(({ summaries }) => summaries === 'stall')) provider.release();
  if (has(({ paused }) => paused === true)) supervisor.pause();
  else supervisor.resume();
}

/** What a fault must make of a link for an effect of the link to be its effect. */
const LANDS: Readonly<Record<LinkEffect, readonly (keyof LinkDamage)[]>> = {
  'link.latency': ['extra'],
  held: ['held'],
  refused: ['refused'],
  unread: ['unread', 'readBytesPerSecond'],
  full: ['fillToBytes'],
  torn: ['tears'],
  broken: ['breaks'],
};

/** Whether what was observed of a client's link is the effect of this fault. */
export function landsBy({ fault, effect }: ActiveFault, observed: LinkEffect, limits: Limits): boolean {
  const damage = effect.link?.(fault, limits) ?? {};
  return LANDS[observed].some((member) => member in damage);
}
