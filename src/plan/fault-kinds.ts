/**
 * The kinds of faults: one row is one kind of damage. What a row says, the rest of the house reads; what it makes of
 * its kind, each room keeps beside it in a table that the compiler holds complete too: how it is drawn
 * (generate-faults.ts), what it does to a run (cue-sheet.ts), and what it does to a world and how it heals
 * (execution/fault-effects.ts). One table of everything would have this room know the worlds.
 * Only what the real thing can do: TCP under WebSocket neither reorders nor duplicates.
 */
import { z } from 'zod';
import { identifier, sessionKey } from './operation.ts';

const milliseconds = z
  .number()
  .min(0)
  .max(366 * 86_400_000);

/** Fires at the nth boundary operation that matches; the same crash points for every gateway behind the port. */
export const trigger = z.strictObject({
  on: z.enum([
    'disk.append',
    'disk.write',
    'disk.rename',
    'disk.sync',
    'frame.sent',
    'frame.received',
    'provider.call',
  ]),
  /** Substring of the path, of the frame's method or event, or of the call's purpose. */
  match: z.string().optional(),
  nth: z.number().int().min(1).default(1),
  edge: z.enum(['before', 'after']).default('after'),
  delayMs: milliseconds.default(0),
});

const base = { id: identifier, atMs: milliseconds.optional(), when: trigger.optional() };
const lasting = { ...base, durationMs: milliseconds };
const ofClient = { ...base, client: identifier };
const onClient = { ...lasting, client: identifier };
const dying = { ...base, downMs: milliseconds.default(500) };
/** Happens in the provider call of the named send, whenever that is. */
const inRun = { id: identifier, run: identifier };

/** Bytes relative to the plan's maxPayloadBytes; may be negative. */
const overBytes = z
  .number()
  .int()
  .min(-256 * 1024 * 1024)
  .max(256 * 1024 * 1024);

export type FaultFamily =
  'payload' | 'consumer' | 'link' | 'process' | 'lifecycle' | 'compaction' | 'storage' | 'clock' | 'client';

/**
 * What must be ours for a fault to be possible: a process we start and stop, its clock, the runtime that runs its
 * models, the provider that they call, its disk, a sight of its send buffers. A simulated gateway grants everything.
 */
export type FaultNeed = 'nothing' | 'lifecycle' | 'clock' | 'runtime' | 'provider' | 'disk' | 'buffers';

/** Of every kind, also of what clients do by themselves. */
export interface FaultSummary {
  readonly family: FaultFamily;
  readonly sentence: string;
  /** While what goes on its effect can be observed; `run` and `summary` are calls of the provider. */
  readonly landsIn: 'anything' | 'run' | 'summary' | 'boot';
}

interface FaultRow extends FaultSummary {
  /** The members beside `kind`; units are in their names. */
  readonly shape: z.ZodRawShape;
  /** What it damages, as the history records it. */
  readonly scope: 'client' | 'process' | 'disk' | 'provider' | 'clock' | 'workload';
  readonly needs: FaultNeed;
}

const PAYLOAD = { family: 'payload', scope: 'provider', needs: 'provider', landsIn: 'run' } as const;
const READER = { family: 'consumer', scope: 'client', needs: 'nothing', landsIn: 'anything' } as const;
const LINK = { ...READER, family: 'link' } as const;
const PROCESS = { family: 'process', scope: 'process', needs: 'lifecycle', landsIn: 'anything' } as const;
const RUN = { family: 'lifecycle', scope: 'provider', needs: 'runtime', landsIn: 'anything' } as const;
const SUMMARY = { family: 'compaction', scope: 'provider', needs: 'provider', landsIn: 'summary' } as const;
const DISK = { family: 'storage', scope: 'disk', needs: 'disk', landsIn: 'anything' } as const;
const CLOCK = { family: 'clock', scope: 'clock', needs: 'clock', landsIn: 'anything' } as const;

/** Every kind that can be an entry of a plan, in the order in which people read them. */
export const FAULTS = {
  'payload.event': {
    ...PAYLOAD,
    sentence: 'a tool result about as large as a frame may be',
    /** The run has one more tool result, of maxPayloadBytes + `overBytes`; an event around it is larger. */
    shape: { ...inRun, overBytes },
  },
  'payload.burst': {
    ...PAYLOAD,
    sentence: 'large tool results at once, sweeping across the limit',
    /** `count` more tool results, each `stepBytes` larger than the one before. */
    shape: {
      ...inRun,
      count: z.number().int().min(2).max(1_000),
      overBytes,
      stepBytes: z.number().int().min(0).max(1_048_576),
    },
  },
  /** The client asks for a history as long as the gateway lets an answer be. */
  'payload.response': {
    ...READER,
    family: 'payload',
    sentence: 'an answer as large as the gateway lets it be',
    shape: { ...ofClient, session: sessionKey },
  },
  /** The request frame of the named send is padded to exactly maxPayloadBytes + `overBytes`. */
  'payload.request': {
    ...READER,
    family: 'payload',
    scope: 'workload',
    sentence: 'a request frame of exactly a size around the limit',
    shape: { id: identifier, operation: identifier, overBytes },
  },
  'reader.pause': { ...READER, sentence: 'a client stops reading for a while', shape: onClient },
  'reader.slow': {
    ...READER,
    sentence: 'a client reads only so many bytes a second',
    shape: { ...onClient, bytesPerSecond: z.number().int().min(1) },
  },
  /** Stops reading until the gateway has buffered almost maxBufferedBytes for it, or the time is over. */
  'reader.brink': {
    ...READER,
    needs: 'buffers',
    sentence: 'a client resumes just before its buffer is full',
    shape: onClient,
  },
  /** Stops reading and asks for so many histories at once. */
  'reader.hoard': {
    ...READER,
    sentence: 'a client fills its own buffer with answers it does not read',
    shape: { ...onClient, session: sessionKey, requests: z.number().int().min(1).max(1_000) },
  },
  /** New connections work. */
  'link.cut': { ...LINK, sentence: 'the connection dies and both sides see 1006', shape: ofClient },
  /** The frame is lost: the next one to arrive. */
  'link.tear': { ...LINK, sentence: 'the connection dies in the middle of a frame', shape: ofClient },
  'link.storm': {
    ...LINK,
    sentence: 'all connections die together, several times',
    shape: { ...base, times: z.number().int().min(1).max(100), everyMs: milliseconds },
  },
  'link.silence': { ...LINK, sentence: 'half-open: nothing arrives and nobody is told', shape: onClient },
  'link.latency': {
    ...LINK,
    sentence: 'everything takes longer',
    shape: { ...onClient, extraMs: milliseconds },
  },
  'link.stall': { ...LINK, sentence: 'everything is held back, then arrives in a burst', shape: onClient },
  'link.refuse': { ...LINK, sentence: 'new connections of one client are refused', shape: onClient },
  'process.restart': {
    ...PROCESS,
    sentence: 'SIGTERM, then a new incarnation on the same disk',
    shape: dying,
  },
  'process.crash': {
    ...PROCESS,
    sentence: 'SIGKILL: unsynced writes lost, the last append torn',
    shape: dying,
  },
  /** SIGSTOP, a blocked loop. */
  'process.pause': { ...PROCESS, sentence: 'the process runs nothing for a while', shape: lasting },
  /** Boots that begin while this lasts. */
  'process.slow-boot': {
    ...PROCESS,
    landsIn: 'boot',
    sentence: 'the process takes longer to start',
    shape: { ...lasting, extraMs: milliseconds },
  },
  'lifecycle.late': {
    ...RUN,
    sentence: 'a run reports start, end or error after it is over',
    shape: {
      ...inRun,
      event: z.enum(['start', 'end', 'error']),
      delayMs: milliseconds,
      /** The event does not say which session id it belongs to. */
      anonymous: z.boolean().default(true),
    },
  },
  /** Only a run that ended by itself. */
  'lifecycle.duplicate': {
    ...RUN,
    sentence: 'a run reports its end twice',
    shape: {
      ...inRun,
      event: z.enum(['end', 'error']),
      delayMs: milliseconds,
      anonymous: z.boolean().default(true),
    },
  },
  'lifecycle.afterword': {
    ...RUN,
    sentence: 'text and a tool result come after the end',
    shape: { ...inRun, delayMs: milliseconds },
  },
  'lifecycle.hang': {
    ...RUN,
    needs: 'provider',
    landsIn: 'run',
    sentence: 'a run never ends by itself',
    shape: inRun,
  },
  'lifecycle.empty': {
    ...RUN,
    needs: 'provider',
    sentence: 'a run ends well and said nothing',
    shape: inRun,
  },
  /**
   * So many models fail one after the other, each after its own start. Either they leave a piece of text behind
   * and a last one plays the script, or all fail in silence and the run ends with an error and no text.
   */
  'lifecycle.failover': {
    ...RUN,
    sentence: 'models fail and fall back, or all of them fail',
    shape: { ...inRun, failures: z.number().int().min(1).max(10), recovers: z.boolean() },
  },
  /** Of these, summaries that begin while they last. */
  'summary.stall': {
    ...SUMMARY,
    sentence: 'compaction summaries do not answer until it is over',
    shape: lasting,
  },
  'summary.timeout': { ...SUMMARY, sentence: 'compaction summaries never answer', shape: lasting },
  'summary.fail': { ...SUMMARY, sentence: 'compaction summaries fail', shape: lasting },
  'summary.garbage': { ...SUMMARY, sentence: 'compaction summaries come back empty', shape: lasting },
  'disk.slow': {
    ...DISK,
    sentence: 'every disk operation takes longer',
    shape: { ...lasting, extraMs: milliseconds },
  },
  'disk.full': { ...DISK, sentence: 'appends and writes are refused', shape: lasting },
  /** The append under way, or else the next one. */
  'disk.torn': { ...DISK, sentence: 'an append writes a part and the process dies', shape: dying },
  'disk.lost': { ...DISK, sentence: 'the process dies and all that was not synced is gone', shape: dying },
  'clock.jump': {
    ...CLOCK,
    sentence: 'the wall clock jumps; the monotonic clock runs on',
    shape: { ...base, byMs: z.number().int() },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
