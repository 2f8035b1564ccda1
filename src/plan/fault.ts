/**
 * Faults: an entry of a plan is one kind of damage with a target, a duration, and either a time, or a trigger on a
 * boundary operation, or the operation whose request or run it spoils. The kinds are in fault-kinds.ts. What clients do
 * to a gateway by themselves is no entry: see client-fault.ts.
 */
import { z } from 'zod';
import { CLIENT_FAULTS, type ClientFaultKind } from './client-fault.ts';
import { FAULTS, type FaultSummary, type trigger } from './fault-kinds.ts';

/** A kind of fault, such as `link.cut`; `FAULT_KINDS` says what each does. Since 0.1.0. */
export type FaultKind = keyof typeof FAULTS;

/** The schemas of all kinds: `kind`, and what the row has beside it. */
type FaultSchema = {
  [K in FaultKind]: (typeof FAULTS)[K] extends { shape: infer S extends z.ZodRawShape }
    ? z.ZodObject<{ kind: z.ZodLiteral<K> } & S, z.core.$strict>
    : never;
}[FaultKind];

const entries = Object.entries(FAULTS).map(([kind, { shape }]) =>
  z.strictObject({ kind: z.literal(kind), ...shape }),
);
const entry = z.discriminatedUnion('kind', entries as unknown as readonly [FaultSchema, ...FaultSchema[]]);

/**
 * One fault of a plan, as `planSchema` gives it: defaults are filled in, and times are milliseconds. A timed one has
 * either `atMs` or `when`.
 */
export type Fault = z.output<typeof entry>;
export type Trigger = z.output<typeof trigger>;

/** A fault of the request of a send. */
export type RequestFault = Extract<Fault, { operation: string }>;

/** A fault in the provider call of a send. */
export type RunFault = Extract<Fault, { run: string }>;

/** A fault that begins at a time or at a trigger. */
export type TimedFault = Exclude<Fault, RequestFault | RunFault>;

/** A fault that goes on for a time. */
export type LastingFault = Extract<Fault, { durationMs: number }>;

/** Whether a fault begins by itself, not with the operation it names. */
export function isTimed(one: Fault): one is TimedFault {
  return !('operation' in one) && !('run' in one);
}

export const fault = entry.refine(
  (one) => !isTimed(one) || (one.atMs === undefined) !== (one.when === undefined),
  { message: 'give exactly one of atMs and when' },
);

/** Every kind with its family and one sentence, in the order in which people read them. */
export const FAULT_KINDS: Readonly<Record<FaultKind | ClientFaultKind, FaultSummary>> = {
  ...FAULTS,
  ...CLIENT_FAULTS,
};
