/**
 * Faults: one entry is one kind of damage with a target, a duration, and either a time or a trigger on a boundary
 * operation. Only what the real thing can do: TCP under WebSocket neither reorders nor duplicates.
 */
import { z } from 'zod';
import { identifier } from './operation.ts';

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
const onClient = { ...lasting, client: identifier };

export const fault = z
  .discriminatedUnion('kind', [
    /** The client stops taking bytes off its socket. */
    z.strictObject({ kind: z.literal('reader.pause'), ...onClient }),
    z.strictObject({ kind: z.literal('reader.slow'), ...onClient, bytesPerSecond: z.number().int().min(1) }),
    /** The link dies: both sides see 1006. New connections work. */
    z.strictObject({ kind: z.literal('link.cut'), ...base, client: identifier }),
    /** Half-open: nothing arrives in either direction and nobody is told. */
    z.strictObject({ kind: z.literal('link.silence'), ...onClient }),
    z.strictObject({ kind: z.literal('link.latency'), ...onClient, extraMs: milliseconds }),
    /** Everything is held back, then arrives at once. */
    z.strictObject({ kind: z.literal('link.stall'), ...onClient }),
    z.strictObject({ kind: z.literal('link.refuse'), ...onClient }),
    /** SIGTERM, then a new incarnation after `downMs`. */
    z.strictObject({ kind: z.literal('process.restart'), ...base, downMs: milliseconds.default(500) }),
    /** SIGKILL: unsynced writes are lost, the last append may be torn; a new incarnation after `downMs`. */
    z.strictObject({ kind: z.literal('process.crash'), ...base, downMs: milliseconds.default(500) }),
    /** The process runs nothing for a while (SIGSTOP, a blocked loop). */
    z.strictObject({ kind: z.literal('process.pause'), ...lasting }),
    /** A lifecycle event of the named send's run comes `delayMs` after the run ended or was cancelled. */
    z.strictObject({
      kind: z.literal('lifecycle.late'),
      id: identifier,
      run: identifier,
      event: z.enum(['start', 'end', 'error']),
      delayMs: milliseconds,
      /** The event does not say which session id it belongs to. */
      anonymous: z.boolean().default(true),
    }),
    /** Compaction summaries that begin while this lasts do not answer until it is over. */
    z.strictObject({ kind: z.literal('summary.stall'), ...lasting }),
    z.strictObject({ kind: z.literal('summary.fail'), ...lasting }),
    z.strictObject({ kind: z.literal('summary.garbage'), ...lasting }),
    z.strictObject({ kind: z.literal('disk.slow'), ...lasting, extraMs: milliseconds }),
    /** Appends and writes fail. */
    z.strictObject({ kind: z.literal('disk.full'), ...lasting }),
    /** The gateway's wall clock jumps; the monotonic clock runs on. */
    z.strictObject({ kind: z.literal('clock.jump'), ...base, byMs: z.number().int() }),
  ])
  .refine((one) => one.kind === 'lifecycle.late' || (one.atMs === undefined) !== (one.when === undefined), {
    message: 'give exactly one of atMs and when',
  });

export type Fault = z.output<typeof fault>;
export type FaultKind = Fault['kind'];
export type Trigger = z.output<typeof trigger>;

export type FaultFamily = 'consumer' | 'link' | 'process' | 'lifecycle' | 'compaction' | 'storage' | 'clock';

/** Every kind with its family and one sentence, in the order in which people read them. */
export const FAULT_KINDS: Readonly<Record<FaultKind, { family: FaultFamily; sentence: string }>> = {
  'reader.pause': { family: 'consumer', sentence: 'a client stops reading for a while' },
  'reader.slow': { family: 'consumer', sentence: 'a client reads only so many bytes a second' },
  'link.cut': { family: 'link', sentence: 'the connection dies and both sides see 1006' },
  'link.silence': { family: 'link', sentence: 'half-open: nothing arrives and nobody is told' },
  'link.latency': { family: 'link', sentence: 'everything takes longer' },
  'link.stall': { family: 'link', sentence: 'everything is held back, then arrives in a burst' },
  'link.refuse': { family: 'link', sentence: 'new connections of one client are refused' },
  'process.restart': { family: 'process', sentence: 'SIGTERM, then a new incarnation on the same disk' },
  'process.crash': { family: 'process', sentence: 'SIGKILL: unsynced writes lost, the last append torn' },
  'process.pause': { family: 'process', sentence: 'the process runs nothing for a while' },
  'lifecycle.late': { family: 'lifecycle', sentence: 'a run reports start, end or error after it is over' },
  'summary.stall': { family: 'compaction', sentence: 'compaction summaries do not answer' },
  'summary.fail': { family: 'compaction', sentence: 'compaction summaries fail' },
  'summary.garbage': { family: 'compaction', sentence: 'compaction summaries come back empty' },
  'disk.slow': { family: 'storage', sentence: 'every disk operation takes longer' },
  'disk.full': { family: 'storage', sentence: 'appends and writes are refused' },
  'clock.jump': { family: 'clock', sentence: 'the wall clock jumps; the monotonic clock runs on' },
};
