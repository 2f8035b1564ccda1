/**
 * What a property is: a named predicate over histories, streaming, with constant work per observation.
 * One file, one name, one sentence a gateway author can argue with. Never imports gateway or client: an oracle
 * that shares code with the model shares its bugs.
 */
import type { ProbeResult } from '../dialect/unobservable.ts';
import type { Checks } from './about.ts';
import type { Finding, Proof } from './finding.ts';
import type { JudgeModel } from './model/judge-model.ts';
import type { Watch } from './watch-lists.ts';

export type Family = 'order' | 'generation' | 'account' | 'boundary' | 'liveness';

export interface Property {
  /** Such as `seq/contiguous`. */
  readonly id: string;
  readonly family: Family;
  /** What must hold, in one sentence. */
  readonly statement: string;
  /** Where the demand comes from: an incident, a protocol section. */
  readonly why: string;
  /** How often it must be exercised to pass, and what counts as one exercise. */
  readonly minimum: number;
  readonly exercise: string;
  /**
   * The observations its checkers are shown; the others pass by (they reach the model all the same). It saves time
   * and nothing else: a checker that is shown everything comes to the same verdict.
   */
  readonly watches: readonly Watch[];
  /** A fresh checker for one history. The model has already seen each observation when the checker does. */
  start(model: JudgeModel): Checker;
}

/** Has a method for each type of observation that it looks at; it is shown no other. */
export interface Checker extends Checks {
  /** Called once, after the last record. */
  finish(): void;
  /** So far: how often the property was exercised. */
  readonly exercised: number;
  /** So far, in order of discovery; a checker stops collecting after a few. */
  readonly violations: readonly Proof[];
}

export type VerdictName = 'pass' | 'violation' | 'inconclusive';

export interface Verdict {
  readonly property: string;
  readonly verdict: VerdictName;
  readonly exercised: number;
  readonly violations: readonly Finding[];
  /** Why it is inconclusive. */
  readonly reason?: string;
  /** The dialect declares that it cannot show it; what this history says about that. */
  readonly unobservable?: ProbeResult;
}
