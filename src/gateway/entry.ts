/** One entry of the catalogue: what a gateway is, what it comes from, and what must convict it. */
import type { MistakeTrigger } from '../plan/mistake-trigger.ts';
import type { Gateway } from './port.ts';
import { createGateway } from './reference/gateway.ts';
import { REFERENCE_POLICIES, type Policies } from './reference/policies.ts';
import { tampered, type Tamper } from './tampering/tampered.ts';

/** A built-in gateway: what it is, what it does, and, of a known-bad one, what must convict it. */
export interface GatewayEntry {
  readonly name: string;
  readonly kind: 'reference' | 'good' | 'bad';
  /** The incident or issue it comes from; null when it comes from none. */
  readonly incident: string | null;
  /** Properties of which at least one must convict it; the first is the one meant for it. */
  readonly convictedBy: readonly string[];
  /** What the sentence must say that convicts it, so that its reader finds the cause; null where nothing does. */
  readonly words: RegExp | null;
  /** What of a plan sets its mistake off; null where it makes none. */
  readonly trigger: MistakeTrigger | null;
  /** What it does wrong, or differently. */
  readonly sentence: string;
  readonly dialect: string;
  readonly gateway: Gateway;
}

export function good(gateway: Gateway, sentence: string, dialect = 'reference@1'): GatewayEntry {
  return {
    name: gateway.name,
    kind: 'good',
    incident: null,
    convictedBy: [],
    words: null,
    trigger: null,
    sentence,
    dialect,
    gateway,
  };
}

/** One way to get a policy wrong. */
export interface Mistake<P extends keyof Policies> extends Pick<GatewayEntry, 'convictedBy' | 'sentence'> {
  readonly incident: string;
  readonly trigger: MistakeTrigger;
  readonly words: RegExp;
  /** Members of the policy as they are got wrong. */
  readonly instead?: Partial<Policies[P]>;
  /** Other policies that the mistake takes. */
  readonly also?: Partial<Policies>;
  /** What no policy can get wrong; alone. */
  readonly tamper?: Tamper;
}

/** Known-bad gateways by name: the reference with this policy got wrong, or tampered with. */
export function mistakes<P extends keyof Policies>(
  policy: P | null,
  named: { readonly [name: string]: Mistake<P> },
): GatewayEntry[] {
  return Object.entries(named).map(([name, { tamper, instead, also, ...facts }]) => {
    const changed =
      policy === null ? {} : { [policy]: { ...REFERENCE_POLICIES[policy], ...instead }, ...also };
    const gateway = tamper === undefined ? createGateway(name, changed) : tampered(name, tamper);
    return { name, kind: 'bad', ...facts, dialect: 'reference@1', gateway };
  });
}
