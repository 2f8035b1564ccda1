/**
 * A finding: one thing that a history proves against a property. The same shape from the judge to every report.
 * The judge fills all of it but the evidence, for which the history has to be kept.
 */
import type { ProtocolState, ProtocolStates } from './protocol-state.ts';

/** One thing that a history proves against a property. */
export interface Finding {
  /** Id of the property that does not hold. */
  readonly property: string;
  /**
   * Why, in a few words that do not depend on ids or times: two failures with the same property and cause are the
   * same failure (shrinking and grouping compare it).
   */
  readonly cause: string;
  /** What was going on at the first of the records. */
  readonly state: ProtocolState;
  /** One sentence: what happened, with names and numbers. */
  readonly sentence: string;
  /** Indexes of the records that prove it, ascending. */
  readonly records: readonly number[];
  /** The same records for people; empty as long as no history was kept to read them from. */
  readonly evidence: readonly Evidence[];
  /** What led there; absent as long as there is no evidence. */
  readonly background?: Background | undefined;
}

/** What led to a finding: near in the same run, session and time, not proven. */
export interface Background {
  /** Records before the evidence, ascending: a provider's event, a fault, a request. At most five. */
  readonly causes: readonly Evidence[];
  /** The entries of the plan that the evidence depends on, in the order in which they came. At most five. */
  readonly steps: readonly string[];
  /** So many fields of the evidence were not tried: there were too many. 0: all were. */
  readonly untried: number;
}

/** What a checker gives of a finding; the judge knows the rest. */
export type Proof = Pick<Finding, 'cause' | 'sentence' | 'records'>;

/** Knows what was going on at each record. */
export type StatesAt = Pick<ProtocolStates, 'at'>;

export function findingOf(property: string, { cause, sentence, records }: Proof, states: StatesAt): Finding {
  const state = states.at(records[0] ?? Infinity);
  return { property, cause, state, sentence, records, evidence: [] };
}

/** One record of the history as a line that a person can read. */
export interface Evidence {
  readonly i: number;
  readonly atMicros: number;
  readonly incarnation: number;
  readonly client: string | null;
  readonly conn: number | null;
  /** Who sent a frame to whom; null for anything but a frame. */
  readonly direction: 'gateway → client' | 'client → gateway' | null;
  readonly stage: 'sent' | 'delivered' | null;
  readonly what: string;
  /** Of a frame: the fields on which the verdict depends. Absent: not looked for. */
  readonly fields?: readonly EvidenceField[] | undefined;
}

/** A field of a frame, and what it was in the frame before of the same kind. */
export interface EvidenceField {
  /** `payload.session.status`. */
  readonly path: string;
  /** A long text is clipped, and says how much is missing. */
  readonly value: string | number | boolean | null;
  /** Null: there was none. */
  readonly was: { readonly value: string | number | boolean | null; readonly i: number } | null;
  /** The finding is gone once it is altered. False: it is named by the sentence, and trying was too much. */
  readonly tried: boolean;
}
