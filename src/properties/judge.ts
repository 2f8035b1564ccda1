/**
 * The judge: a pure function of (history, catalogue, profile), fed record by record. Each record is decoded once;
 * the shared terms see the observation first, then every property.
 */
import { audiencesOf, type Audiences } from '../dialect/audience.ts';
import type { Dialect, Observer } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import { ProbeWatch } from '../dialect/unobservable.ts';
import type { HistoryRecord } from '../history/record.ts';
import { PROPERTIES } from './catalogue.ts';
import type { Profile } from './profile.ts';
import type { Checker, Property, Verdict, Violation } from './property.ts';
import { createTerms, type Terms } from './terms/terms.ts';

export interface JudgeOptions {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Default: the catalogue, but for what the profile leaves out. */
  readonly properties?: readonly Property[];
}

export interface Judge {
  /** Takes the next record and returns what it means; throws PropertyError when a property is broken. */
  observe(record: HistoryRecord): Observation;
  /** The first violation found so far; costs one look at a field. */
  readonly firstViolation: FoundViolation | undefined;
  /** Ends the history: one verdict per property, in the order given. To be called once. */
  finish(): Verdict[];
}

export interface FoundViolation {
  readonly property: string;
  readonly violation: Violation;
}

/** A property threw: a bug in Gauntlet (exit 5), never a verdict on the target. */
export class PropertyError extends Error {
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
  readonly violations: readonly Violation[];
}

class HistoryJudge implements Judge {
  readonly #dialect: Dialect;
  readonly #observer: Observer;
  readonly #terms: Terms;
  /** In the order of the properties. */
  readonly #seats: readonly Seat[];
  readonly #audiences: Audiences;
  /** Undefined: the dialect shows everything. */
  readonly #probes: ProbeWatch | undefined;
  #first: FoundViolation | undefined;

  constructor(dialect: Dialect, profile: Profile, properties: readonly Property[]) {
    this.#dialect = dialect;
    this.#observer = dialect.createObserver();
    this.#terms = createTerms(dialect, profile);
    this.#audiences = audiencesOf(properties);
    this.#probes = dialect.unobservable.size === 0 ? undefined : new ProbeWatch(dialect.unobservable);
    this.#seats = properties.map((property) => {
      const checker = guard(property.id, () => property.start(this.#terms));
      return { property, checker, observe: checker.observe, violations: checker.violations };
    });
  }

  observe(record: HistoryRecord): Observation {
    const observation = this.#observer.observe(record);
    // asked for once: observations have many shapes, and nearly all are events
    const isEvent = observation.type === 'event';
    const audience = isEvent ? this.#audiences.ofEvent(observation) : this.#audiences.of(observation);
    let at = -1;
    try {
      if (isEvent) this.#terms.observeEvent(observation);
      else this.#terms.observe(observation);
      if (this.#probes !== undefined) this.#probes.observe(observation);
      for (at = 0; at < audience.length; at++) {
        const seat = this.#seats[audience[at] as number] as Seat;
        seat.observe.call(seat.checker, observation);
        if (seat.violations.length > 0) this.#note(seat);
      }
    } catch (cause) {
      const seat = at < 0 ? undefined : this.#seats[audience[at] as number];
      throw new PropertyError(seat?.property.id ?? '(terms)', cause);
    }
    return observation;
  }

  get firstViolation(): FoundViolation | undefined {
    return this.#first;
  }

  finish(): Verdict[] {
    for (const seat of this.#seats) {
      guard(seat.property.id, () => seat.checker.finish());
      this.#note(seat);
    }
    return this.#seats.map((seat) => verdictOf(seat, this.#dialect, this.#probes));
  }

  #note({ property, violations: [violation] }: Seat): void {
    if (violation !== undefined) this.#first ??= { property: property.id, violation };
  }
}

function guard<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PropertyError(property, cause);
  }
}

function verdictOf({ property, checker }: Seat, dialect: Dialect, probes: ProbeWatch | undefined): Verdict {
  const { exercised, violations } = checker;
  const { id, minimum, exercise } = property;
  if (violations.length > 0) return { property: id, exercised, violations, verdict: 'violation' };
  const declared = dialect.unobservable.get(id);
  if (declared !== undefined && probes !== undefined) {
    const finding = probes.findingOn(id);
    const reason =
      finding.type === 'fails'
        ? `${dialect.name} declares that it cannot show it (${declared.reason}), which is false: ${finding.sentence}`
        : `${dialect.name} cannot show it: ${declared.reason}`;
    return { property: id, exercised, violations, verdict: 'inconclusive', reason, unobservable: finding };
  }
  if (exercised < minimum) {
    const often = exercised === 0 ? 'never happened' : `happened ${exercised} of ${minimum} times`;
    const reason = `not exercised: ${exercise} ${often}`;
    return { property: id, exercised, violations, verdict: 'inconclusive', reason };
  }
  return { property: id, exercised, violations, verdict: 'pass' };
}
