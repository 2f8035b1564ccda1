/** One plan on one gateway, for tests that people write themselves: `execute` with the defaults that nobody should have to know. */
import type { Dialect } from '../dialect/dialect.ts';
import { REFERENCE } from '../dialect/reference.ts';
import type { Gateway } from '../gateway/port.ts';
import type { Plan } from '../plan/plan.ts';
import { SIMULATED_PROFILE, type Profile } from '../properties/profile.ts';
import { behindPort } from './behind-port.ts';
import { execute, type Outcome } from './execute.ts';

/** By what, and how much is kept. */
export interface JudgePlanOptions {
  /** What the gateway's frames mean. Default: `reference@1`, as `gateway-gauntlet/port` describes it. */
  readonly dialect?: Dialect;
  /** Default: the profile of the simulated world. */
  readonly profile?: Profile;
  /** Keep the whole history. Default: no. */
  readonly keep?: boolean;
}

/**
 * Executes `plan` on `gateway` in the simulated world and judges it by every property. A gateway that fails gives
 * verdicts, one that throws the verdict `target/alive`; rejects only when it reaches for the clock, chance or a timer
 * (TripwireError), or Gauntlet itself is broken. One plan at a time: await it before the next.
 */
export async function judgePlan(
  plan: Plan,
  gateway: Gateway,
  { dialect = REFERENCE, profile = SIMULATED_PROFILE, keep = false }: JudgePlanOptions = {},
): Promise<Outcome> {
  return execute({ plan, gateway: behindPort(gateway), dialect, profile, keep });
}
