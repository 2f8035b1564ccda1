/**
 * The judge: a pure function of (history, catalogue, profile), fed record by record. Each record is decoded once;
 * the shared terms see the observation first, then every property.
 */
import type { Dialect, Observer } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import { ProbeWatch } from '../dialect/unobservable.ts';
import type { HistoryRecord } from '../history/record.ts';
import { HarnessError } from '../kernel/invariant.ts';
import { PROPERTIES } from './catalogue.ts';
import type { Finding, Proof } from './finding.ts';
import type { Profile } from './profile.ts';
import type { Checker, Property, Verdict } from './property.ts';
import type { ProtocolStates } from './protocol-state.ts';
import { Terms } from './terms/terms.ts';
import { watchListsOf, type WatchLists } from './watch-lists.ts';

export interface JudgeOptions {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Default: the catalogue, but for what the profile leaves out. */
  readonly properties?: readonly Property[];
}

export interface Judge {
  /** Takes the next record and returns what it means; throws PropertyError when a property is broken. */
  observe(record: HistoryRecord): Observation;
  /** What was and is going on. */
  readonly states: ProtocolStates;
  /** Ends the history: one verdict per property, in the order given. To be called once. */
  finish(): Verdict[];
}

/** A property threw: a bug in Gauntlet (exit 5), never a verdict on the target. */
export class PropertyError extends HarnessError {
  override readonly name = 'PropertyError';
  readonly property: string;

  constructor(property: string, cause: unknown) {
    super(`property ${property} threw: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.property = property;
  }
}

/** The properties of the catalogue that a profile asks for, in its order. */
export function propertiesOf({ without = [] }: Profile): readonly Property[] {
  return without.length === 0 ? PROPERTIES : PROPERTIES.filter(({ id }) => !without.includes(id));
}

export function createJudge({ dialect, profile, properties = propertiesOf(profile) }: JudgeOptions): Judge {
  return new HistoryJudge(dialect, profile, properties);
}

/** A checker at work, with what the judge looks at after each of its observations. */
interface Seat {
  readonly property: Property;
  readonly checker: Checker;
  /** Its method, looked up once: there are as many as properties. */
  readonly observe: Checker['observe'];
}

class HistoryJudge implements Judge {
  readonly #dialect: Dialect;
  readonly #observer: Observer;
  readonly #terms: Terms;
  /** In the order of the properties. */
  readonly #seats: readonly Seat[];
  readonly #watchLists: WatchLists;
  /** Undefined: the dialect shows everything. */
  readonly #probes: ProbeWatch | undefined;

  constructor(dialect: Dialect, profile: Profile, properties: readonly Property[]) {
    this.#dialect = dialect;
    this.#observer = dialect.createObserver();
    this.#terms = new Terms(dialect, profile);
    this.#watchLists = watchListsOf(properties);
    this.#probes = dialect.unobservable.size === 0 ? undefined : new ProbeWatch(dialect.unobservable);
    this.#seats = properties.map((property) => {
      const checker = guard(property.id, () => property.start(this.#terms));
      return { property, checker, observe: checker.observe };
    });
  }

  observe(record: HistoryRecord): Observation {
    const observation = this.#observer.observe(record);
    // asked for once: observations have many shapes, and nearly all are events
    const { type } = observation;
    const watching = this.#watchLists.of(type, observation);
    let at = -1;
    try {
      if (type === 'event') this.#terms.observeEvent(observation);
      else this.#terms.observe(observation);
      if (this.#probes !== undefined) this.#probes.observe(observation);
      for (at = 0; at < watching.length; at++) {
        const seat = this.#seats[watching[at] as number] as Seat;
        seat.observe.call(seat.checker, observation);
      }
    } catch (cause) {
      const seat = at < 0 ? undefined : this.#seats[watching[at] as number];
      throw new PropertyError(seat?.property.id ?? '(terms)', cause);
    }
    return observation;
  }

  get states(): ProtocolStates {
    return this.#terms.states;
  }

  finish(): Verdict[] {
    for (const { property, checker } of this.#seats) guard(property.id, () => checker.finish());
    return this.#seats.map((seat) => this.#verdictOf(seat));
  }

  #verdictOf({ property, checker }: Seat): Verdict {
    const { id, minimum, exercise } = property;
    const { exercised } = checker;
    const violations = checker.violations.map((proof) => this.#findingOf(id, proof));
    if (violations.length > 0) return { property: id, exercised, violations, verdict: 'violation' };
    const declared = this.#dialect.unobservable.get(id);
    if (declared !== undefined && this.#probes !== undefined) {
      const result = this.#probes.resultOn(id);
      const reason =
        result.type === 'fails'
          ? `${this.#dialect.name} declares that it cannot show it (${declared.reason}), which is false: ${result.sentence}`
          : `${this.#dialect.name} cannot show it: ${declared.reason}`;
      return { property: id, exercised, violations, verdict: 'inconclusive', reason, unobservable: result };
    }
    if (exercised < minimum) {
      const often = exercised === 0 ? 'never happened' : `happened ${exercised} of ${minimum} times`;
      const reason = `not exercised: ${exercise} ${often}`;
      return { property: id, exercised, violations, verdict: 'inconclusive', reason };
    }
    return { property: id, exercised, violations, verdict: 'pass' };
  }

  #findingOf(property: string, { cause, sentence, records }: Proof): Finding {
    const state = this.states.at(records[0] ?? Infinity);
    return { property, cause, state, sentence, records, evidence: [] };
  }
}

function guard<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PropertyError(property, cause);
  }
}
