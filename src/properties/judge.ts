/**
 * The judge: a pure function of (history, dialect, catalogue, profile), fed record by record. Each is decoded once; the
 * shared model sees the observation first, then every property that watches for it.
 */
import type { Dialect, Observer } from '../dialect/dialect.ts';
import type { Observation } from '../dialect/observation.ts';
import { ProbeWatch } from '../dialect/unobservable.ts';
import type { HistoryRecord } from '../history/record.ts';
import { HarnessError } from '../kernel/invariant.ts';
import type { About } from './about.ts';
import { PROPERTIES } from './catalogue.ts';
import { findingOf } from './finding.ts';
import type { Profile } from './profile.ts';
import type { Checker, Property, Verdict } from './property.ts';
import type { ProtocolStates } from './protocol-state.ts';
import { JudgeModel } from './model/judge-model.ts';
import { watchListsOf, type WatchList, type WatchLists } from './watch-lists.ts';

/** By what a history is judged. */
export interface JudgeSettings {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Default: the catalogue, but for what the profile leaves out. */
  readonly properties?: readonly Property[];
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

/** A judge of one history: it is shown every record in order, then asked for its verdicts. */
export function createJudge(options: JudgeSettings): Judge {
  return new Judge(options);
}

/** All verdicts on a whole history. */
export function judgeRecords(records: Iterable<HistoryRecord>, options: JudgeSettings): readonly Verdict[] {
  const judge = createJudge(options);
  for (const record of records) judge.observe(record);
  return judge.finish();
}

/** Shows a checker an observation and what is known about it. */
type Show = (this: Checker, observation: Observation, about: About) => void;

/** A checker at work, with its methods: looked up once, for there are as many of each as properties. */
interface ActiveChecker {
  readonly property: Property;
  readonly checker: Checker;
  readonly event: Show;
  readonly others: Readonly<Record<About['type'], Show>>;
}

function activeChecker(property: Property, model: JudgeModel): ActiveChecker {
  const checker = property.start(model);
  // an observation and what is known about it are of one type, which the compiler cannot see of two values
  const methods = checker as unknown as Readonly<Record<About['type'] | 'frame', Show | undefined>>;
  const frame = methods.frame ?? looksAway;
  const others: Record<About['type'], Show> = {
    event: methods.event ?? frame,
    request: methods.request ?? frame,
    response: methods.response ?? frame,
    stray: methods.stray ?? frame,
    garbage: methods.garbage ?? frame,
    connection: methods.connection ?? looksAway,
    process: methods.process ?? looksAway,
    provider: methods.provider ?? looksAway,
    phase: methods.phase ?? looksAway,
    nothing: looksAway,
  };
  return { property, checker, event: others.event, others };
}

function looksAway(): void {}
const NOBODY: WatchList = [];

/** Of one history; `createJudge` makes it. */
export class Judge {
  readonly #dialect: Dialect;
  readonly #observer: Observer;
  /** What is known so far. */
  readonly model: JudgeModel;
  /** What is known of the record that was shown last; filled anew for the next. */
  about: About = { type: 'nothing' };
  /** In the order of the properties. */
  readonly #checkers: readonly ActiveChecker[];
  readonly #watchLists: WatchLists;
  /** Undefined: the dialect shows everything. */
  readonly #probes: ProbeWatch | undefined;

  constructor({ dialect, profile, properties = propertiesOf(profile) }: JudgeSettings) {
    this.#dialect = dialect;
    this.#observer = dialect.createObserver();
    this.model = new JudgeModel(dialect, profile);
    this.#watchLists = watchListsOf(properties);
    this.#probes = dialect.unobservable.size === 0 ? undefined : new ProbeWatch(dialect.unobservable);
    this.#checkers = properties.map((property) =>
      guard(property.id, () => activeChecker(property, this.model)),
    );
  }

  /** Takes the next record and returns what it means; throws PropertyError when a property is broken. */
  observe(record: HistoryRecord): Observation {
    const observation = this.#observer.observe(record);
    let watching = NOBODY;
    let at = -1;
    try {
      // nearly all are events: two paths, each of which knows what it is given
      if (observation.type === 'event') {
        const about = this.model.observeEvent(observation);
        this.about = about;
        if (this.#probes !== undefined) this.#probes.observe(observation);
        watching = this.#watchLists.ofEvent(observation, about);
        for (at = 0; at < watching.length; at++) {
          const active = this.#checkers[watching[at] as number] as ActiveChecker;
          active.event.call(active.checker, observation, about);
        }
      } else {
        const about = this.model.observe(observation);
        this.about = about;
        if (this.#probes !== undefined) this.#probes.observe(observation);
        watching = this.#watchLists.of(observation, about);
        for (at = 0; at < watching.length; at++) {
          const active = this.#checkers[watching[at] as number] as ActiveChecker;
          active.others[about.type].call(active.checker, observation, about);
        }
      }
    } catch (cause) {
      const active = this.#checkers[watching[at] ?? -1];
      throw new PropertyError(active?.property.id ?? '(model)', cause);
    }
    return observation;
  }

  /** What was and is going on. */
  get states(): ProtocolStates {
    return this.model.states;
  }

  /** Ends the history: one verdict per property, in the order given. To be called once. */
  finish(): Verdict[] {
    for (const { property, checker } of this.#checkers) guard(property.id, () => checker.finish());
    return this.#checkers.map((active) => this.#verdictOf(active));
  }

  #verdictOf({ property, checker }: ActiveChecker): Verdict {
    const { id, minimum = 1, exercise, without } = property;
    const { exercised, excused } = checker;
    const violations = checker.violations
      .filter(({ cause }) => without?.has(cause) !== true)
      .map((proof) => findingOf(id, proof, this.states));
    const judged = { property: id, exercised, violations, ...(excused.length > 0 ? { excused } : {}) };
    if (violations.length > 0) return { ...judged, verdict: 'violation' };
    const declared = this.#dialect.unobservable.get(id);
    if (declared !== undefined && this.#probes !== undefined) {
      const result = this.#probes.resultOn(id);
      const reason =
        result.type === 'fails'
          ? `${this.#dialect.name} declares that it cannot show it (${declared.reason}), which is false: ${result.sentence}`
          : `${this.#dialect.name} cannot show it: ${declared.reason}`;
      return { ...judged, verdict: 'inconclusive', reason, unobservable: result };
    }
    const missing = this.#missing(property);
    if (missing !== undefined)
      return { property: id, exercised, violations, verdict: 'inconclusive', reason: missing };
    if (exercised < minimum) {
      const often = exercised === 0 ? 'never happened' : `happened ${exercised} of ${minimum} times`;
      return { ...judged, verdict: 'inconclusive', reason: `not exercised: ${exercise} ${often}` };
    }
    return { ...judged, verdict: 'pass' };
  }

  /** Why the history cannot show what the property needs. */
  #missing({ needs }: Property): string | undefined {
    if (needs === undefined) return undefined;
    const { prompts } = this.model.runs;
    return needs === 'calls' ? prompts.whyNoCalls : prompts.whyNoTexts;
  }
}

function guard<T>(property: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PropertyError(property, cause);
  }
}
