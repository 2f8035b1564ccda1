/** The known-bad gateways that a bench is to look at: one in so many, or those that are named. */
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { GatewayEntry } from '../../src/gateway/entry.ts';

export interface Choice {
  /** As on the command line. */
  readonly every: string;
  readonly from: string;
  /** None: all. */
  readonly gateway: readonly string[];
}

export function badGateways({ every, from, gateway }: Choice): readonly GatewayEntry[] {
  const [step, first] = [Number(every), Number(from)];
  return GATEWAYS.filter(({ kind }) => kind === 'bad')
    .filter((_, k) => k % step === first % step)
    .filter(({ name }) => gateway.length === 0 || gateway.includes(name));
}
