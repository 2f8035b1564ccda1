/** A plan on the reference gateway with every property on: what all benchmarks of the world execute. */
import type { Trial } from '../../src/campaign/execute.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';

export function referenceTrial(plan: Plan): Trial & { readonly gateway: Gateway } {
  return { plan, gateway: referenceGateway, dialect: REFERENCE, profile: SIMULATED_PROFILE };
}
