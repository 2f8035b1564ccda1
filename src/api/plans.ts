/**
 * `gateway-gauntlet/plans`: what is executed. Drawn from a seed, as an arbitrary of fast-check, or written down; with
 * the schemas of plan and scenario. Since 0.1.0.
 */
export { plans } from '../plan/arbitrary.ts';
export { FAULT_KINDS, type Fault, type FaultKind } from '../plan/fault.ts';
export { FEATURES, generatePlan, type Feature, type PlanOptions } from '../plan/generate.ts';
export type { Operation } from '../plan/operation.ts';
export { PLAN_VERSION, planSchema, type Plan, type PlanInput } from '../plan/plan.ts';
export { planJsonSchema, scenarioJsonSchema } from '../plan/published-schema.ts';
export { scenarioSchema, type Scenario } from '../plan/scenario.ts';
