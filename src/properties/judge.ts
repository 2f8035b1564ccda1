/**
 * The judge: a pure function of (history, catalogue, profile), fed record by record. Each record is decoded once;
 * the shared terms see the observation first, then every property.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import type { HistoryRecord } from '../history/record.ts';
import { PROPERTIES } from './catalogue.ts';
import type { Profile } from './profile.ts';
import type { Checker, Property, Verdict, Violation } from './property.ts';
import { createTerms } from './terms/terms.ts';

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
  return PROPERTIES.filter(({ id }) => !without.includes(id));
}

interface Seat {
  readonly property: Property;
  readonly checker: Checker;
}

export function createJudge({ dialect, profile, properties = propertiesOf(profile) }: JudgeOptions): Judge {
  const observer = dialect.createObserver();
  const terms = createTerms(dialect, profile);
  const seats: Seat[] = properties.map((property) => ({
    property,
    checker: guard(property.id, () => property.start(terms)),
  }));
  const audiences = new Map<Observation['type'], Seat[]>();
  for (const seat of seats) {
    for (const type of seat.property.watches) {
      const audience = audiences.get(type);
      if (audience === undefined) audiences.set(type, [seat]);
      else audience.push(seat);
    }
  }
  let first: FoundViolation | undefined;

  return {
    observe(record: HistoryRecord): Observation {
      const observation = observer.observe(record);
      guard('(terms)', () => terms.observe(observation));
      const audience = audiences.get(observation.type);
      if (audience === undefined) return observation;
      let at = 0;
      try {
        for (; at < audience.length; at++) {
          const { property, checker } = audience[at] as Seat;
          checker.observe(observation);
          if (first === undefined && checker.violations.length > 0) {
            first = { property: property.id, violation: checker.violations[0] as Violation };
          }
        }
      } catch (cause) {
        throw new PropertyError((audience[at] as Seat).property.id, cause);
      }
      return observation;
    },
    get firstViolation(): FoundViolation | undefined {
      return first;
    },
    finish(): Verdict[] {
      for (const { property, checker } of seats) {
        guard(property.id, () => checker.finish());
        const violation = checker.violations[0];
        if (violation !== undefined) first ??= { property: property.id, violation };
      }
      return seats.map((seat) => verdictOf(seat, dialect));
    },
  };
}

function guard<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PropertyError(property, cause);
  }
}

function verdictOf({ property, checker }: Seat, dialect: Dialect): Verdict {
  const { exercised, violations } = checker;
  const base = { property: property.id, exercised, violations };
  if (violations.length > 0) return { ...base, verdict: 'violation' };
  const unobservable = dialect.unobservable.get(property.id);
  if (unobservable !== undefined) {
    return { ...base, verdict: 'inconclusive', reason: `${dialect.name} cannot show it: ${unobservable}` };
  }
  if (exercised < property.minimum) {
    const often = exercised === 0 ? 'never happened' : `happened ${exercised} of ${property.minimum} times`;
    return { ...base, verdict: 'inconclusive', reason: `not exercised: ${property.exercise} ${often}` };
  }
  return { ...base, verdict: 'pass' };
}
