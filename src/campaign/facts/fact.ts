/**
 * What a fact is: something rare that a campaign should have seen at least once, beside the properties that must
 * always hold (stateright's `sometimes`). A property that passes over plans in which its danger never arose says
 * nothing; a fact that no plan showed says so. Facts are read from observations and never judge.
 */
import type { Watch } from '../../properties/watch-lists.ts';
import type { About } from '../../properties/about.ts';
import type { Observation } from '../../dialect/observation.ts';
import type { FactContext } from './fact-context.ts';

export interface Fact {
  /** Such as `reset-overtook-run`. */
  readonly id: string;
  /** What happened, in the past tense. */
  readonly sentence: string;
  /** The observations its detector is shown; the context sees all. Shown everything, it would find the same. */
  readonly watches: readonly Watch[];
  /** A fresh detector for one history. `context` has already seen each observation when the detector does. */
  start(context: FactContext): Detector;
}

/** True when the fact happened at this observation; not asked again after that. Constant work. */
export type Detector = (observation: Observation, about: About) => boolean;
