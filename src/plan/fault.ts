/**
 * Faults: one entry is one kind of damage with a target, a duration, and either a time, or a trigger on a boundary
 * operation, or the operation whose request or run it spoils. Only what the real thing can do: TCP under WebSocket
 * neither reorders nor duplicates. What clients do to a gateway by themselves is no entry: see client-fault.ts.
 */
import { z } from 'zod';
import type { ClientFaultKind } from './client-fault.ts';
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

const moment = { atMs: milliseconds.optional(), when: trigger.optional() };
const base = { id: identifier, ...moment };
const lasting = { ...base, durationMs: milliseconds };
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

const entry = z.discriminatedUnion('kind', [
  /** The request frame of the named send is padded to exactly maxPayloadBytes + `overBytes`. */
  z.strictObject({ kind: z.literal('payload.request'), id: identifier, operation: identifier, overBytes }),
  /** The run has one more tool result, of maxPayloadBytes + `overBytes`; an event around it is larger. */
  z.strictObject({ kind: z.literal('payload.event'), ...inRun, overBytes }),
  /** The run has `count` more tool results at once, each `stepBytes` larger than the one before. */
  z.strictObject({
    kind: z.literal('payload.burst'),
    ...inRun,
    count: z.number().int().min(2).max(1_000),
    overBytes,
    stepBytes: z.number().int().min(0).max(1_048_576),
  }),
  /** The client asks for a history as long as the gateway lets an answer be. */
  z.strictObject({
    kind: z.literal('payload.response'),
    ...base,
    client: identifier,
    session: sessionKey,
  }),
  /** The client stops taking bytes off its socket. */
  z.strictObject({ kind: z.literal('reader.pause'), ...onClient }),
  z.strictObject({ kind: z.literal('reader.slow'), ...onClient, bytesPerSecond: z.number().int().min(1) }),
  /** Stops reading until the gateway has buffered almost maxBufferedBytes for it, or the time is over. */
  z.strictObject({ kind: z.literal('reader.brink'), ...onClient }),
  /** Stops reading and asks for so many histories at once. */
  z.strictObject({
    kind: z.literal('reader.hoard'),
    ...onClient,
    session: sessionKey,
    requests: z.number().int().min(1).max(1_000),
  }),
  /** The link dies: both sides see 1006. New connections work. */
  z.strictObject({ kind: z.literal('link.cut'), ...base, client: identifier }),
  /** The link dies in the middle of the next frame, which is lost. */
  z.strictObject({ kind: z.literal('link.tear'), ...base, client: identifier }),
  /** All links die together, `times` times. */
  z.strictObject({
    kind: z.literal('link.storm'),
    ...base,
    times: z.number().int().min(1).max(100),
    everyMs: milliseconds,
  }),
  /** Half-open: nothing arrives in either direction and nobody is told. */
  z.strictObject({ kind: z.literal('link.silence'), ...onClient }),
  z.strictObject({ kind: z.literal('link.latency'), ...onClient, extraMs: milliseconds }),
  /** Everything is held back, then arrives at once. */
  z.strictObject({ kind: z.literal('link.stall'), ...onClient }),
  z.strictObject({ kind: z.literal('link.refuse'), ...onClient }),
  /** SIGTERM, then a new incarnation after `downMs`. */
  z.strictObject({ kind: z.literal('process.restart'), ...dying }),
  /** SIGKILL: unsynced writes are lost, the last append may be torn; a new incarnation after `downMs`. */
  z.strictObject({ kind: z.literal('process.crash'), ...dying }),
  /** The process runs nothing for a while (SIGSTOP, a blocked loop). */
  z.strictObject({ kind: z.literal('process.pause'), ...lasting }),
  /** Boots that begin while this lasts take longer. */
  z.strictObject({ kind: z.literal('process.slow-boot'), ...lasting, extraMs: milliseconds }),
  /** A lifecycle event of the run comes `delayMs` after the run ended or was cancelled. */
  z.strictObject({
    kind: z.literal('lifecycle.late'),
    ...inRun,
    event: z.enum(['start', 'end', 'error']),
    delayMs: milliseconds,
    /** The event does not say which session id it belongs to. */
    anonymous: z.boolean().default(true),
  }),
  /** The run, which ended by itself, ends once more after `delayMs`. */
  z.strictObject({
    kind: z.literal('lifecycle.duplicate'),
    ...inRun,
    event: z.enum(['end', 'error']),
    delayMs: milliseconds,
    anonymous: z.boolean().default(true),
  }),
  /** Text and a tool result come `delayMs` after the run ended or was cancelled. */
  z.strictObject({
    kind: z.literal('lifecycle.afterword'),
    ...inRun,
    delayMs: milliseconds,
  }),
  /** The run says what it has to say and never ends by itself. */
  z.strictObject({ kind: z.literal('lifecycle.hang'), ...inRun }),
  /** The run ends well and said nothing. */
  z.strictObject({ kind: z.literal('lifecycle.empty'), ...inRun }),
  /**
   * So many models fail one after the other, each after its own start. Either they leave a piece of text behind
   * and a last one plays the script, or all fail in silence and the run ends with an error and no text.
   */
  z.strictObject({
    kind: z.literal('lifecycle.failover'),
    ...inRun,
    failures: z.number().int().min(1).max(10),
    recovers: z.boolean(),
  }),
  /** Compaction summaries that begin while this lasts do not answer until it is over. */
  z.strictObject({ kind: z.literal('summary.stall'), ...lasting }),
  /** Compaction summaries that begin while this lasts never answer. */
  z.strictObject({ kind: z.literal('summary.timeout'), ...lasting }),
  z.strictObject({ kind: z.literal('summary.fail'), ...lasting }),
  z.strictObject({ kind: z.literal('summary.garbage'), ...lasting }),
  z.strictObject({ kind: z.literal('disk.slow'), ...lasting, extraMs: milliseconds }),
  /** Appends and writes fail. */
  z.strictObject({ kind: z.literal('disk.full'), ...lasting }),
  /** The append under way, or else the next one, writes a part and the process dies of it. */
  z.strictObject({ kind: z.literal('disk.torn'), ...dying }),
  /** The process dies, and nothing at all is left of what was not synced. */
  z.strictObject({ kind: z.literal('disk.lost'), ...dying }),
  /** The gateway's wall clock jumps; the monotonic clock runs on. */
  z.strictObject({ kind: z.literal('clock.jump'), ...base, byMs: z.number().int() }),
]);

export type Fault = z.output<typeof entry>;
export type FaultKind = Fault['kind'];
export type Trigger = z.output<typeof trigger>;

/** A fault that begins at a time or at a trigger. */
export type TimedFault = Exclude<Fault, { operation: string } | { run: string }>;
/** A fault that goes on for a time. */
export type LastingFault = Extract<Fault, { durationMs: number }>;
/** A fault in the provider call of a send. */
export type RunFault = Extract<Fault, { run: string }>;

/** Whether a fault begins by itself, not with the operation it names. */
export function isTimed(one: Fault): one is TimedFault {
  return !('operation' in one) && !('run' in one);
}

export const fault = entry.refine(
  (one) => !isTimed(one) || (one.atMs === undefined) !== (one.when === undefined),
  { message: 'give exactly one of atMs and when' },
);

export type FaultFamily =
  'payload' | 'consumer' | 'link' | 'process' | 'lifecycle' | 'compaction' | 'storage' | 'clock' | 'client';

/** Every kind with its family and one sentence, in the order in which people read them. */
export const FAULT_KINDS: Readonly<
  Record<FaultKind | ClientFaultKind, { family: FaultFamily; sentence: string }>
> = {
  'payload.event': { family: 'payload', sentence: 'a tool result about as large as a frame may be' },
  'payload.burst': { family: 'payload', sentence: 'large tool results at once, sweeping across the limit' },
  'payload.response': { family: 'payload', sentence: 'an answer as large as the gateway lets it be' },
  'payload.request': { family: 'payload', sentence: 'a request frame of exactly a size around the limit' },
  'reader.pause': { family: 'consumer', sentence: 'a client stops reading for a while' },
  'reader.slow': { family: 'consumer', sentence: 'a client reads only so many bytes a second' },
  'reader.brink': { family: 'consumer', sentence: 'a client resumes just before its buffer is full' },
  'reader.hoard': {
    family: 'consumer',
    sentence: 'a client fills its own buffer with answers it does not read',
  },
  'link.cut': { family: 'link', sentence: 'the connection dies and both sides see 1006' },
  'link.tear': { family: 'link', sentence: 'the connection dies in the middle of a frame' },
  'link.storm': { family: 'link', sentence: 'all connections die together, several times' },
  'link.silence': { family: 'link', sentence: 'half-open: nothing arrives and nobody is told' },
  'link.latency': { family: 'link', sentence: 'everything takes longer' },
  'link.stall': { family: 'link', sentence: 'everything is held back, then arrives in a burst' },
  'link.refuse': { family: 'link', sentence: 'new connections of one client are refused' },
  'process.restart': { family: 'process', sentence: 'SIGTERM, then a new incarnation on the same disk' },
  'process.crash': { family: 'process', sentence: 'SIGKILL: unsynced writes lost, the last append torn' },
  'process.pause': { family: 'process', sentence: 'the process runs nothing for a while' },
  'process.slow-boot': { family: 'process', sentence: 'the process takes longer to start' },
  'lifecycle.late': { family: 'lifecycle', sentence: 'a run reports start, end or error after it is over' },
  'lifecycle.duplicate': { family: 'lifecycle', sentence: 'a run reports its end twice' },
  'lifecycle.afterword': { family: 'lifecycle', sentence: 'text and a tool result come after the end' },
  'lifecycle.hang': { family: 'lifecycle', sentence: 'a run never ends by itself' },
  'lifecycle.empty': { family: 'lifecycle', sentence: 'a run ends well and said nothing' },
  'lifecycle.failover': { family: 'lifecycle', sentence: 'models fail and fall back, or all of them fail' },
  'summary.stall': { family: 'compaction', sentence: 'compaction summaries do not answer until it is over' },
  'summary.timeout': { family: 'compaction', sentence: 'compaction summaries never answer' },
  'summary.fail': { family: 'compaction', sentence: 'compaction summaries fail' },
  'summary.garbage': { family: 'compaction', sentence: 'compaction summaries come back empty' },
  'disk.slow': { family: 'storage', sentence: 'every disk operation takes longer' },
  'disk.full': { family: 'storage', sentence: 'appends and writes are refused' },
  'disk.torn': { family: 'storage', sentence: 'an append writes a part and the process dies' },
  'disk.lost': { family: 'storage', sentence: 'the process dies and all that was not synced is gone' },
  'clock.jump': { family: 'clock', sentence: 'the wall clock jumps; the monotonic clock runs on' },
  'client.retry': { family: 'client', sentence: 'a send is repeated with its idempotency key' },
  'client.retry-after-reconnect': {
    family: 'client',
    sentence: 'a send is repeated by a client that was away',
  },
  'client.replayed-reset': {
    family: 'client',
    sentence: 'a /reset or /new is sent again, as from an old draft',
  },
  'client.reset-race': { family: 'client', sentence: 'two clients reset one session within 10 ms' },
  'client.send-race': { family: 'client', sentence: 'a reset and a send reach one session within 10 ms' },
  'client.send-while-queued': {
    family: 'client',
    sentence: 'a send to a session that has one waiting already',
  },
};
