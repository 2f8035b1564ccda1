/** Watches one history for facts. A fact counts once per history: what has happened is not looked for any more. */
import type { Observation } from '../../dialect/observation.ts';
import { FACTS } from './catalogue.ts';
import type { Detector, Fact } from './fact.ts';
import { Scene } from './scene.ts';

interface Seat {
  readonly fact: Fact;
  readonly happensAt: Detector;
}

export class FactWatch {
  readonly #scene = new Scene();
  readonly #audiences = new Map<Observation['type'], readonly Seat[]>();
  readonly #happened: string[] = [];

  constructor(facts: readonly Fact[] = FACTS) {
    for (const fact of facts) {
      const seat = { fact, happensAt: fact.start(this.#scene) };
      for (const type of fact.watches)
        this.#audiences.set(type, [...(this.#audiences.get(type) ?? []), seat]);
    }
  }

  /** Ids of the facts that happened so far, in order. */
  get happened(): readonly string[] {
    return this.#happened;
  }

  observe(observation: Observation): void {
    this.#scene.observe(observation);
    const audience = this.#audiences.get(observation.type);
    if (audience !== undefined)
      for (const seat of audience) if (seat.happensAt(observation)) this.#retire(seat);
    if (observation.type !== 'process') return;
    const { event } = observation.record;
    if (event === 'crashed' || event === 'exited') this.#scene.processGone();
  }

  #retire(seat: Seat): void {
    this.#happened.push(seat.fact.id);
    for (const type of seat.fact.watches)
      this.#audiences.set(
        type,
        (this.#audiences.get(type) ?? []).filter((other) => other !== seat),
      );
  }
}
