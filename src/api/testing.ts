/**
 * `gateway-gauntlet/testing`: for whoever tests a gateway, or the judge. A plan is executed and judged; a correct
 * gateway is built with other policies, or made to go wrong by what stands between it and its port. `gatewayMatchers`
 * fit `expect.extend` of vitest and of Jest. Since 0.1.0.
 */
export { judgePlan, type JudgePlanOptions } from '../campaign/judge-plan.ts';
export type { Outcome } from '../campaign/execute.ts';
export { withTripwire } from '../campaign/tripwire.ts';
export { GATEWAYS, type GatewayEntry } from '../gateway/catalogue.ts';
export { createGateway } from '../gateway/reference/gateway.ts';
export type { Policies } from '../gateway/reference/policies.ts';
export { tampered, type Tamper, type Tampering } from '../gateway/tampering/tampered.ts';
export type { Wire } from '../gateway/tampering/wire.ts';
export { simulate, type Execution } from '../simulation/world.ts';
export { gatewayMatchers, type MatcherResult } from './matchers.ts';
