/**
 * The plan: a complete, serialisable description of one execution. Executing it draws no workload or fault decision;
 * the streams it feeds only time latencies and ties. Strict (an unknown key is an error) and versioned; what a
 * person leaves out in YAML gets the defaults here, once, so that nobody who takes a plan sees an optional limit.
 */
import { z } from 'zod';
import { SPOKEN } from '../protocol/connect-params.ts';
import { REAL_LIMITS } from '../protocol/limits.ts';
import { fault } from './fault.ts';
import { protocolRange } from './fault-kinds.ts';
import { identifier, operation, sessionKey } from './operation.ts';

/** Of the shape of plans, as each says it. */
export const PLAN_VERSION = 1;

const bytes = z
  .number()
  .int()
  .min(256)
  .max(256 * 1024 * 1024);
const milliseconds = z.number().min(1).max(86_400_000);
const range = z.tuple([z.number().min(0), z.number().min(0)]);

const limits = z.strictObject({
  maxPayloadBytes: bytes.default(REAL_LIMITS.maxPayloadBytes),
  maxBufferedBytes: bytes.default(REAL_LIMITS.maxBufferedBytes),
  preHelloPayloadBytes: bytes.default(REAL_LIMITS.preHelloPayloadBytes),
  tickIntervalMs: milliseconds.default(REAL_LIMITS.tickIntervalMs),
  handshakeTimeoutMs: milliseconds.default(REAL_LIMITS.handshakeTimeoutMs),
  dedupeWindowMs: milliseconds.default(REAL_LIMITS.dedupeWindowMs),
  summaryTimeoutMs: milliseconds.default(REAL_LIMITS.summaryTimeoutMs),
  runTimeoutMs: milliseconds.default(REAL_LIMITS.runTimeoutMs),
});

const count = z.number().int().min(1).max(1_000_000_000);

/** What an execution may dispatch; above it, it is a livelock. A broadcast to 200 clients is thousands in one instant. */
const bounds = z.strictObject({
  eventsPerInstant: count.default(100_000),
  eventsPerPlan: count.default(20_000_000),
});
export const USUAL_BOUNDS = bounds.parse({});

/**
 * - operator: full scopes, subscribes to sessions and messages, recovers from gaps and cuts
 * - legacy: full scopes, knows neither subscriptions nor notices; learns of changes from its next request
 * - reader: read scope only
 * - writer: an operator without admin scope
 * - unscoped: connected, granted nothing
 * - slow: an operator that takes bytes off its socket slowly
 * - channel: relays inbound channel messages under a listener deadline, with exponential back-off
 */
export const CLIENT_ROLES = [
  'operator',
  'legacy',
  'reader',
  'writer',
  'unscoped',
  'slow',
  'channel',
] as const;
export type ClientRole = (typeof CLIENT_ROLES)[number];

const client = z.strictObject({
  id: identifier,
  role: z.enum(CLIENT_ROLES).default('operator'),
  /** Session keys whose messages it follows; operators, writers, readers and slow clients only. */
  follows: z.array(sessionKey).default([]),
  /** It subscribes to all sessions, too, where its role does; else to the messages of those that it follows alone. */
  subscribes: z.boolean().default(true),
  /** One-way latency of its link, drawn uniformly from [min, max]. */
  latencyMs: range.default([0.2, 2]),
  /** Bytes a second its link carries; null: no limit worth modelling. */
  bytesPerSecond: z.number().int().min(1).nullable().default(null),
  /** Bytes a second it takes off its socket (role slow). */
  readBytesPerSecond: z.number().int().min(1).nullable().default(null),
  /** The protocol versions that it speaks. */
  protocols: protocolRange.prefault([...SPOKEN]),
  /** When it first connects. */
  connectAtMs: z.number().min(0).default(0),
});

const rules = z.strictObject({
  /** The daily rule: minutes past midnight UTC; null: off. */
  dailyResetMinute: z.number().int().min(0).max(1439).nullable().default(null),
  /** Compact by itself above this many transcript entries; null: on request only. */
  compactAboveEntries: z.number().int().min(2).nullable().default(null),
});

/** What a plan must be (zod); `parse` puts in every default. */
export const planSchema = z
  .strictObject({
    version: z.literal(PLAN_VERSION).default(PLAN_VERSION),
    /** World seed: latencies and ties. */
    seed: z.string().min(1).max(200).default('gauntlet'),
    ties: z.enum(['random', 'fifo']).default('random'),
    limits: limits.prefault({}),
    rules: rules.prefault({}),
    mainSession: sessionKey.default('agent:main:main'),
    /** The gateway's wall clock when the world begins, Unix milliseconds. */
    wallClockMs: z.number().int().min(0).default(1_767_268_800_000),
    disk: z
      .strictObject({ latencyMs: range.default([0.05, 1]), bootMs: range.default([50, 300]) })
      .prefault({}),
    /** Bytes that the kernels of both ends hold for one direction of a connection, beside the gateway's own buffer. */
    socketBytes: z
      .number()
      .int()
      .min(1_024)
      .max(16 * 1024 * 1024)
      .default(64 * 1024),
    /** How long a compaction summary takes, in milliseconds. */
    summaryMs: z.number().min(0).max(86_400_000).default(400),
    /** After the last operation and fault, how long the world waits for quiet. */
    quietWithinMs: milliseconds.default(600_000),
    bounds: bounds.prefault({}),
    clients: z.array(client).min(1).max(500),
    operations: z.array(operation).max(20_000).default([]),
    faults: z.array(fault).max(2_000).default([]),
  })
  .superRefine((plan, context) => {
    for (const { message, path } of inconsistencies(plan))
      context.addIssue({ code: 'custom', message, path });
  });

/** A plan with every default put in. */
export type Plan = z.output<typeof planSchema>;
/** What a person may write: everything with a default may be left out. */
export type PlanInput = z.input<typeof planSchema>;
export type PlanClient = Plan['clients'][number];

/** An entry of the plan, with what may refer to another one. */
interface ReferringEntry {
  readonly id: string;
  readonly do?: string;
  readonly client?: string;
  readonly run?: string | undefined;
  readonly replayOf?: string | undefined;
  readonly keyOf?: string | undefined;
  readonly operation?: string;
  readonly after?: { readonly operation: string } | undefined;
}

type EntryLists = Readonly<Record<'clients' | 'operations' | 'faults', readonly ReferringEntry[]>>;

interface PlanProblem {
  readonly message: string;
  readonly path: (string | number)[];
}

/** References that point nowhere, and ids used twice. */
function* inconsistencies({ clients, operations, faults }: EntryLists): Generator<PlanProblem> {
  const clientIds = idsOf(clients);
  const operationIds = idsOf(operations);
  const sendIds = idsOf(operations.filter((one) => one.do === 'send'));
  for (const [list, entries] of Object.entries({ clients, operations, faults })) {
    const seen = new Set<string>();
    for (const [i, one] of entries.entries()) {
      if (seen.has(one.id))
        yield { message: `${list.slice(0, -1)} id '${one.id}' is used twice`, path: [list, i, 'id'] };
      seen.add(one.id);
      if (one.client !== undefined && !clientIds.has(one.client))
        yield { message: `no client '${one.client}'`, path: [list, i, 'client'] };
      if (one.after !== undefined && !operationIds.has(one.after.operation))
        yield { message: `no operation '${one.after.operation}'`, path: [list, i, 'after', 'operation'] };
      for (const member of ['replayOf', 'keyOf', 'run', 'operation'] as const) {
        const send = one[member];
        if (send !== undefined && !sendIds.has(send))
          yield { message: `no send '${send}'`, path: [list, i, member] };
      }
    }
  }
}

function idsOf(entries: readonly ReferringEntry[]): ReadonlySet<string> {
  return new Set(entries.map(({ id }) => id));
}
