/** One entry of the catalogue: what a gateway is, what it comes from, and what must convict it. */
import type { Gateway } from './port.ts';

export interface GatewayEntry {
  readonly name: string;
  readonly kind: 'reference' | 'good' | 'bad';
  /** The incident or issue it comes from; null when it comes from none. */
  readonly incident: string | null;
  /** Properties of which at least one must convict it; the first is the one meant for it. */
  readonly convictedBy: readonly string[];
  /** What it does wrong, or differently. */
  readonly sentence: string;
  readonly dialect: string;
  readonly gateway: Gateway;
}

export function good(gateway: Gateway, sentence: string, dialect = 'reference@1'): GatewayEntry {
  return { name: gateway.name, kind: 'good', incident: null, convictedBy: [], sentence, dialect, gateway };
}

export function bad(
  gateway: Gateway,
  incident: string,
  convictedBy: readonly string[],
  sentence: string,
): GatewayEntry {
  return {
    name: gateway.name,
    kind: 'bad',
    incident,
    convictedBy,
    sentence,
    dialect: 'reference@1',
    gateway,
  };
}
