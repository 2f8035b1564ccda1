/**
 * What a fact is: something rare that a campaign should have seen at least once, beside the properties that must
 * always hold (stateright's `sometimes`). A property that passes over plans in which its danger never arose says
 * nothing; a fact that no plan showed says so. Facts are read from observations and never judge.
 */
import type { Watch } from '../../properties/watch-lists.ts';
import type { About } from '../../properties/about.ts';
import type { Observation } from '../../dialect/observation.ts';
import type { Scene } from './scene.ts';

export interface Fact {
  /** Such as `reset-overtook-run`. */
  readonly id: string;
  /** What happened, in the past tense. */
  readonly sentence: string;
  /** The observations its detector is shown; the scene sees all. Shown everything, it would find the same. */
  readonly watches: readonly Watch[];
  /** A fresh detector for one history. `scene` has already seen each observation when the detector does. */
  start(scene: Scene): Detector;
}

/** True when the fact happened at this observation; not asked again after that. Constant work. */
export type Detector = (observation: Observation, about: About) => boolean;
