import { planSchema } from '../../../src/plan/plan.ts';
import type { Place } from '../../../src/live/target.ts';

/** A place with the defaults of a plan that has one client. */
export function smallPlace(folder: string): Place {
  return {
    folder,
    token: 'the-token',
    providerUrl: 'http://127.0.0.1:4242',
    plan: planSchema.parse({ clients: [{ id: 'alice' }], rules: { dailyResetMinute: 240 } }),
  };
}
