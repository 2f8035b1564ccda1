/**
 * The kinds of faults: one row is one kind of damage. What a row says, the rest of the house reads; what it makes of
 * its kind, each room keeps beside it in a table that the compiler holds complete too: how it is drawn
 * (generate-faults.ts), what it does to a run (provider-timeline.ts), and what it does to a world and how it heals
 * (execution/fault-effects.ts). One table of everything would have this room know the worlds.
 * Only what the real thing can do: TCP under WebSocket neither reorders nor duplicates.
 */
import { z } from 'zod';
import { identifier, milliseconds, sessionKey } from './operation.ts';

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
  /** Counts what happens from then on. Default: from the beginning. */
  fromMs: milliseconds.optional(),
});

const protocol = z.number().int().min(0).max(1_000);
/** The lowest and the highest protocol version that somebody speaks. */
export const protocolRange = z.tuple([protocol, protocol]);

const base = { id: identifier, atMs: milliseconds.optional(), when: trigger.optional() };
const lasting = { ...base, durationMs: milliseconds };
const ofClient = { ...base, client: identifier };
const onClient = { ...lasting, client: identifier };
const dying = { ...base, downMs: milliseconds.default(500) };
/** Happens in the provider call of the named send, whenever that is. */
const inRun = { id: identifier, run: identifier };
/** So long after the run ended or was cancelled. */
const late = { ...inRun, delayMs: milliseconds };
/** The event does not say which session id it belongs to. */
const anonymous = z.boolean().default(true);

/** Bytes relative to the plan's maxPayloadBytes; may be negative. */
const overBytes = z
  .number()
  .int()
  .min(-256 * 1024 * 1024)
  .max(256 * 1024 * 1024);

export type FaultFamily =
  | 'payload'
  | 'consumer'
  | 'link'
  | 'process'
  | 'lifecycle'
  | 'compaction'
  | 'storage'
  | 'clock'
  | 'handshake'
  | 'client';

/**
 * What must be ours for a fault to be possible: a process we start and stop, its clock, the runtime that runs its
 * models, the provider that they call, its disk, a sight of its send buffers; a credential that it asks for. A simulated gateway grants everything.
 */
export type FaultNeed =
  | 'nothing'
  | 'token'
  | 'lifecycle'
  | 'clock'
  | 'runtime'
  | 'provider'
  | 'disk'
  | 'buffers';

/** Of every kind, also of what clients do by themselves. */
export interface FaultSummary {
  readonly family: FaultFamily;
  readonly sentence: string;
  /** While what goes on its effect can be observed; `run` and `summary` are calls of the provider. */
  readonly landsIn: 'anything' | 'run' | 'summary' | 'boot' | 'handshake';
  /** What it damages, as the history records it. */
  readonly scope: 'client' | 'process' | 'disk' | 'provider' | 'clock' | 'workload';
}

/** What kinds have in common. */
interface Usual extends Omit<FaultSummary, 'sentence'> {
  readonly family: Exclude<FaultFamily, 'client'>;
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

/** Somebody who is no client of the plan connects and gets it wrong. */
const HANDSHAKE = {
  family: 'handshake',
  scope: 'workload',
  needs: 'nothing',
  landsIn: 'handshake',
} as const;
const TOKEN = { ...HANDSHAKE, needs: 'token' } as const;

/** One kind. The shape has its members beside `kind`, with units in their names. */
function row<S extends z.ZodRawShape>(usual: Usual, shape: S, sentence: string): FaultRow<S> {
  return { ...usual, shape, sentence };
}

interface FaultRow<S> extends Usual {
  readonly shape: S;
  readonly sentence: string;
}

/** Every kind that can be an entry of a plan, in the order in which people read them. */
export const FAULTS = {
  /** The run has one more tool result, of maxPayloadBytes + `overBytes`; an event around it is larger. */
  'payload.event': row(PAYLOAD, { ...inRun, overBytes }, 'a tool result about as large as a frame may be'),
  /** `count` more tool results, each `stepBytes` larger than the one before. */
  'payload.burst': row(
    PAYLOAD,
    {
      ...inRun,
      count: z.number().int().min(2).max(1_000),
      overBytes,
      stepBytes: z.number().int().min(0).max(1_048_576),
    },
    'large tool results at once, sweeping across the limit',
  ),
  /** The client asks for a history as long as the gateway lets an answer be. */
  'payload.response': row(
    { ...READER, family: 'payload' },
    { ...ofClient, session: sessionKey },
    'an answer as large as the gateway lets it be',
  ),
  /** The request frame of the named send is padded to exactly maxPayloadBytes + `overBytes`. */
  'payload.request': row(
    { ...READER, family: 'payload', scope: 'workload' },
    { id: identifier, operation: identifier, overBytes },
    'a request frame of exactly a size around the limit',
  ),
  'reader.pause': row(READER, onClient, 'a client stops reading for a while'),
  'reader.slow': row(
    READER,
    { ...onClient, bytesPerSecond: z.number().int().min(1) },
    'a client reads only so many bytes a second',
  ),
  /** Stops reading until the gateway has buffered almost maxBufferedBytes for it, or the time is over. */
  'reader.brink': row(
    { ...READER, needs: 'buffers' },
    onClient,
    'a client resumes just before its buffer is full',
  ),
  /** Stops reading and asks for so many histories at once. */
  'reader.hoard': row(
    READER,
    { ...onClient, session: sessionKey, requests: z.number().int().min(1).max(1_000) },
    'a client fills its own buffer with answers it does not read',
  ),
  /** New connections work. */
  'link.cut': row(LINK, ofClient, 'the connection dies and both sides see 1006'),
  /** The frame is lost: the next one to arrive. */
  'link.tear': row(LINK, ofClient, 'the connection dies in the middle of a frame'),
  /** The next one that the gateway sends; nothing that it sends behind it arrives either, until it is told. */
  'link.broken': row(
    LINK,
    ofClient,
    'a write to the socket fails: the frame is lost and the connection dead',
  ),
  'link.storm': row(
    LINK,
    { ...base, times: z.number().int().min(1).max(100), everyMs: milliseconds },
    'all connections die together, several times',
  ),
  'link.silence': row(LINK, onClient, 'half-open: nothing arrives and nobody is told'),
  'link.latency': row(LINK, { ...onClient, extraMs: milliseconds }, 'everything takes longer'),
  'link.stall': row(LINK, onClient, 'everything is held back, then arrives in a burst'),
  'link.refuse': row(LINK, onClient, 'new connections of one client are refused'),
  'process.restart': row(PROCESS, dying, 'SIGTERM, then a new incarnation on the same disk'),
  'process.crash': row(PROCESS, dying, 'SIGKILL: unsynced writes lost, the last append torn'),
  /** SIGSTOP, a blocked loop. */
  'process.pause': row(PROCESS, lasting, 'the process runs nothing for a while'),
  /** Boots that begin while this lasts. */
  'process.slow-boot': row(
    { ...PROCESS, landsIn: 'boot' },
    { ...lasting, extraMs: milliseconds },
    'the process takes longer to start',
  ),
  'lifecycle.late': row(
    RUN,
    { ...inRun, event: z.enum(['start', 'end', 'error']), delayMs: milliseconds, anonymous },
    'a run reports start, end or error after it is over',
  ),
  /** Only a run that ended by itself. */
  'lifecycle.duplicate': row(
    RUN,
    { ...inRun, event: z.enum(['end', 'error']), delayMs: milliseconds, anonymous },
    'a run reports its end twice',
  ),
  'lifecycle.afterword': row(RUN, late, 'text and a tool result come after the end'),
  'lifecycle.hang': row({ ...RUN, needs: 'provider', landsIn: 'run' }, inRun, 'a run never ends by itself'),
  'lifecycle.empty': row({ ...RUN, needs: 'provider' }, inRun, 'a run ends well and said nothing'),
  /**
   * So many models fail one after the other, each after its own start. Either they leave a piece of text behind
   * and a last one plays the script, or all fail in silence and the run ends with an error and no text.
   */
  'lifecycle.failover': row(
    RUN,
    { ...inRun, failures: z.number().int().min(1).max(10), recovers: z.boolean() },
    'models fail and fall back, or all of them fail',
  ),
  /** Of these, summaries that begin while they last. */
  'summary.stall': row(SUMMARY, lasting, 'compaction summaries do not answer until it is over'),
  'summary.timeout': row(SUMMARY, lasting, 'compaction summaries never answer'),
  'summary.fail': row(SUMMARY, lasting, 'compaction summaries fail'),
  'summary.garbage': row(SUMMARY, lasting, 'compaction summaries come back empty'),
  'summary.gibberish': row(SUMMARY, lasting, 'compaction summaries come back as words that say nothing'),
  'disk.slow': row(DISK, { ...lasting, extraMs: milliseconds }, 'every disk operation takes longer'),
  'disk.full': row(DISK, lasting, 'appends and writes are refused'),
  /** It is full before the last byte of each. */
  'disk.short': row(DISK, lasting, 'appends and writes are refused after a part was written'),
  /** The append under way, or else the next one. */
  'disk.torn': row(DISK, dying, 'an append writes a part and the process dies'),
  'disk.lost': row(DISK, dying, 'the process dies and all that was not synced is gone'),
  'clock.jump': row(
    CLOCK,
    { ...base, byMs: z.number().int() },
    'the wall clock jumps; the monotonic clock runs on',
  ),
  'handshake.no-token': row(TOKEN, base, 'somebody connects without a token'),
  /** Empty, the right one without its end, the right one and more, or another one. */
  'handshake.wrong-token': row(
    TOKEN,
    { ...base, token: z.enum(['empty', 'cut', 'longer', 'other']) },
    'somebody connects with a wrong token',
  ),
  'handshake.protocol': row(
    HANDSHAKE,
    { ...base, protocols: protocolRange },
    'somebody connects who speaks other protocol versions',
  ),
  /** `connect` comes second. */
  'handshake.unconnected': row(
    HANDSHAKE,
    { ...base, first: z.enum(['request', 'event', 'text']) },
    'somebody begins with something else than connect',
  ),
  'handshake.silence': row(HANDSHAKE, base, 'somebody connects and says nothing'),
};
