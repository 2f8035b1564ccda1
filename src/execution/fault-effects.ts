/**
 * What each fault does to a world while it goes on, and how it ends: a row for every kind that begins by itself. Of all
 * that go on together a line, or the server, is made anew each time, so that overlapping faults compose and the last
 * one to go leaves everything well. Where a fault lands follows from what its row does: one that does nothing never
 * lands. Must not know when faults begin.
 */
import { ms, type Micros } from '../kernel/time.ts';
import type { LastingFault, TimedFault } from '../plan/fault.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Parts } from './damage.ts';
import { createLine, type Line, type LineEffect } from './line.ts';
import type { SummaryMood } from './provider.ts';

/** A fault that ends the process. */
export type DyingFault = Extract<TimedFault, { downMs: number }>;

export interface FaultEffect<F extends TimedFault> {
  /**
   * How it heals; whatever is left heals with the world. A dead process heals when the next one listens, and what
   * happens `at once` leaves nothing to heal.
   */
  readonly ends: EndOf<F>;
  /** What becomes of its client's line. */
  line?(line: Line, fault: F, limits: Limits): void;
  /** What becomes of disk, provider and process. */
  server?(server: ServerCondition, fault: F): void;
  /** How the process ends; with a `server` of its own not at once, but when an append was torn. */
  readonly kills?: 'restart' | 'crash' | 'loss';
  /** How often, and how far apart, links die; without a `client` those of all clients. */
  cuts?(fault: F): { readonly times: number; readonly everyMs: number };
  /** The links that it held die when it ends, and with them all it held. */
  readonly cutsAtEnd?: true;
  /** How many long answers its client asks for. */
  asks?(fault: F): number;
  /** How far the wall clock jumps, in milliseconds. */
  jumps?(fault: F): number;
  /** A new process ends it before its time, always or only when it was what landed there. */
  readonly endsAtBoot?: 'always' | 'landed';
}

type EndOf<F> = F extends LastingFault
  ? 'in time'
  : F extends DyingFault
    ? 'when up'
    : 'at once' | 'once met' | 'when answered';

export const FAULT_EFFECTS: {
  readonly [K in TimedFault['kind']]: FaultEffect<Extract<TimedFault, { kind: K }>>;
} = {
  'payload.response': { ends: 'when answered', asks: () => 1 },
  'reader.pause': { ends: 'in time', line: stopReading },
  'reader.slow': {
    ends: 'in time',
    line(line, { bytesPerSecond }) {
      line.readBytesPerSecond = Math.min(line.readBytesPerSecond ?? Infinity, bytesPerSecond);
    },
  },
  'reader.brink': {
    ends: 'in time',
    line(line, _fault, { maxBufferedBytes }) {
      // just under the limit: an eighth of it, or a kilobyte where that is more
      line.brinkBytes = maxBufferedBytes - Math.max(1_024, Math.floor(maxBufferedBytes / 8));
      line.reading = false;
    },
  },
  'reader.hoard': { ends: 'in time', line: stopReading, asks: ({ requests }) => requests },
  'link.cut': { ends: 'at once', cuts: () => ({ times: 1, everyMs: 0 }) },
  'link.tear': {
    ends: 'once met',
    line(line) {
      line.tears = true;
    },
  },
  'link.storm': { ends: 'at once', cuts: ({ times, everyMs }) => ({ times, everyMs }) },
  'link.silence': { ends: 'in time', line: hold, cutsAtEnd: true },
  'link.latency': {
    ends: 'in time',
    line(line, { extraMs }) {
      line.extra += ms(extraMs);
    },
  },
  'link.stall': { ends: 'in time', line: hold },
  'link.refuse': {
    ends: 'in time',
    line(line) {
      line.refused = true;
    },
  },
  'process.restart': { ends: 'when up', kills: 'restart' },
  'process.crash': { ends: 'when up', kills: 'crash' },
  'process.pause': {
    ends: 'in time',
    endsAtBoot: 'always',
    server(server) {
      server.paused = true;
    },
  },
  'process.slow-boot': {
    ends: 'in time',
    endsAtBoot: 'landed',
    server(server, { extraMs }) {
      server.bootExtra += ms(extraMs);
    },
  },
  'summary.stall': { ends: 'in time', server: (server) => spoilSummaries(server, 'stall') },
  'summary.timeout': { ends: 'in time', server: (server) => spoilSummaries(server, 'timeout') },
  'summary.fail': { ends: 'in time', server: (server) => spoilSummaries(server, 'fail') },
  'summary.garbage': { ends: 'in time', server: (server) => spoilSummaries(server, 'garbage') },
  'disk.slow': {
    ends: 'in time',
    server(server, { extraMs }) {
      server.diskExtra += ms(extraMs);
    },
  },
  'disk.full': {
    ends: 'in time',
    server(server) {
      server.diskFull = true;
    },
  },
  'disk.torn': {
    ends: 'when up',
    kills: 'crash',
    server(server) {
      server.appendTears = true;
    },
  },
  'disk.lost': { ends: 'when up', kills: 'loss' },
  'clock.jump': { ends: 'at once', jumps: ({ byMs }) => byMs },
};

/** A fault that goes on, with its row. */
export interface ActiveFault {
  readonly fault: TimedFault;
  readonly effect: FaultEffect<TimedFault>;
}

/** What faults can make of disk, provider and process. */
interface ServerCondition {
  diskExtra: Micros;
  diskFull: boolean;
  appendTears: boolean;
  bootExtra: Micros;
  summaries: SummaryMood;
  /** Also while something worse happens to summaries. */
  stalls: boolean;
  paused: boolean;
}

/** Makes one client's line what the faults on it make of it. */
export function damageClient(
  { lines, network }: Parts,
  client: string,
  faults: Iterable<ActiveFault>,
  limits: Limits,
): void {
  const line = lines.get(client);
  if (line === undefined) return;
  line.reset();
  for (const { fault, effect } of faults)
    if ('client' in fault && fault.client === client) effect.line?.(line, fault, limits);
  network.refresh(client);
}

/** Makes disk, provider and process what `faults` make of them. */
export function damageServer({ disk, provider, supervisor }: Parts, faults: Iterable<ActiveFault>): void {
  const server = conditionOf(faults);
  disk.extra = server.diskExtra;
  disk.full = server.diskFull;
  disk.tears = server.appendTears;
  supervisor.bootExtra = server.bootExtra;
  provider.mood = server.summaries;
  if (!server.stalls) provider.release();
  if (server.paused) supervisor.pause();
  else supervisor.resume();
}

function conditionOf(faults: Iterable<ActiveFault>): ServerCondition {
  const server: ServerCondition = {
    diskExtra: 0,
    diskFull: false,
    appendTears: false,
    bootExtra: 0,
    summaries: 'ok',
    stalls: false,
    paused: false,
  };
  for (const { fault, effect } of faults) effect.server?.(server, fault);
  return server;
}

/** Whether the process stands still while this fault goes on. */
export function pauses(active: ActiveFault): boolean {
  return conditionOf([active]).paused;
}

/** What a line that a fault is on must be like for an effect of the line to be an effect of that fault. */
const LANDS: { readonly [E in LineEffect]: (line: Line) => boolean } = {
  'link.latency': ({ extra }) => extra > 0,
  held: ({ held }) => held,
  refused: ({ refused }) => refused,
  unread: ({ reading, readBytesPerSecond }) => !reading || readBytesPerSecond !== null,
  brink: ({ brinkBytes }) => brinkBytes !== null,
  torn: ({ tears }) => tears,
};

/** The effects of a line that are effects of this fault: those that it has alone on a line in good order. */
export function landingsOf({ fault, effect }: ActiveFault, limits: Limits): ReadonlySet<LineEffect> {
  const line = createLine({ id: '', latencyMs: [0, 0] }, () => {});
  effect.line?.(line, fault, limits);
  return new Set((Object.keys(LANDS) as LineEffect[]).filter((observed) => LANDS[observed](line)));
}

function stopReading(line: Line): void {
  line.reading = false;
}

function hold(line: Line): void {
  line.held = true;
}

/** The worst first: of two faults on summaries the worse one counts. */
const MOODS: readonly SummaryMood[] = ['timeout', 'stall', 'fail', 'garbage', 'ok'];

function spoilSummaries(server: ServerCondition, mood: SummaryMood): void {
  if (mood === 'stall') server.stalls = true;
  if (MOODS.indexOf(mood) < MOODS.indexOf(server.summaries)) server.summaries = mood;
}
