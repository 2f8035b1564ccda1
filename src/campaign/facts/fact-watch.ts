/** Watches one history for facts. A fact counts once per history: what has happened is not looked for any more. */
import type { Observation } from '../../dialect/observation.ts';
import type { About } from '../../properties/about.ts';
import type { JudgeModel } from '../../properties/model/judge-model.ts';
import { watchListsOf, type WatchLists } from '../../properties/watch-lists.ts';
import { FACTS } from './catalogue.ts';
import type { Detector, Fact } from './fact.ts';
import { FactContext } from './fact-context.ts';

export class FactWatch {
  readonly #context: FactContext;
  readonly #facts: readonly Fact[];
  readonly #watchLists: WatchLists;
  /** One for each fact, in their order; none once it has happened. */
  readonly #detectors: (Detector | undefined)[];
  readonly #happened: string[] = [];

  /** `model`: what the judge knows, of which each observation is a part before it is shown here. */
  constructor(model: JudgeModel, facts: readonly Fact[] = FACTS) {
    this.#context = new FactContext(model);
    this.#facts = facts;
    this.#watchLists = watchListsOf(facts);
    this.#detectors = facts.map((fact) => fact.start(this.#context));
  }

  /** Ids of the facts that happened so far, in order. */
  get happened(): readonly string[] {
    return this.#happened;
  }

  observe(observation: Observation, about: About): void {
    // nearly all are events, which change no context
    if (about.type !== 'event') this.#context.observe(observation, about);
    const watching = this.#watchLists.of(observation, about);
    for (let at = 0; at < watching.length; at++) this.#show(watching[at] as number, observation, about);
  }

  #show(at: number, observation: Observation, about: About): void {
    if (this.#detectors[at]?.(observation, about) !== true) return;
    this.#detectors[at] = undefined;
    this.#happened.push((this.#facts[at] as Fact).id);
  }
}
