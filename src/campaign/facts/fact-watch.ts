/** Watches one history for facts. A fact counts once per history: what has happened is not looked for any more. */
import { audiencesOf, type Audience, type Audiences } from '../../dialect/audience.ts';
import type { Observation } from '../../dialect/observation.ts';
import { FACTS } from './catalogue.ts';
import type { Detector, Fact } from './fact.ts';
import { Scene } from './scene.ts';

export class FactWatch {
  readonly #scene = new Scene();
  readonly #facts: readonly Fact[];
  readonly #audiences: Audiences;
  /** One for each fact, in their order; none once it has happened. */
  readonly #detectors: (Detector | undefined)[];
  readonly #happened: string[] = [];

  constructor(facts: readonly Fact[] = FACTS) {
    this.#facts = facts;
    this.#audiences = audiencesOf(facts);
    this.#detectors = facts.map((fact) => fact.start(this.#scene));
  }

  /** Ids of the facts that happened so far, in order. */
  get happened(): readonly string[] {
    return this.#happened;
  }

  observe(observation: Observation): void {
    // nearly all are events, which change no scene
    if (observation.type === 'event') {
      this.#showTo(this.#audiences.ofEvent(observation), observation);
      return;
    }
    this.#scene.observe(observation);
    this.#showTo(this.#audiences.of(observation), observation);
    if (observation.type !== 'process') return;
    const { event } = observation.record;
    if (event === 'crashed' || event === 'exited') this.#scene.processGone();
  }

  #showTo(audience: Audience, observation: Observation): void {
    for (let at = 0; at < audience.length; at++) this.#show(audience[at] as number, observation);
  }

  #show(at: number, observation: Observation): void {
    const happensAt = this.#detectors[at];
    if (happensAt?.(observation) === true) this.#retire(at);
  }

  #retire(at: number): void {
    this.#detectors[at] = undefined;
    this.#happened.push((this.#facts[at] as Fact).id);
  }
}
