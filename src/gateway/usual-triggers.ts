/** Triggers that several mistakes have in common. Names of plan entries only; what they mean is the plan's. */
import type { TriggeringEntry, TriggeringOperation } from '../plan/mistake-trigger.ts';

/** All that was not written is lost, and with some of them what was not synced. */
export const CRASHES = [
  { fault: ['process.crash', 'disk.torn', 'disk.lost'] },
] as const satisfies readonly TriggeringEntry[];

/** The process ends, whatever way, and another one takes its place. */
export const NEW_PROCESS = [
  { fault: ['process.restart', 'process.crash', 'disk.torn', 'disk.lost'] },
] as const satisfies readonly TriggeringEntry[];

export const FULL_DISK = [
  { fault: ['disk.full', 'disk.short'] },
] as const satisfies readonly TriggeringEntry[];

/** Connections go without a closing handshake, or clients give them up and come back. */
export const LOST_LINKS = [
  { fault: ['link.cut', 'link.tear', 'link.broken', 'link.storm', 'link.silence', 'link.stall'] },
] as const satisfies readonly TriggeringEntry[];

/** Whatever makes the buffer of a connection grow: who does not read, and what is too much to read. */
export const BACKLOG = [
  {
    fault: ['reader.pause', 'reader.slow', 'reader.brink', 'reader.hoard', 'link.stall', 'link.silence'],
  },
  { fault: ['payload.event', 'payload.burst', 'payload.response', 'payload.request'] },
  { client: ['slow'] },
  { operation: 'history' },
  { operation: 'send', large: true },
  { turn: 'delta', large: true },
  { turn: 'tool', large: true },
] as const satisfies readonly TriggeringEntry[];

/** A frame grows to what a frame may hold. */
export const LARGE_FRAMES = [
  { fault: ['payload.event', 'payload.burst', 'payload.request'] },
  { operation: 'send', large: true },
  { turn: 'delta', large: true },
  { turn: 'tool', large: true },
] as const satisfies readonly TriggeringEntry[];

/** The model says itself that it failed. */
export const MODEL_FAILURES = [
  { turn: 'error' },
  { turn: 'refused' },
  { fault: 'lifecycle.failover', with: { recovers: false } },
] as const satisfies readonly TriggeringEntry[];

/** A run ends with an error: the model failed, or never ended. */
export const FAILED_RUNS = [
  ...MODEL_FAILURES,
  { turn: 'never' },
  { fault: 'lifecycle.hang' },
] as const satisfies readonly TriggeringEntry[];

/** A summary is asked for. */
export const COMPACTIONS = [
  { operation: 'compact' },
  { operation: 'send', rule: 'compaction' },
] as const satisfies readonly TriggeringEntry[];

/** A summary does not come, or is none. */
export const FAILED_SUMMARIES = [
  { fault: ['summary.stall', 'summary.timeout', 'summary.fail', 'summary.garbage'] },
] as const satisfies readonly TriggeringEntry[];

/** Something is sent while a summary takes its time. */
export const SENDS_DURING_SUMMARIES = [
  ...COMPACTIONS,
  { operation: 'send', while: 'summary' },
  { fault: ['summary.stall', 'summary.timeout'] },
] as const satisfies readonly TriggeringEntry[];

/** Somebody begins to follow a session while a run goes on there. */
export const LATECOMERS = [
  { client: 'any' },
  { operation: 'subscribe' },
  { operation: 'leave' },
  ...LOST_LINKS,
] as const satisfies readonly TriggeringEntry[];

type Circumstances = Pick<TriggeringOperation, 'while' | 'after'>;

/** A generation ends and another one begins. */
export function resets(circumstances: Circumstances = {}): readonly TriggeringEntry[] {
  return [
    { operation: 'reset', ...circumstances },
    { operation: 'send', says: 'command', ...circumstances },
    { operation: 'send', rule: 'daily', ...circumstances },
  ];
}

/** A generation ends. */
export function rotations(circumstances: Circumstances = {}): readonly TriggeringEntry[] {
  return [...resets(circumstances), { operation: 'delete', ...circumstances }];
}
