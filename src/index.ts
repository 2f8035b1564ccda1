/**
 * What a program may import: the arrow line as functions, and the data that flows through it.
 *
 *   seed ──generatePlan──► Plan ──simulate──► HistoryRecord… ──createJudge──► Verdict[]
 *   execute = simulate + judge, inside the tripwire; runCampaign = many of them; replay = a stored one
 *   traceOf = the history as people look at it; windowOf = the part of it around some records
 *   in a test of one's own: plans() = such plans as a fast-check arbitrary; judgePlan = execute with defaults
 *
 * Since 0.1.0. `gateway-gauntlet/port` alone is what a gateway author needs.
 */
export { generatePlan, FEATURES, type Feature, type PlanOptions } from './plan/generate.ts';
export { plans } from './plan/arbitrary.ts';
export { PLAN_VERSION, planSchema, type Plan, type PlanInput } from './plan/plan.ts';
export { scenarioSchema, type Scenario } from './plan/scenario.ts';
export { planJsonSchema, scenarioJsonSchema } from './plan/published-schema.ts';
export { FAULT_KINDS, type Fault, type FaultKind } from './plan/fault.ts';
export type { PlanEntry } from './plan/edits.ts';
export type { MistakeTrigger } from './plan/mistake-trigger.ts';
export type { Operation } from './plan/operation.ts';
export { triggeredBy } from './plan/triggered-by.ts';

export type * from './gateway/port.ts';
export { GATEWAYS, type GatewayEntry } from './gateway/catalogue.ts';
export { tampered, type Tamper, type Tampering } from './gateway/tampering/tampered.ts';
export type { Wire } from './gateway/tampering/wire.ts';
export { Message } from './protocol/message.ts';
export { simulate, type Execution } from './simulation/world.ts';

export type { HistoryRecord } from './history/record.ts';
export { digestOf } from './history/digest.ts';
export { readHistory, writeHistory } from './history/jsonl.ts';

export { DIALECTS, dialectFor } from './dialect/catalogue.ts';
export type { Dialect } from './dialect/dialect.ts';
export { PROPERTIES } from './properties/catalogue.ts';
export { createJudge, type Judge } from './properties/judge.ts';
export { SIMULATED_PROFILE, type Profile } from './properties/profile.ts';
export type { Evidence, Finding } from './properties/finding.ts';
export type { Property, Verdict } from './properties/property.ts';

export type * from './trace/trace.ts';
export { traceOf, type TraceSettings } from './trace/tracer.ts';
export { Causes } from './trace/causes.ts';
export { passes, windowOf, type TraceFilter, type WindowSettings } from './trace/window.ts';

export { judgePlan, type JudgePlanOptions } from './campaign/judge-plan.ts';
export { execute, type Outcome, type Trial } from './campaign/execute.ts';
export { withTripwire } from './campaign/tripwire.ts';
export { runCampaign, type Campaign } from './campaign/campaign.ts';
export { run, type RunRequest } from './campaign/run.ts';
export { readFailure } from './campaign/failure-file.ts';
export { replay } from './campaign/replay.ts';
export type { Failure } from './campaign/failure.ts';
export type { GauntletConfig } from './cli/config/config-schema.ts';
export type { RunReport, ReplayReport } from './report/published.ts';
export type { ListReport } from './report/list-report.ts';
